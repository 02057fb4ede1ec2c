//! The loss over the epochs.

use bevy::prelude::*;
use bevy_egui::egui::{self, RichText, Ui, Vec2b};
use egui_plot::{AxisHints, GridMark, HoverPosition, Line, Plot, PlotPoints, Points};

use crate::{
    training::{EpochRecord, History},
    view::{palette, sizes},
};

use super::{
    Request, Requests,
    extremes::extremes,
    loss_ticks::{epoch_label, log_ticks, loss_label, usual_ticks},
    status::{grouped, significant},
    theme::{paint, plain, strong},
};

/// Room to the right of the curve, in logical pixels, for the half of a label that stands at its end.
const RIGHT: f32 = 20.0;
/// The width of the curve, in logical pixels, of which the lowest and the highest point are drawn.
const PART: f32 = 3.0;

/// How the chart is drawn.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LossChart {
    /// A logarithmic axis for the loss.
    pub is_logarithmic: bool,
}

impl LossChart {
    /// Draws the chart in the room that is left.
    pub fn show(&self, ui: &mut Ui, history: &History, requests: &mut Requests) {
        ui.horizontal(|ui| {
            ui.label(
                RichText::new("LOSS")
                    .font(strong(12.0))
                    .color(paint(palette::TEXT_WEAK)),
            );
            ui.label(
                RichText::new("sum over the points, epoch by epoch")
                    .small()
                    .weak(),
            );
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let mut is_logarithmic = self.is_logarithmic;
                if ui
                    .checkbox(&mut is_logarithmic, "log")
                    .on_hover_text(
                        "logarithmic axis (L); losses of zero or less have no place on it",
                    )
                    .changed()
                {
                    requests.ask(Request::ToggleLogScale);
                }
            });
        });
        let is_logarithmic = self.is_logarithmic;
        let height = move |loss: f64| if is_logarithmic { loss.log10() } else { loss };
        let curves = curves(history, is_logarithmic, height);
        let count: usize = curves.iter().map(Vec::len).sum();
        let loss_at = move |height: f64| {
            if is_logarithmic {
                10f64.powf(height)
            } else {
                height
            }
        };
        let most = |length: f32, spacing: f32| (length / spacing).max(3.0) as usize;
        let (across, up) = (
            most(ui.available_width() - RIGHT, 90.0),
            most(ui.available_height(), 28.0),
        );
        let axis = |hints: AxisHints<'static>| {
            hints
                .label_spacing(egui::Rangef::new(6.0, 10.0))
                .tick_label_font(plain(sizes::TEXT_SMALL))
                .tick_label_color(paint(palette::TEXT_WEAK))
        };
        let epochs = axis(AxisHints::new_x()).formatter(|mark, _| epoch_label(mark.value));
        let losses = axis(AxisHints::new_y())
            .min_thickness(44.0)
            .formatter(move |mark, _| loss_label(loss_at(mark.value)));
        let mut plot = Plot::new("loss")
            .width(ui.available_width() - RIGHT)
            .allow_drag(false)
            .allow_zoom(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .allow_axis_zoom_drag(false)
            .allow_double_click_reset(false)
            .auto_bounds(Vec2b::TRUE)
            .set_margin_fraction(egui::vec2(0.0, 0.06))
            .show_background(false)
            .show_axes([true, true])
            .show_grid([false, true])
            .grid_color(paint(palette::OUTLINE))
            .custom_x_axes(vec![epochs])
            .custom_y_axes(vec![losses])
            .x_grid_spacer(move |input| marks(&usual_ticks(input.bounds.0, input.bounds.1, across)))
            .y_grid_spacer(move |input| {
                let (low, high) = input.bounds;
                marks(&if is_logarithmic {
                    log_ticks(low, high, up)
                } else {
                    usual_ticks(low, high, up)
                })
            })
            .label_formatter(move |position| match position {
                HoverPosition::NearDataPoint { position, .. } => {
                    let epoch = grouped(position.x.round() as u64);
                    Some(format!(
                        "epoch {epoch}\nloss {}",
                        significant(loss_at(position.y))
                    ))
                }
                HoverPosition::Elsewhere { .. } => None,
            });
        if count < 2 {
            // An axis needs a length, before there is a curve as well.
            plot = plot.include_x(0.0).include_x(10.0);
            for loss in [1.0, 100.0] {
                plot = plot.include_y(height(loss));
            }
        }
        // The axis has every epoch, those that have no place on it as well.
        for record in history.records().take(1).chain(history.latest()) {
            plot = plot.include_x(record.epoch as f64);
        }
        if !is_logarithmic {
            plot = plot.include_y(0.0);
        }
        plot.show(ui, |plot| {
            let parts = (plot.response().rect.width() / PART).max(1.0) as usize;
            let (dots, lines): (Vec<_>, Vec<_>) =
                curves.into_iter().partition(|points| points.len() == 1);
            for points in lines {
                let line = Line::new("loss", PlotPoints::from(extremes(points, parts)))
                    .color(paint(palette::ACCENT))
                    .width(1.8);
                plot.line(line);
            }
            // One point makes no line.
            let dots = extremes(dots.into_iter().flatten().collect(), parts);
            let radius = if dots.len() == 1 { 3.0 } else { 1.2 };
            let dots = Points::new("loss", dots).color(paint(palette::ACCENT));
            plot.points(dots.radius(radius));
        });
    }
}

/// The curve at these heights, in pieces: a loss of zero or less has no place on a logarithmic axis.
fn curves(
    history: &History,
    is_logarithmic: bool,
    height: impl Fn(f64) -> f64,
) -> Vec<Vec<[f64; 2]>> {
    let records: Vec<EpochRecord> = history.records().collect();
    let has_place = |record: &EpochRecord| !is_logarithmic || record.loss > 0.0;
    records
        .chunk_by(|a, b| has_place(a) == has_place(b))
        .filter(|piece| has_place(&piece[0]))
        .map(|piece| {
            let point = |record: &EpochRecord| [record.epoch as f64, height(record.loss)];
            piece.iter().map(point).collect()
        })
        .collect()
}

/// The marks of an axis at these places; all equally strong.
fn marks(places: &[f64]) -> Vec<GridMark> {
    let step = places
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .fold(f64::INFINITY, f64::min);
    let step_size = if step.is_finite() { step } else { 1.0 };
    places
        .iter()
        .map(|&value| GridMark { value, step_size })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logarithmic_curve_ends_where_the_loss_is_not_positive_and_goes_on_after_it() {
        let mut history = History::default();
        for (epoch, loss) in (1..).zip([100.0, 10.0, -1e-5, 0.0, 1.0, 0.1]) {
            history.push(EpochRecord {
                epoch,
                loss,
                correct: 0,
            });
        }
        let logarithmic = curves(&history, true, f64::log10);
        assert_eq!(
            logarithmic,
            [vec![[1.0, 2.0], [2.0, 1.0]], vec![[5.0, 0.0], [6.0, -1.0]]]
        );
        let usual = curves(&history, false, |loss| loss);
        assert_eq!(usual.len(), 1);
        assert_eq!(usual[0][2], [3.0, -1e-5]);
    }
}
