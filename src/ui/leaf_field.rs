//! The value of a leaf as a number to drag or to type.

use bevy_egui::egui::{DragValue, Response, Ui};

use super::graph::{exact, signed};

/// Draws the field. Returns its response, and the new value if it was changed to a finite one.
pub(super) fn leaf_field(ui: &mut Ui, value: f64) -> (Response, Option<f64>) {
    let mut edited = value;
    let number = DragValue::new(&mut edited)
        .speed(0.01)
        .max_decimals(17)
        .custom_formatter(|value, _| signed(value))
        .custom_parser(|text| text.trim().replace('−', "-").parse().ok())
        .update_while_editing(false);
    let hint = format!("{}\ndrag, or click and type", exact(Some(value)));
    let field = ui.add(number).on_hover_text(hint);
    let is_edit = field.changed() && edited.is_finite() && edited != value;
    (field, is_edit.then_some(edited))
}
