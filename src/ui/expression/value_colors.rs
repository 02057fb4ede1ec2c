//! Which colour a value has, and what the colours mean.

use bevy_egui::egui::{self, Color32, RichText, Sense, Stroke, Ui};

use crate::view::palette;

use super::{
    super::{graph::signed, theme::paint},
    picture_plot::level_margin,
};

/// The part of the values, at both ends, that the colours do not tell apart.
const OUTLIERS: f64 = 0.04;

/// Which colour a value has: blue above, amber below, dark at 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ValueColors {
    /// The values at which the colours end.
    ends: [f64; 2],
    /// The value that is dark: 0, or of values of one sign the one next to it.
    middle: f64,
    /// Around the middle, up to this distance, colours change evenly; beyond it they change as the logarithm does, so that the large
    /// values of an exponential do not take all colours from the others.
    even: f64,
}

impl Default for ValueColors {
    fn default() -> Self {
        Self {
            ends: [0.0, 1.0],
            middle: 0.0,
            even: 1.0,
        }
    }
}

impl ValueColors {
    /// The colours for these values: nearly all of them lie between the ends, and 0 is dark, or of values of one sign the one next to it.
    pub(super) fn of(values: &[f64]) -> Self {
        let mut finite: Vec<f64> = values
            .iter()
            .copied()
            .filter(|value| value.is_finite())
            .collect();
        finite.sort_by(f64::total_cmp);
        let outliers = (OUTLIERS * finite.len() as f64) as usize;
        let (Some(&low), Some(&high)) = (
            finite.get(outliers),
            finite.get(finite.len().saturating_sub(1 + outliers)),
        ) else {
            return Self::default();
        };
        let (ends, middle) = if low < 0.0 && high > 0.0 {
            let most = high.max(-low);
            ([-most, most], 0.0)
        } else if let Some(margin) = level_margin(low, high) {
            ([low - margin, high + margin], low)
        } else if low >= 0.0 {
            // Next to 0 there are no outliers.
            let low = finite[0].max(0.0);
            ([low, high], low)
        } else {
            let high = finite[finite.len() - 1].min(0.0);
            ([low, high], high)
        };
        let mut distances: Vec<f64> = finite.iter().map(|value| (value - middle).abs()).collect();
        distances.sort_by(f64::total_cmp);
        let typical = distances[distances.len() / 2];
        let colors = Self {
            ends,
            middle,
            even: 1.0,
        };
        let half = colors.half();
        Self {
            even: typical.clamp(1e-3 * half, half),
            ..colors
        }
    }

    /// The distance of the end that is further from the middle.
    fn half(&self) -> f64 {
        (self.ends[1] - self.middle).max(self.middle - self.ends[0])
    }

    /// How far a value is on the way from the dark middle to an end: −1 to 1 between the ends.
    fn strength(&self, value: f64) -> f64 {
        let stretched = |distance: f64| (distance / self.even).asinh();
        stretched(value - self.middle) / stretched(self.half())
    }

    /// The colour of a value; a lighter grey where there is none.
    pub(super) fn color(&self, value: f64) -> Color32 {
        if !value.is_finite() {
            return paint(palette::CONTROL);
        }
        let t = self.strength(value).clamp(-1.0, 1.0) as f32;
        let end = if t < 0.0 {
            palette::HEAT_0
        } else {
            palette::HEAT_1
        };
        paint(palette::HEAT_MIDDLE.mix(end, t.abs()))
    }

    /// What the colours mean, in a row.
    pub(super) fn scale(&self, ui: &mut Ui, height: f32) {
        const STEPS: u8 = 60;
        let [low, high] = self.ends;
        let [first, last] = self.ends.map(|end| self.strength(end));
        ui.horizontal(|ui| {
            ui.set_height(height - ui.spacing().item_spacing.y);
            let number = |ui: &mut Ui, number: f64| {
                ui.label(RichText::new(signed(number)).small().weak());
            };
            number(ui, low);
            let (rect, response) = ui.allocate_exact_size(egui::vec2(120.0, 9.0), Sense::hover());
            let width = rect.width() / f32::from(STEPS);
            for step in 0..STEPS {
                // As long a part of the scale as of the colours.
                let t = first + (last - first) * f64::from(step) / f64::from(STEPS - 1);
                let most = (self.half() / self.even).asinh();
                let value = self.middle + self.even * (t * most).sinh();
                let left = rect.min.x + width * f32::from(step);
                let corner = egui::pos2(left, rect.min.y);
                let part =
                    egui::Rect::from_min_size(corner, egui::vec2(width + 0.5, rect.height()));
                ui.painter().rect_filled(part, 0.0, self.color(value));
            }
            ui.painter().rect_stroke(
                rect,
                0.0,
                Stroke::new(1.0, paint(palette::OUTLINE)),
                egui::StrokeKind::Outside,
            );
            response.on_hover_text(
                "the value of the expression; the few beyond these ends have the colour of the end",
            );
            number(ui, high);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_in_the_middle_of_the_colours_where_there_are_both_signs() {
        let values: Vec<f64> = (-10..=30).map(f64::from).collect();
        let colors = ValueColors::of(&values);
        assert_eq!(colors.ends[0], -colors.ends[1]);
        assert_eq!(colors.color(0.0), paint(palette::HEAT_MIDDLE));
        assert_eq!(colors.color(1e9), paint(palette::HEAT_1));
        assert_eq!(colors.color(-1e9), paint(palette::HEAT_0));
    }

    #[test]
    fn poles_and_places_without_a_value_do_not_matter() {
        let mut values: Vec<f64> = (1..=100).map(f64::from).collect();
        values.extend([f64::INFINITY, f64::NAN, 1e300]);
        let colors = ValueColors::of(&values);
        let [low, high] = colors.ends;
        assert!(low > 0.0 && high < 101.0, "{low} to {high}");
        assert_eq!(colors.color(f64::NAN), paint(palette::CONTROL));
    }

    #[test]
    fn the_usual_values_of_an_exponential_are_told_apart() {
        let values: Vec<f64> = (-90..=90).map(|x| (f64::from(x) * 0.1).exp()).collect();
        let colors = ValueColors::of(&values);
        assert_ne!(colors.color(1.0), colors.color(20.0));
    }

    #[test]
    fn values_of_one_sign_have_one_colour_and_are_dark_next_to_0() {
        let above = ValueColors::of(&(0..=40).map(f64::from).collect::<Vec<_>>());
        assert_eq!(above.color(above.ends[0]), paint(palette::HEAT_MIDDLE));
        assert_eq!(above.color(above.ends[1]), paint(palette::HEAT_1));
        let below = ValueColors::of(&(-40..=-1).map(f64::from).collect::<Vec<_>>());
        assert_eq!(below.color(below.ends[1]), paint(palette::HEAT_MIDDLE));
        assert_eq!(below.color(below.ends[0]), paint(palette::HEAT_0));
    }

    #[test]
    fn a_constant_has_a_range_all_the_same() {
        assert_eq!(ValueColors::of(&[0.5; 100]).ends, [-0.5, 1.5]);
        let rounded: Vec<f64> = (0..100).map(|it| 1.0 + f64::from(it % 2) * 1e-16).collect();
        assert_eq!(ValueColors::of(&rounded).ends, [0.0, 2.0]);
        assert_eq!(ValueColors::of(&[f64::NAN; 4]), ValueColors::default());
    }
}
