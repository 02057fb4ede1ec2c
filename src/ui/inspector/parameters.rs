//! `named_parameters`: a row for each, to read, to edit, to freeze.

use bevy_egui::egui::{self, DragValue, Grid, RichText, Ui};
use egui_phosphor::fill;

use crate::view::palette;

use super::super::{
    graph::{derivative_color, exact, signed},
    theme::{icons, paint},
};

/// One parameter.
pub(super) struct ParameterRow<'a> {
    pub(super) name: &'a str,
    pub(super) value: f64,
    /// The derivative of the loss of the point on show.
    pub(super) of_point: Option<f64>,
    /// The derivative of the mean loss of the next batch.
    pub(super) of_batch: Option<f64>,
    pub(super) is_frozen: bool,
}

/// An edit of a parameter, by its number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum ParameterEdit {
    Set(usize, f64),
    Freeze(usize, bool),
}

/// What was done with the table.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TableAsked {
    pub(super) hovered: Option<usize>,
    pub(super) clicked: Option<usize>,
    pub(super) edit: Option<ParameterEdit>,
}

/// Draws the table.
pub(super) fn parameters(
    ui: &mut Ui,
    rows: &[ParameterRow<'_>],
    batch: usize,
    learning_rate: f64,
) -> TableAsked {
    let mut asked = TableAsked::default();
    let weak = |text: &str| RichText::new(text).small().color(paint(palette::TEXT_WEAK));
    let height = 20.0;
    Grid::new("named parameters")
        .num_columns(5)
        .min_row_height(height)
        .spacing([6.0, 1.0])
        .show(ui, |ui| {
            ui.label("");
            ui.label(weak("name"));
            ui.label(weak("value"));
            ui.label(weak("∂ point"))
                .on_hover_text("of the loss of the ringed point");
            ui.label(weak("∂ batch")).on_hover_text(format!(
                "of the mean loss of the next batch of {batch} points"
            ));
            ui.end_row();
            for (index, row) in rows.iter().enumerate() {
                let edit = parameter_row(ui, index, row, learning_rate, &mut asked);
                asked.edit = asked.edit.or(edit);
            }
        });
    asked
}

fn parameter_row(
    ui: &mut Ui,
    index: usize,
    row: &ParameterRow<'_>,
    learning_rate: f64,
    asked: &mut TableAsked,
) -> Option<ParameterEdit> {
    let mut edit = None;
    let (icon, hint) = if row.is_frozen {
        (
            fill::LOCK,
            "frozen: training leaves it as it is; click to let it go",
        )
    } else {
        (
            fill::LOCK_OPEN,
            "click to freeze it: training leaves it as it is",
        )
    };
    let lock = RichText::new(icon)
        .font(icons(12.0))
        .color(paint(if row.is_frozen {
            palette::CAUTION
        } else {
            palette::NOT_YET
        }));
    let button = egui::Button::new(lock).frame(false).small();
    if ui.add(button).on_hover_text(hint).clicked() {
        edit = Some(ParameterEdit::Freeze(index, !row.is_frozen));
    }
    let short = row.name.replace("weight_", "w_").replace("bias_", "b_");
    let name = ui
        .link(RichText::new(short.trim_start_matches("layer")).size(12.0))
        .on_hover_text(row.name);
    if name.clicked() {
        asked.clicked = Some(index);
    }
    let mut value = row.value;
    let number = DragValue::new(&mut value)
        .speed(0.01)
        .max_decimals(17)
        .custom_formatter(|value, _| signed(value))
        .custom_parser(|text| text.trim().replace('−', "-").parse().ok())
        .update_while_editing(false);
    let field = ui.add(number).on_hover_text(format!(
        "{}\ndrag, or click and type",
        exact(Some(row.value))
    ));
    if field.changed() && value.is_finite() {
        edit = Some(ParameterEdit::Set(index, value));
    }
    let point = RichText::new(row.of_point.map_or("—".into(), signed)).size(11.5);
    ui.label(point.color(derivative_color(row.of_point)))
        .on_hover_text(exact(row.of_point));
    let batch = RichText::new(row.of_batch.map_or("—".into(), signed)).size(11.5);
    let step = row.of_batch.map(|derivative| -learning_rate * derivative);
    ui.label(batch.color(derivative_color(row.of_batch)))
        .on_hover_text(format!(
            "{}\nthe next step moves it by {}",
            exact(row.of_batch),
            if row.is_frozen {
                "nothing".into()
            } else {
                exact(step)
            }
        ));
    if name.hovered() || field.hovered() {
        asked.hovered = Some(index);
    }
    ui.end_row();
    edit
}
