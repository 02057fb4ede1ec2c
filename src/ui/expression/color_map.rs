//! The expression over two variables: a colour for each place, the line of equal values through the point, and the gradient there.

use bevy_egui::egui::{
    self, Color32, ColorImage, RichText, Sense, Stroke, TextureHandle, TextureOptions, Ui, Vec2,
};
use egui_plot::{Arrows, Line, PlotImage, PlotPoint, PlotPoints, Points};

use crate::view::{arrow_length, level_lines, palette};

use super::{
    super::{graph::signed, theme::paint},
    plot_card::{Picture, PictureEdit, PictureKey, picture_plot, pointer_edit},
};

/// Samples along the longer side, where the expression is small.
const SIDE: usize = 110;
/// So many values are computed for one picture at the most: the pointer must not wait.
const MOST_VALUES: usize = 600_000;
/// What the axes and the scale of the colours take of the room, in logical pixels.
const AXES: Vec2 = Vec2::new(46.0, 40.0);
const SCALE: f32 = 22.0;
/// The part of the values, at both ends, that the colours do not tell apart.
const OUTLIERS: f64 = 0.04;

/// The picture that was drawn last, and of what.
#[derive(Default)]
pub(super) struct MapCache {
    of: Option<PictureKey>,
    texture: Option<TextureHandle>,
    values: Vec<f64>,
    /// The line of equal values through the point, by its value.
    level: Option<(f64, Vec<Vec<[f64; 2]>>)>,
    colors: ValueColors,
}

/// Which colour a value has: blue above, amber below, dark at 0.
#[derive(Debug, Clone, Copy, PartialEq)]
struct ValueColors {
    /// The values at which the colours end.
    ends: [f64; 2],
    /// The value that is dark: 0, or of values of one sign the one next to it.
    middle: f64,
    /// Around the middle, up to this distance, colours change evenly; beyond it they change as the logarithm does, so that the large
    /// values of an exponential do not take all colours from the others.
    even: f64,
}

/// Draws the map over the two variables in the room that is left.
pub(super) fn color_map(
    ui: &mut Ui,
    picture: &Picture<'_>,
    variables: [usize; 2],
    cache: &mut MapCache,
) -> Option<PictureEdit> {
    let [x, y] = variables;
    let at = [picture.at[x], picture.at[y]];
    let room = ui.available_size() - Vec2::new(AXES.x, AXES.y + SCALE);
    if room.min_elem() < 1.0 {
        return None;
    }
    let aspect = f64::from((room.y / room.x).clamp(0.2, 5.0));
    // One unit is as long along both axes, so that the gradient stands upright on the line of equal values.
    let reach = picture.reaches[x].max(picture.reaches[y] / aspect);
    let reaches = [reach, reach * aspect];
    let sides = sides(picture, aspect);
    cache.follow(ui.ctx(), picture, variables, reaches, sides);
    cache.colors.scale(ui);
    let level = cache.level_at(picture.value(), sides).clone();
    let to_place = |cell: f64, axis: usize| reaches[axis] * (2.0 * cell / sides[axis] as f64 - 1.0);
    let texture = cache.texture.as_ref().map(TextureHandle::id)?;
    let names = variables.map(|it| picture.names[it]);
    let derivatives = variables.map(|it| picture.derivatives[it]);
    let mut edit = None;
    picture_plot(("expression map", names), names[0], names[1])
        .data_aspect(1.0)
        .show_grid(false)
        .show(ui, |plot| {
            plot.set_plot_bounds_x(-reaches[0]..=reaches[0]);
            plot.set_plot_bounds_y(-reaches[1]..=reaches[1]);
            let size = Vec2::from(reaches.map(|reach| 2.0 * reach as f32));
            plot.image(PlotImage::new(
                "map",
                texture,
                PlotPoint::new(0.0, 0.0),
                size,
            ));
            for line in level {
                let places: Vec<[f64; 2]> = line
                    .into_iter()
                    .map(|[x, y]| [to_place(x, 0), to_place(y, 1)])
                    .collect();
                let line = Line::new("level", PlotPoints::from(places));
                plot.line(
                    line.color(paint(palette::TEXT).gamma_multiply(0.7))
                        .width(1.4),
                );
            }
            if let [Some(dx), Some(dy)] = derivatives
                && let Some(length) = arrow_length(dx.hypot(dy))
                && dx.is_finite()
                && dy.is_finite()
            {
                let scale =
                    f64::from(length) / f64::from(plot.transform().dpos_dvalue_x().abs() as f32);
                let size = dx.hypot(dy);
                let tip = [at[0] + dx / size * scale, at[1] + dy / size * scale];
                let color = paint(palette::DERIVATIVE_POSITIVE);
                let arrow = Arrows::new(
                    "gradient",
                    PlotPoints::from(vec![at]),
                    PlotPoints::from(vec![tip]),
                );
                plot.arrows(arrow.color(color).tip_length(13.0));
                let shaft = Line::new("gradient", PlotPoints::from(vec![at, tip]));
                plot.line(shaft.color(color).width(2.4));
            }
            let mark = Points::new("now", at)
                .radius(6.0)
                .color(paint(palette::TEXT_STRONG));
            plot.points(mark);
            edit = pointer_edit(plot, &variables, &reaches);
        })
        .response
        .on_hover_cursor(egui::CursorIcon::Crosshair);
    edit
}

