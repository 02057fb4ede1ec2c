//! The value of a leaf as a number to drag or to type.

use bevy_egui::egui::{
    DragValue, Id, Response, TextEdit, Ui,
    text::{CCursor, CCursorRange},
};

use super::graph::{exact, signed};

/// Draws the field. Returns its response, and the new value if it was changed to a finite one.
///
/// At rest it says four digits; who types begins with all of them, and with the value of that moment, whatever training does meanwhile.
pub(super) fn leaf_field(ui: &mut Ui, value: f64) -> (Response, Option<f64>) {
    let id = ui.next_auto_id(); // the field's own
    let is_typed = ui.memory(|memory| memory.has_focus(id));
    let held_at = id.with("value when typing began");
    let before = if is_typed {
        if ui.data(|data| data.get_temp::<f64>(held_at)).is_none() {
            select_all(ui, id, &exact(Some(value)));
        }
        ui.data_mut(|data| *data.get_temp_mut_or_insert_with(held_at, || value))
    } else {
        // In the frame in which typing ends it is still measured by the value with which it began.
        let held = ui.data_mut(|data| data.remove_temp::<f64>(held_at));
        held.unwrap_or(value)
    };
    let mut edited = before;
    let number = DragValue::new(&mut edited)
        .speed(0.01)
        .max_decimals(17)
        .custom_formatter(move |value, _| {
            if is_typed {
                exact(Some(value))
            } else {
                signed(value)
            }
        })
        .custom_parser(|text| text.trim().replace('−', "-").parse().ok())
        .update_while_editing(false);
    let hint = format!("{}\ndrag, or click and type", exact(Some(value)));
    let field = ui.add(number).on_hover_text(hint);
    let is_edit = field.changed() && edited.is_finite() && edited != before;
    (field, is_edit.then_some(edited))
}

/// The text of the field is longer than the one that was clicked: all of it is what the next key takes the place of.
fn select_all(ui: &Ui, field: Id, text: &str) {
    let mut state = TextEdit::load_state(ui.ctx(), field).unwrap_or_default();
    let all = CCursorRange::two(CCursor::default(), CCursor::new(text.chars().count()));
    state.cursor.set_char_range(Some(all));
    state.store(ui.ctx(), field);
}
