//! The loss over the epochs.

use bevy::prelude::*;
use bevy_egui::egui::{self, RichText, Ui, Vec2b};
use egui_plot::{AxisHints, GridMark, HoverPosition, Line, Plot, PlotPoints, Points};

use crate::{
    training::History,
    view::{Tick, palette, sizes, ticks},
};

use super::{
    Request, Requests,
    extremes::extremes,
    status::{grouped, significant},
    theme::{paint, plain, strong},
};

/// The smallest loss that a logarithmic axis shows.
const LEAST: f64 = 1e-12;
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
                    .on_hover_text("logarithmic axis (L)")
                    .changed()
                {
                    requests.ask(Request::ToggleLogScale);
                }
            });
        });
        let is_logarithmic = self.is_logarithmic;
        let height = |loss: f64| {
            if is_logarithmic {
                loss.max(LEAST).log10()
            } else {
                loss
            }
        };
        let points: Vec<[f64; 2]> = history
            .records()
            .map(|record| [record.epoch as f64, height(record.loss)])
            .collect();
        let loss_at = move |height: f64| {
            if is_logarithmic {
                10f64.powf(height)
            } else {
                height
            }
        };
        let most = |length: f32, spacing: f32| (length / spacing).max(2.0) as usize;
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
            .formatter(move |mark, _| short(loss_at(mark.value)));
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
            .x_grid_spacer(move |input| marks(&ticks(input.bounds.0, input.bounds.1, across)))
            .y_grid_spacer(move |input| {
                let (low, high) = input.bounds;
                marks(&if is_logarithmic {
                    log_ticks(low, high, up)
                } else {
                    ticks(low, high, up)
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
        if points.len() < 2 {
            // An axis needs a length, before there is a curve as well.
            plot = plot.include_x(1.0).include_x(10.0);
            for loss in [1.0, 100.0] {
                plot = plot.include_y(height(loss));
            }
        }
        if !is_logarithmic {
            plot = plot.include_y(0.0);
        }
        plot.show(ui, |plot| {
            if let [only] = points[..] {
                // One point makes no line.
                let dot = Points::new("loss", only).color(paint(palette::ACCENT));
                plot.points(dot.radius(3.0));
            }
            let parts = (plot.response().rect.width() / PART).max(1.0) as usize;
            let points = extremes(points, parts);
            let line = Line::new("loss", PlotPoints::from(points))
                .color(paint(palette::ACCENT))
                .width(1.8);
            plot.line(line);
        });
    }
}

/// The marks of an axis at these ticks; all equally strong.
fn marks(ticks: &[Tick]) -> Vec<GridMark> {
    let step = ticks
        .windows(2)
        .map(|pair| pair[1].at - pair[0].at)
        .fold(f64::INFINITY, f64::min);
    let step_size = if step.is_finite() { step } else { 1.0 };
    ticks
        .iter()
        .map(|tick| GridMark {
            value: tick.at,
            step_size,
        })
        .collect()
}

/// Ticks on a logarithmic axis whose ends are powers of ten: the densest round series of which there are not too many.
fn log_ticks(low: f64, high: f64, most: usize) -> Vec<Tick> {
    /// The ticks of a decade, from dense to sparse.
    const SERIES: [&[f64]; 4] = [
        &[1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0],
        &[1.0, 2.0, 5.0],
        &[1.0, 3.0],
        &[1.0],
    ];
    /// A part of a decade in which a logarithm is nearly straight.
    const SMALL: f64 = 0.7;
    if !((high - low).is_finite() && high > low) || most == 0 {
        return Vec::new();
    }
    let (first, last) = (low.floor() as i32, high.ceil() as i32);
    // Where even the powers of ten are too many, every second, every third.
    let series = SERIES.into_iter().zip([1; SERIES.len()]);
    let strides = (2..).map(|stride| (SERIES[SERIES.len() - 1], stride));
    let places = series.chain(strides).map(|(series, stride)| -> Vec<f64> {
        (first..=last)
            .filter(|power| power.rem_euclid(stride) == 0)
            .flat_map(|power| {
                series
                    .iter()
                    .map(move |tick| f64::from(power) + tick.log10())
            })
            .filter(|at| (low..=high).contains(at))
            .collect()
    });
    let mut places = places
        .into_iter()
        .find(|places| places.len() <= most)
        .unwrap_or_default();
    if high - low < SMALL {
        // There the round losses are those of a usual axis.
        let usual: Vec<f64> = ticks(10f64.powf(low), 10f64.powf(high), most)
            .iter()
            .filter(|tick| tick.at > 0.0)
            .map(|tick| tick.at.log10())
            .collect();
        if usual.len() > places.len() {
            places = usual;
        }
    }
    let unlabelled = |at| Tick {
        at,
        label: String::new(),
    };
    places.into_iter().map(unlabelled).collect()
}

/// Epochs are whole; ticks between them have no label.
fn epoch_label(value: f64) -> String {
    if value < 0.0 || value.fract().abs() > 1e-9 {
        String::new()
    } else {
        grouped(value as u64)
    }
}

/// As short as an axis needs it: 40, 0.5, 1e−3.
fn short(loss: f64) -> String {
    if loss != 0.0 && (loss.abs() < 1e-3 || loss.abs() >= 1e5) {
        format!("{loss:.0e}").replace('-', "−")
    } else {
        let text = format!("{loss:.3}");
        text.trim_end_matches('0')
            .trim_end_matches('.')
            .replace('-', "−")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axis_labels_are_short() {
        assert_eq!(
            [0.0, 40.0, 0.5, 0.001, 1e-6, -2.0].map(short),
            ["0", "40", "0.5", "0.001", "1e−6", "−2"]
        );
    }

    #[test]
    fn a_short_logarithmic_axis_has_twos_and_fives_and_a_long_one_whole_powers() {
        let losses = |low: f64, high: f64| -> Vec<String> {
            log_ticks(low, high, 6)
                .iter()
                .map(|tick| short(10f64.powf(tick.at)))
                .collect()
        };
        assert_eq!(losses(0.0, 1.0), ["1", "2", "5", "10"]);
        assert_eq!(
            losses(-3.1, 2.0),
            ["0.001", "0.01", "0.1", "1", "10", "100"]
        );
        assert!(log_ticks(-12.0, 3.0, 6).len() <= 6);
        assert_eq!(losses(1.1, 1.8), ["15", "20", "30", "40", "60"]);
        assert_eq!(losses(2.1, 3.6), ["200", "500", "1000", "2000"]);
        assert_eq!(
            losses(31f64.log10(), 42f64.log10()),
            ["32", "34", "36", "38", "40", "42"]
        );
    }

    #[test]
    fn ticks_of_a_logarithmic_axis_are_never_too_many_and_leave_no_two_thirds_of_it_empty() {
        for (low, span, most) in (0..40).flat_map(|low| {
            (1..60).flat_map(move |span| {
                (3..8).map(move |most| (0.13 * f64::from(low) - 3.0, 0.1 * f64::from(span), most))
            })
        }) {
            let ticks = log_ticks(low, low + span, most);
            let place = format!("{low} to {}: {ticks:?}", low + span);
            assert!(ticks.len() <= most + 1, "{place}");
            assert!(!ticks.is_empty(), "{place}");
            if span > 0.3 {
                let third = span / 3.0;
                let upper = ticks.iter().any(|tick| tick.at > low + third);
                let lower = ticks.iter().any(|tick| tick.at < low + 2.0 * third);
                assert!(upper && lower, "{place}");
            }
        }
    }

    #[test]
    fn there_is_no_half_epoch() {
        assert_eq!(
            [0.0, 0.5, 1_000.0].map(epoch_label),
            ["0", "", "1\u{2009}000"]
        );
    }
}