/// So many columns and rows that cells are about square, and that there is time for all.
fn sides(picture: &Picture<'_>, aspect: f64) -> [usize; 2] {
    let affordable = (MOST_VALUES / picture.expression.nodes().len().max(1)) as f64;
    let longer = (SIDE as f64).min(affordable.sqrt());
    let side = |part: f64| ((longer * part) as usize).max(8);
    [side((1.0 / aspect).min(1.0)), side(aspect.min(1.0))]
}

impl MapCache {
    /// The lines along which the values are equal to this one.
    fn level_at(&mut self, value: f64, sides: [usize; 2]) -> &Vec<Vec<[f64; 2]>> {
        let known = self.level.take();
        let known = known.filter(|(of, _)| of.to_bits() == value.to_bits());
        let level = known.unwrap_or_else(|| (value, level_lines(&self.values, sides, value)));
        &self.level.insert(level).1
    }

    /// Computes the picture anew where it is one of something else.
    fn follow(
        &mut self,
        ctx: &egui::Context,
        picture: &Picture<'_>,
        variables: [usize; 2],
        reaches: [f64; 2],
        sides: [usize; 2],
    ) {
        let key = picture.key(&variables, &reaches);
        if self.of.as_ref() == Some(&key) {
            return;
        }
        let ranges = reaches.map(|reach| [-reach, reach]);
        self.values = picture
            .expression
            .sample_plane(picture.at, variables, ranges, sides);
        self.colors = ValueColors::of(&self.values);
        // The image's rows go down, those of the plane up.
        let rows = self.values.chunks(sides[0]).rev();
        let pixels = rows
            .flatten()
            .map(|&value| self.colors.color(value))
            .collect();
        let image = ColorImage::new(sides, pixels);
        let options = TextureOptions::LINEAR;
        match &mut self.texture {
            Some(texture) => texture.set(image, options),
            None => self.texture = Some(ctx.load_texture("expression map", image, options)),
        }
        self.level = None;
        self.of = Some(key);
    }
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
    fn of(values: &[f64]) -> Self {
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
        } else if low == high {
            ([low - 1.0, high + 1.0], low)
        } else if low >= 0.0 {
            ([low, high], low)
        } else {
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
    fn color(&self, value: f64) -> Color32 {
        if value.is_nan() {
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
    fn scale(&self, ui: &mut Ui) {
        const STEPS: u8 = 60;
        let [low, high] = self.ends;
        let [first, last] = self.ends.map(|end| self.strength(end));
        ui.horizontal(|ui| {
            ui.set_height(SCALE - ui.spacing().item_spacing.y);
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
        assert_eq!(ValueColors::of(&[2.0; 100]).ends, [1.0, 3.0]);
        assert_eq!(ValueColors::of(&[f64::NAN; 4]), ValueColors::default());
    }
}
