//! The expression over two variables: a colour for each place, the line of equal values through the point, and the gradient there.

use bevy_egui::egui::{self, ColorImage, TextureHandle, TextureOptions, Ui, Vec2};
use egui_plot::{Arrows, Line, PlotImage, PlotPoint, PlotPoints, Points};

use crate::view::{arrow_length, level_lines, palette};

use super::{
    super::theme::paint,
    picture_plot::{picture_plot, pointer_edit},
    plot_card::{Picture, PictureEdit, PictureKey},
    value_colors::ValueColors,
};

/// Samples along the longer side, where the expression is small.
const SIDE: usize = 110;
/// So many values are computed for one picture at the most: the pointer must not wait.
const MOST_VALUES: usize = 600_000;
/// What the axes and the scale of the colours take of the room, in logical pixels.
const AXES: Vec2 = Vec2::new(46.0, 40.0);
const SCALE: f32 = 22.0;

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
    cache.colors.scale(ui, SCALE);
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
            if picture.value().is_finite()
                && let [Some(dx), Some(dy)] = derivatives
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
