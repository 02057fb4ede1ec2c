//! What the glyphs and colours of the graph mean.

use bevy_egui::egui::{self, Align2, Painter, Pos2, pos2, vec2};

use crate::view::{palette, sizes};

use super::super::theme::{paint, plain};

/// Height of the legend.
pub(super) const LEGEND: f32 = 22.0;

/// Above this width, in logical pixels, there is room for examples of numbers; up to the other one, values are not explained.
const COMFORTABLE: f32 = 440.0;
const NARROW: f32 = 325.0;

/// Draws the legend in a row that begins at `top`.
pub(super) fn legend(painter: &Painter, rect: egui::Rect, top: f32) {
    let y = top + 0.5 * LEGEND;
    let weak = paint(palette::TEXT_WEAK);
    let mut x = rect.min.x + 14.0;
    let text = |x: &mut f32, text: &str, color| {
        let drawn = painter.text(
            pos2(*x, y),
            Align2::LEFT_CENTER,
            text,
            plain(sizes::TEXT_SMALL),
            color,
        );
        *x = drawn.max.x + 12.0;
    };
    let sign = |x: &mut f32, draw: &dyn Fn(Pos2)| {
        draw(pos2(*x + 5.0, y));
        *x += 14.0;
    };
    let stroke = egui::Stroke::new(1.2, paint(palette::LEAF_EDGE));
    let node_edge = egui::Stroke::new(1.2, paint(palette::TEXT_WEAK));
    sign(&mut x, &|at| {
        painter.circle_stroke(at, 4.5, stroke);
    });
    text(&mut x, "leaf", weak);
    sign(&mut x, &|at| {
        let rect = egui::Rect::from_center_size(at, vec2(11.0, 8.0));
        painter.rect_stroke(rect, 2.5, node_edge, egui::StrokeKind::Middle);
    });
    text(&mut x, "non-leaf", weak);
    sign(&mut x, &|at| {
        let rect = egui::Rect::from_center_size(at, vec2(8.0, 8.0));
        painter.rect_filled(rect, 0.0, paint(palette::NODE_EDGE));
    });
    text(&mut x, "constant", weak);
    let [value, above, below] = if rect.width() > COMFORTABLE {
        ["+0.42 value", "∂ +0.9", "∂ −0.9 derivative"]
    } else {
        ["value", "∂ > 0", "∂ < 0"]
    };
    if rect.width() > NARROW {
        text(&mut x, value, paint(palette::VALUE));
    }
    text(&mut x, above, paint(palette::DERIVATIVE_POSITIVE));
    text(&mut x, below, paint(palette::DERIVATIVE_NEGATIVE));
}
