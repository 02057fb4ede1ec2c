//! The loss over the epochs.

use bevy::prelude::*;
use bevy_egui::egui::{self, RichText, Ui, Vec2b};
use egui_plot::{HoverPosition, Line, Plot, PlotPoints};

use crate::{training::History, view::palette};

use super::{
    Request, Requests,
    status::{grouped, significant},
    theme::{paint, strong},
};

/// The smallest loss that a logarithmic axis shows.
const LEAST: f64 = 1e-12;

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
                RichText::new("sum over the points, before each epoch's step")
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
        let axis_label = move |mark: egui_plot::GridMark, _: &std::ops::RangeInclusive<f64>| {
            // Between whole powers of ten there is nothing to read.
            if is_logarithmic && mark.value.fract().abs() > 1e-9 {
                String::new()
            } else {
                short(loss_at(mark.value))
            }
        };
        let mut plot = Plot::new("loss")
            .allow_drag(false)
            .allow_zoom(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .allow_axis_zoom_drag(false)
            .allow_double_click_reset(false)
            .auto_bounds(Vec2b::TRUE)
            .set_margin_fraction(egui::vec2(0.0, 0.06))
            .show_axes([true, true])
            .show_grid([true, true])
            .x_axis_label("epoch")
            .y_axis_min_width(44.0)
            .x_axis_formatter(|mark, _| epoch_label(mark.value))
            .y_axis_formatter(axis_label)
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
        }
        if !is_logarithmic {
            plot = plot.include_y(0.0);
        }
        plot.show(ui, |plot| {
            let line = Line::new("loss", PlotPoints::from(points))
                .color(paint(palette::ACCENT))
                .width(1.8);
            plot.line(line);
        });
    }
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
    fn there_is_no_half_epoch() {
        assert_eq!(
            [0.0, 0.5, 1_000.0].map(epoch_label),
            ["0", "", "1\u{2009}000"]
        );
    }
}
