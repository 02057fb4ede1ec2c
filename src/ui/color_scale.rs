//! What the colours of the plane mean: a bar from the lowest value to the highest.

use bevy_egui::egui::{
    Align2, CornerRadius, Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2, vec2,
};

use crate::{
    training::HiddenUnit,
    view::{Rgb, output_color, palette, sizes, unit_color},
};

use super::{
    show_panel::unit_name,
    status::significant,
    theme::{paint, plain, strong},
};

/// The bar's size, in logical pixels.
const BAR: Vec2 = vec2(72.0, 9.0);
/// Between two of these the colours go over into one another.
const STEPS: usize = 16;

/// Draws whose values the colours are, and the bar with its ends, from `left` to the right: of the network's output, or of a hidden
/// unit with the size of its largest value. Returns where it ends.
pub(super) fn color_scale(painter: &Painter, left: Pos2, unit: Option<(HiddenUnit, f32)>) -> f32 {
    let color = unit.map_or(palette::TEXT_WEAK, |(unit, _)| palette::of_unit(unit.unit));
    let name = format!("colour: {}", unit_name(unit.map(|(unit, _)| unit)));
    let name = painter.text(left, Align2::LEFT_CENTER, name, strong(12.0), paint(color));
    let [low, high] = match unit {
        None => ["0".into(), "1".into()],
        Some((_, largest)) => [-largest, largest].map(|end| significant(f64::from(end))),
    };
    let end = |x: f32, text: String| {
        let (font, color) = (plain(sizes::TEXT_SMALL), paint(palette::TEXT_WEAK));
        painter.text(pos2(x, left.y), Align2::LEFT_CENTER, text, font, color)
    };
    let low = end(name.max.x + 10.0, low);
    let corner = pos2(low.max.x + 6.0, left.y - 0.5 * BAR.y);
    let bar = Rect::from_min_size(corner, BAR);
    painter.add(gradient(bar, |part| match unit {
        None => output_color(part),
        Some((unit, _)) => unit_color(unit, 2.0 * part - 1.0),
    }));
    let edge = Stroke::new(1.0, paint(palette::OUTLINE));
    painter.rect_stroke(bar, CornerRadius::ZERO, edge, StrokeKind::Outside);
    end(bar.max.x + 6.0, high).max.x
}

/// A rectangle whose colour changes from its left (0) to its right (1).
fn gradient(rect: Rect, color: impl Fn(f32) -> Rgb) -> Shape {
    let mut mesh = Mesh::default();
    for step in 0..=STEPS {
        let part = step as f32 / STEPS as f32;
        let x = rect.min.x + part * rect.width();
        let color = paint(color(part));
        mesh.colored_vertex(pos2(x, rect.min.y), color);
        mesh.colored_vertex(pos2(x, rect.max.y), color);
    }
    for step in 0..STEPS as u32 {
        let first = 2 * step;
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first + 2, first + 1, first + 3);
    }
    Shape::mesh(mesh)
}
