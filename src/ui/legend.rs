//! The legend below the data plane.

use std::sync::Arc;

use bevy_egui::egui::{
    Color32, CornerRadius, Galley, Painter, Pos2, Rect, Stroke, StrokeKind, Vec2, vec2,
};

use crate::{
    nn::NetworkShape,
    view::{ShowSettings, palette, sizes},
};

use super::{
    theme::{paint, plain},
    unit_names::at_zero,
};

/// Height of a row, in logical pixels.
const ROW: f32 = 19.0;
/// What has no room in so many rows is left out, the last entries first.
const MOST_ROWS: f32 = 2.0;
/// The room that a sign takes before its words, and that between two entries.
const SIGN: f32 = 20.0;
const APART: f32 = 14.0;

/// The legend of what is shown of a network, in rows of a width.
pub(super) struct Legend {
    entries: Vec<(Sign, Arc<Galley>, Vec2)>,
    height: f32,
}

impl Legend {
    /// Lays the entries out, one after another, in as many rows as they need.
    pub(super) fn new(
        painter: &Painter,
        show: &ShowSettings,
        shape: &NetworkShape,
        width: f32,
    ) -> Self {
        let mut at = Vec2::ZERO;
        let mut entries = Vec::new();
        for (sign, text) in entries_of(show, shape) {
            let color = paint(palette::TEXT_WEAK);
            let galley = painter.layout_no_wrap(text, plain(sizes::TEXT_SMALL), color);
            let wide = SIGN + galley.size().x;
            if at.x > 0.0 && at.x + wide > width {
                at = vec2(0.0, at.y + ROW);
            }
            if at.y >= MOST_ROWS * ROW {
                break;
            }
            entries.push((sign, galley, at));
            at.x += wide + APART;
        }
        let height = entries.last().map_or(0.0, |(_, _, at)| at.y + ROW);
        Self { entries, height }
    }

    /// The height of all rows.
    pub(super) const fn height(&self) -> f32 {
        self.height
    }

    /// Draws it from this corner on.
    pub(super) fn draw(self, painter: &Painter, corner: Pos2) {
        for (sign, galley, at) in self.entries {
            let middle = corner + at + vec2(0.0, 0.5 * ROW);
            draw_sign(painter, middle + vec2(0.5 * SIGN - 3.0, 0.0), sign);
            let text = middle + vec2(SIGN, -0.5 * galley.size().y);
            painter.galley(text, galley, Color32::WHITE);
        }
    }
}

/// What there is to say of what is shown, the most important first.
fn entries_of(show: &ShowSettings, shape: &NetworkShape) -> Vec<(Sign, String)> {
    let mut entries: Vec<(Sign, String)> = Vec::new();
    if show.points {
        entries.push((Sign::Circle, "class 1".into()));
        entries.push((Sign::Square, "class 0".into()));
    }
    let units = shape.hidden.first().copied().unwrap_or(0);
    if show.lines && show.next_step {
        entries.push((Sign::NextLines(units), "next step".into()));
    }
    if show.gradient || (show.pulls && show.lines) {
        entries.push((Sign::Gradient, "point's pull".into()));
    }
    if show.points && show.rings {
        entries.push((Sign::Ring, "misclassified".into()));
    }
    if show.boundary {
        entries.push((Sign::Boundary, "output = 0.5".into()));
    }
    if show.lines {
        let text = format!("hidden unit = {}", at_zero(shape.activation));
        entries.push((Sign::Lines(units), text));
    }
    entries
}

/// What a line of the legend shows before its words.
#[derive(Debug, Clone, Copy)]
enum Sign {
    Circle,
    Square,
    Ring,
    Boundary,
    /// In the colours of so many units, as far as there is room.
    Lines(usize),
    /// The same, dotted.
    NextLines(usize),
    /// An arrow.
    Gradient,
}

fn draw_sign(painter: &Painter, centre: Pos2, sign: Sign) {
    let edge = Stroke::new(1.0, paint(palette::POINT_EDGE));
    match sign {
        Sign::Circle => {
            painter.circle(centre, 5.0, paint(palette::CLASS_1), edge);
        }
        Sign::Square => {
            let square = Rect::from_center_size(centre, vec2(9.0, 9.0));
            painter.rect(
                square,
                CornerRadius::same(1),
                paint(palette::CLASS_0),
                edge,
                StrokeKind::Middle,
            );
        }
        Sign::Ring => {
            painter.circle_stroke(centre, 5.5, Stroke::new(1.6, paint(palette::MISCLASSIFIED)));
        }
        Sign::Boundary => {
            let stroke = Stroke::new(2.0, paint(palette::BOUNDARY));
            painter.hline(centre.x - 7.0..=centre.x + 7.0, centre.y, stroke);
        }
        Sign::Lines(units) => {
            let parts = units.clamp(1, 3);
            let length = 14.0 / parts as f32;
            for unit in 0..parts {
                let left = centre.x - 7.0 + length * unit as f32;
                let stroke = Stroke::new(2.0, paint(palette::of_unit(unit)));
                painter.hline(left..=left + length, centre.y, stroke);
            }
        }
        Sign::NextLines(units) => {
            for dot in 0..3 {
                let left = centre.x - 7.0 + 5.5 * dot as f32;
                let color = palette::of_unit(dot % units.clamp(1, 3));
                painter.hline(left..=left + 3.0, centre.y, Stroke::new(2.0, paint(color)));
            }
        }
        Sign::Gradient => {
            let stroke = Stroke::new(2.0, paint(palette::DERIVATIVE_POSITIVE));
            painter.arrow(centre - vec2(7.0, 0.0), vec2(14.0, 0.0), stroke);
        }
    }
}
