//! A slider and a number field for each variable.

use bevy_egui::egui::{Align, Layout, RichText, Slider, SliderClamping, Ui};

use crate::view::palette;

use super::super::{graph::signed, leaf_field::leaf_field, theme::paint, widgets::slider_style};

/// A variable as its row shows it.
pub(super) struct VariableRow<'a> {
    pub(super) name: &'a str,
    pub(super) value: f64,
    /// How far the slider goes to both sides of 0.
    pub(super) reach: f64,
    /// Its derivative, where it has been computed; outside nothing, if the result does not depend on it.
    pub(super) derivative: Option<Option<f64>>,
}

/// Draws the row. Returns the new value, if it was changed.
pub(super) fn variable_row(ui: &mut Ui, row: &VariableRow<'_>) -> Option<f64> {
    let mut edited = None;
    ui.push_id(("variable", row.name), |ui| {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0; // they belong together
            ui.horizontal(|ui| {
                ui.label(RichText::new(row.name).color(paint(palette::TEXT)));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let (_, value) = leaf_field(ui, row.value);
                    edited = value;
                    let (text, color) = match row.derivative {
                        None => ("not used".to_owned(), palette::NOT_YET),
                        Some(None) => ("∂ not yet".to_owned(), palette::NOT_YET),
                        Some(Some(derivative)) if derivative.is_nan() => {
                            ("∂ none".to_owned(), palette::NOT_YET)
                        }
                        Some(Some(derivative)) if derivative < 0.0 => (
                            format!("∂ {}", signed(derivative)),
                            palette::DERIVATIVE_NEGATIVE,
                        ),
                        Some(Some(derivative)) => (
                            format!("∂ {}", signed(derivative)),
                            palette::DERIVATIVE_POSITIVE,
                        ),
                    };
                    ui.label(RichText::new(text).size(12.5).color(paint(color)))
                        .on_hover_text("the derivative of the result by this variable");
                });
            });
            ui.scope(|ui| {
                slider_style(ui);
                let mut value = row.value;
                let slider = Slider::new(&mut value, -row.reach..=row.reach)
                    .clamping(SliderClamping::Edits)
                    .smart_aim(true)
                    .show_value(false);
                if ui.add(slider).changed() && value.is_finite() {
                    edited = Some(value);
                }
            });
        });
    });
    edited
}
