//! The expression over two variables: a colour for each place, the line of equal values through the point, and the gradient there.

use bevy_egui::egui::{
    self, Color32, ColorImage, RichText, Sense, Stroke, TextureHandle, TextureOptions, Ui, Vec2,
    Vec2b,
};
use egui_plot::{Arrows, Line, Plot, PlotImage, PlotPoint, PlotPoints, Points};

use crate::view::{arrow_length, level_lines, palette};

use super::{
    super::{graph::signed, theme::paint},
    plot_card::{Picture, PictureEdit, axis_hints, wheel},
};

/// Samples along a side, where the expression is small.
const SIDE: usize = 96;
/// So many values are computed for one picture at the most: the pointer must not wait.
const MOST_VALUES: usize = 600_000;
/// The part of the values, at both ends, that the colours do not tell apart.
const OUTLIERS: f64 = 0.04;

/// The picture that was drawn last, and of what.
#[derive(Default)]
pub(super) struct MapCache {
    of: Option<MapKey>,
    texture: Option<TextureHandle>,
    values: Vec<f64>,
    /// The values of the two ends of the colours.
    ends: [f64; 2],
}

#[derive(Debug, Clone, PartialEq)]
struct MapKey {
    text: String,
    variables: [usize; 2],
    reach: u64,
    /// The values of the other variables.
    others: Vec<u64>,
}

/// Draws the map over the two variables in the room that is left.
pub(super) fn color_map(
    ui: &mut Ui,
    picture: &Picture<'_>,
    variables: [usize; 2],
    cache: &mut MapCache,
) -> Option<PictureEdit> {
    let reach = variables.map(|it| picture.reaches[it]);
    let reach = reach[0].max(reach[1]);
    cache.follow(ui.ctx(), picture, variables, reach);
    let [x, y] = variables;
    let at = [picture.at[x], picture.at[y]];
    scale(ui, cache.ends);
    let side = side_of(picture);
    let level = level_lines(&cache.values, side, picture.value());
    let to_place = |cell: f64| -reach + 2.0 * reach * cell / side as f64;
    let texture = cache.texture.as_ref().map(TextureHandle::id)?;
    let names = variables.map(|it| picture.names[it]);
    let derivatives = variables.map(|it| picture.derivatives[it]);
    let mut edit = None;
    Plot::new(("expression map", names))
        .sense(Sense::click_and_drag())
        .data_aspect(1.0)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_background(false)
        .show_grid(false)
        .show_x(false)
        .show_y(false)
        .custom_x_axes(vec![axis_hints(true).label(names[0].to_owned())])
        .custom_y_axes(vec![axis_hints(false).label(names[1].to_owned())])
        .auto_bounds(Vec2b::FALSE)
        .show(ui, |plot| {
            plot.set_plot_bounds_x(-reach..=reach);
            plot.set_plot_bounds_y(-reach..=reach);
            let size = Vec2::splat(2.0 * reach as f32);
            plot.image(PlotImage::new(
                "map",
                texture,
                PlotPoint::new(0.0, 0.0),
                size,
            ));
            for line in level {
                let places: Vec<[f64; 2]> = line
                    .into_iter()
                    .map(|[x, y]| [to_place(x), to_place(y)])
                    .collect();
                let line = Line::new("level", PlotPoints::from(places));
                plot.line(
                    line.color(paint(palette::TEXT).gamma_multiply(0.7))
                        .width(1.4),
                );
            }
            if let [Some(dx), Some(dy)] = derivatives
                && let Some(length) = arrow_length(dx.hypot(dy))
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
                plot.arrows(arrow.color(color).tip_length(12.0));
            }
            let mark = Points::new("now", at)
                .radius(6.0)
                .color(paint(palette::TEXT_STRONG));
            plot.points(mark);
            let response = plot.response();
            if response.is_pointer_button_down_on()
                && let Some(pointer) = plot.pointer_coordinate()
            {
                let to = [pointer.x, pointer.y].map(|it| it.clamp(-reach, reach));
                edit = Some(PictureEdit::Values(vec![(x, to[0]), (y, to[1])]));
            } else if response.hovered()
                && let Some(factor) = wheel(plot.ctx())
            {
                edit = Some(PictureEdit::Reach(vec![x, y], factor));
            }
        })
        .response
        .on_hover_cursor(egui::CursorIcon::Crosshair);
    edit
}

