//! The legend in the corner of the data plane.

use bevy_egui::egui::{Color32, CornerRadius, Painter, Pos2, Rect, Stroke, StrokeKind, pos2, vec2};

use crate::{
    nn::NetworkShape,
    view::{ShowSettings, palette, sizes},
};

use super::{
    theme::{paint, plain},
    unit_names::at_zero,
};

/// Draws the legend of what is shown of a network of this shape, in the lower right corner of the painter's rectangle.
pub(super) fn draw_legend(painter: &Painter, show: &ShowSettings, shape: &NetworkShape) {
    let legend = legend(show, shape);
    let mut at = painter.clip_rect().right_bottom() - vec2(12.0, 10.0);
    for (sign, text) in legend.into_iter().rev() {
        let galley =
            painter.layout_no_wrap(text, plain(sizes::TEXT_SMALL + 0.5), paint(palette::TEXT));
        let corner = at - galley.size();
        let back = Rect::from_min_max(corner - vec2(24.0, 2.0), at + vec2(4.0, 2.0));
        painter.rect_filled(
            back,
            CornerRadius::same(3),
            paint(palette::WINDOW).gamma_multiply(0.92),
        );
        draw_sign(
            painter,
            pos2(corner.x - 11.0, corner.y + 0.5 * galley.size().y),
            sign,
        );
        painter.galley(corner, galley, Color32::WHITE);
        at.y -= 20.0;
    }
}

fn legend(show: &ShowSettings, shape: &NetworkShape) -> Vec<(Sign, String)> {
    let mut legend = Vec::new();
    if show.points {
        legend.extend([
            (Sign::Circle, "class 1".into()),
            (Sign::Square, "class 0".into()),
        ]);
        if show.rings {
            legend.push((Sign::Ring, "misclassified".into()));
        }
    }
    if show.boundary {
        legend.push((Sign::Boundary, "output = 0.5".into()));
    }
    if show.lines {
        let units = shape.hidden.first().copied().unwrap_or(0);
        let text = format!("hidden unit = {}", at_zero(shape.activation));
        legend.push((Sign::Lines(units), text));
    }
    legend
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
    }
}
