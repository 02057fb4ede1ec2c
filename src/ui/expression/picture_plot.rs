//! The plot in which a picture is drawn: its axes, and the pointer in it.

use bevy_egui::egui::{self, Sense, Vec2b};
use egui_plot::{AxisHints, GridInput, GridMark, Plot, PlotUi};

use crate::{
    formula::short,
    view::{palette, sizes},
};

use super::{
    super::theme::{paint, plain},
    plot_card::PictureEdit,
};

/// Values that differ by no more than this, relative to them, are the same: roundings of one number.
const LEVEL: f64 = 1e-9;

/// The room around values from `low` to `high` if they are all the same.
pub(super) fn level_margin(low: f64, high: f64) -> Option<f64> {
    let is_level = high - low <= LEVEL * low.abs().max(high.abs());
    is_level.then(|| low.abs().max(1.0))
}

/// A plot whose view is given, and in which the pointer moves the point.
pub(super) fn picture_plot(id: impl egui::AsId, x: &str, y: &str) -> Plot<'static> {
    Plot::new(id)
        .sense(Sense::click_and_drag())
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_background(false)
        .show_x(false)
        .show_y(false)
        .x_grid_spacer(marks)
        .y_grid_spacer(marks)
        .custom_x_axes(vec![axis_hints(true).label(x.to_owned())])
        .custom_y_axes(vec![axis_hints(false).label(y.to_owned())])
        .auto_bounds(Vec2b::FALSE)
}

/// About so many numbers stand at an axis.
const MARKS: f64 = 7.0;

/// The numbers at an axis, at equal distances: all of them can be read.
fn marks(input: GridInput) -> Vec<GridMark> {
    let (low, high) = input.bounds;
    let rough = (high - low) / MARKS;
    let power = 10_f64.powf(rough.log10().floor());
    let step_size = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|step| *step >= rough);
    let Some(step_size) = step_size.filter(|step| step.is_finite() && *step > 0.0) else {
        return Vec::new();
    };
    let (first, last) = ((low / step_size).ceil(), (high / step_size).floor());
    let count = (last - first).clamp(0.0, 2.0 * MARKS) as usize;
    let mark = |place: usize| GridMark {
        value: (first + place as f64) * step_size,
        step_size,
    };
    (0..=count).map(mark).collect()
}

/// What the pointer does in a picture over these variables, so far to both sides of 0: it takes the point along, and the wheel changes
/// the reach.
pub(super) fn pointer_edit(
    plot: &PlotUi<'_>,
    variables: &[usize],
    reaches: &[f64],
) -> Option<PictureEdit> {
    let response = plot.response();
    if response.is_pointer_button_down_on() {
        let pointer = plot.pointer_coordinate()?;
        let along = [pointer.x, pointer.y].into_iter().zip(reaches);
        let to = along.map(|(it, reach)| it.clamp(-reach, *reach));
        return Some(PictureEdit::Values(
            variables.iter().copied().zip(to).collect(),
        ));
    }
    let factor = wheel(plot.ctx()).filter(|_| response.hovered())?;
    Some(PictureEdit::Reach(variables.to_vec(), factor))
}

/// Axes with the window's type.
fn axis_hints(is_x: bool) -> AxisHints<'static> {
    let hints = if is_x {
        AxisHints::new_x()
    } else {
        AxisHints::new_y()
    };
    hints
        // At the corner the labels of both axes would lie on each other.
        .formatter(|mark, range| {
            let (low, high) = (range.start(), range.end());
            let margin = 0.03 * (high - low);
            if mark.value < low + margin || mark.value > high - margin {
                return String::new();
            }
            short(mark.value).replace('-', "−")
        })
        .label_spacing(egui::Rangef::new(18.0, 34.0))
        .tick_label_font(plain(sizes::TEXT_SMALL))
        .tick_label_color(paint(palette::TEXT_WEAK))
}

/// The factor by which the wheel was turned in this frame: above 1 to see more.
fn wheel(ctx: &egui::Context) -> Option<f64> {
    let turned = ctx.input(|input| input.smooth_scroll_delta().y);
    (turned != 0.0).then(|| f64::from(-turned * 0.004).exp())
}
