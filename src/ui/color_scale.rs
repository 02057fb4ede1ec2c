//! What the colours of the plane mean: a bar, and the numbers at its ends.

use bevy_egui::egui::{
    Align2, CornerRadius, Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2, vec2,
};

use crate::{
    training::HiddenUnit,
    view::{Rgb, output_color, palette, sizes, unit_color},
};

use super::{
    status::significant,
    theme::{paint, plain, strong},
    unit_names::unit_name,
};

/// The bar's size, in logical pixels.
const BAR: Vec2 = vec2(72.0, 9.0);
/// Between two of these the colours go over into one another.
const STEPS: usize = 16;

/// Whose values the colours are, the numbers at the ends of the bar, and its colours from left to right.
#[derive(Debug, PartialEq)]
pub(super) struct ColorScale {
    name: String,
    name_color: Rgb,
    ends: [String; 2],
    colors: [Rgb; STEPS + 1],
}

impl ColorScale {
    /// Of the network's output, from 0 to 1; or of a hidden unit, from its lowest value (or 0) to its highest (or 0).
    pub(super) fn of(unit: Option<(HiddenUnit, [f32; 2])>) -> Self {
        let step = |index: usize| index as f32 / STEPS as f32;
        let Some((unit, [low, high])) = unit else {
            return Self {
                name: unit_name(None),
                name_color: palette::TEXT_WEAK,
                ends: [String::from("0"), String::from("1")],
                colors: std::array::from_fn(|index| output_color(step(index))),
            };
        };
        // Colours are as strong as a value is large beside the largest.
        let largest = high.max(-low).max(f32::MIN_POSITIVE);
        Self {
            name: unit_name(Some(unit)),
            name_color: palette::of_unit(unit.unit),
            ends: [low, high].map(|end| significant(f64::from(end))),
            colors: std::array::from_fn(|index| {
                unit_color(unit, (low + step(index) * (high - low)) / largest)
            }),
        }
    }

    /// Draws it from `left` to the right. Returns where it ends.
    pub(super) fn draw(&self, painter: &Painter, left: Pos2) -> f32 {
        let write = |x: f32, text: &str, font, color: Rgb| {
            let at = pos2(x, left.y);
            painter.text(at, Align2::LEFT_CENTER, text, font, paint(color))
        };
        let small = || plain(sizes::TEXT_SMALL);
        let name = format!("colour: {}", self.name);
        let name = write(left.x, &name, strong(12.0), self.name_color);
        let [low, high] = &self.ends;
        let low = write(name.max.x + 10.0, low, small(), palette::TEXT_WEAK);
        let bar = Rect::from_min_size(pos2(low.max.x + 6.0, left.y - 0.5 * BAR.y), BAR);
        painter.add(self.gradient(bar));
        let edge = Stroke::new(1.0, paint(palette::OUTLINE));
        painter.rect_stroke(bar, CornerRadius::ZERO, edge, StrokeKind::Outside);
        write(bar.max.x + 6.0, high, small(), palette::TEXT_WEAK)
            .max
            .x
    }

    fn gradient(&self, rect: Rect) -> Shape {
        let mut mesh = Mesh::default();
        for (index, &color) in self.colors.iter().enumerate() {
            let x = rect.min.x + rect.width() * index as f32 / STEPS as f32;
            mesh.colored_vertex(pos2(x, rect.min.y), paint(color));
            mesh.colored_vertex(pos2(x, rect.max.y), paint(color));
        }
        for step in 0..STEPS as u32 {
            let first = 2 * step;
            mesh.add_triangle(first, first + 1, first + 2);
            mesh.add_triangle(first + 2, first + 1, first + 3);
        }
        Shape::mesh(mesh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_goes_from_class_0_to_class_1() {
        let scale = ColorScale::of(None);
        assert_eq!(scale.ends, ["0", "1"]);
        assert_eq!(scale.colors[0], palette::HEAT_0);
        assert_eq!(scale.colors[STEPS / 2], palette::HEAT_MIDDLE);
        assert_eq!(scale.colors[STEPS], palette::HEAT_1);
    }

    #[test]
    fn the_bar_of_a_unit_goes_from_its_lowest_value_over_dark_zero_to_its_highest() {
        let unit = HiddenUnit { layer: 1, unit: 2 };
        let scale = ColorScale::of(Some((unit, [-1.0, 3.0])));
        assert_eq!(scale.name, "layer 2, unit 3");
        assert_eq!(scale.ends, ["−1.000", "3.000"]);
        assert_eq!(scale.colors[STEPS / 4], palette::HEAT_MIDDLE);
        assert_eq!(scale.colors[STEPS], unit_color(unit, 1.0));
        assert_eq!(scale.colors[0], unit_color(unit, -1.0 / 3.0));
    }

    #[test]
    fn a_unit_that_is_never_negative_begins_dark() {
        let unit = HiddenUnit { layer: 0, unit: 1 };
        let scale = ColorScale::of(Some((unit, [0.0, 2.5])));
        assert_eq!(scale.ends, ["0", "2.500"]);
        assert_eq!(scale.colors[0], palette::HEAT_MIDDLE);
    }

    #[test]
    fn a_dead_unit_is_dark_from_zero_to_zero() {
        let scale = ColorScale::of(Some((HiddenUnit { layer: 0, unit: 0 }, [0.0; 2])));
        assert_eq!(scale.ends, ["0", "0"]);
        assert_eq!(scale.colors, [palette::HEAT_MIDDLE; STEPS + 1]);
    }
}