fn side_of(picture: &Picture<'_>) -> usize {
    let affordable = (MOST_VALUES / picture.expression.nodes().len().max(1)) as f64;
    SIDE.min(affordable.sqrt() as usize).max(8)
}

impl MapCache {
    /// Computes the picture anew where it is one of something else.
    fn follow(
        &mut self,
        ctx: &egui::Context,
        picture: &Picture<'_>,
        variables: [usize; 2],
        reach: f64,
    ) {
        let others = picture.at.iter().enumerate();
        let others = others.filter(|(place, _)| !variables.contains(place));
        let key = MapKey {
            text: picture.text.to_owned(),
            variables,
            reach: reach.to_bits(),
            others: others.map(|(_, value)| value.to_bits()).collect(),
        };
        if self.of.as_ref() == Some(&key) {
            return;
        }
        let side = side_of(picture);
        let range = [-reach, reach];
        self.values = picture
            .expression
            .sample_square(picture.at, variables, range, side);
        self.ends = ends(&self.values);
        // The image's rows go down, those of the plane up.
        let rows = self.values.chunks(side).rev();
        let pixels = rows
            .flatten()
            .map(|&value| color(value, self.ends))
            .collect();
        let image = ColorImage::new([side, side], pixels);
        let options = TextureOptions::LINEAR;
        match &mut self.texture {
            Some(texture) => texture.set(image, options),
            None => self.texture = Some(ctx.load_texture("expression map", image, options)),
        }
        self.of = Some(key);
    }
}

/// The values at which the colours end: most of the values lie between them. 0 stays in the middle where there are both signs.
fn ends(values: &[f64]) -> [f64; 2] {
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
        return [0.0, 1.0];
    };
    if low < 0.0 && high > 0.0 {
        let most = high.max(-low);
        [-most, most]
    } else if low < high {
        [low, high]
    } else {
        [low - 1.0, high + 1.0]
    }
}

/// Blue above, amber below, dark in the middle; nothing where there is no value.
fn color(value: f64, [low, high]: [f64; 2]) -> Color32 {
    if value.is_nan() {
        return paint(palette::WELL);
    }
    let t = ((value - low) / (high - low)).clamp(0.0, 1.0) as f32;
    let mixed = if t < 0.5 {
        palette::HEAT_0.mix(palette::HEAT_MIDDLE, 2.0 * t)
    } else {
        palette::HEAT_MIDDLE.mix(palette::HEAT_1, 2.0 * t - 1.0)
    };
    paint(mixed)
}

/// What the colours mean, in a row.
fn scale(ui: &mut Ui, [low, high]: [f64; 2]) {
    ui.horizontal(|ui| {
        let number = |ui: &mut Ui, number: f64| {
            ui.label(RichText::new(signed(number)).small().weak());
        };
        number(ui, low);
        let (rect, response) = ui.allocate_exact_size(egui::vec2(120.0, 9.0), Sense::hover());
        for step in 0..60 {
            let t = f64::from(step) / 59.0;
            let left = rect.min.x + rect.width() * step as f32 / 60.0;
            let part = egui::Rect::from_min_size(
                egui::pos2(left, rect.min.y),
                egui::vec2(rect.width() / 60.0 + 0.5, rect.height()),
            );
            ui.painter()
                .rect_filled(part, 0.0, color(low + t * (high - low), [low, high]));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_in_the_middle_of_the_colours_where_there_are_both_signs() {
        let values: Vec<f64> = (-10..=30).map(f64::from).collect();
        let [low, high] = ends(&values);
        assert_eq!(low, -high);
        assert_eq!(color(0.0, [low, high]), paint(palette::HEAT_MIDDLE));
    }

    #[test]
    fn values_of_one_sign_use_all_the_colours_and_poles_do_not_matter() {
        let mut values: Vec<f64> = (1..=100).map(f64::from).collect();
        values.extend([f64::INFINITY, f64::NAN, 1e300]);
        let [low, high] = ends(&values);
        assert!(low > 0.0 && high < 101.0, "{low} to {high}");
        assert_eq!(color(f64::NAN, [low, high]), paint(palette::WELL));
    }

    #[test]
    fn a_constant_has_a_range_all_the_same() {
        assert_eq!(ends(&[2.0; 100]), [1.0, 3.0]);
        assert_eq!(ends(&[f64::NAN; 4]), [0.0, 1.0]);
    }
}
