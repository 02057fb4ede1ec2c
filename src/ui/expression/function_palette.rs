//! The functions there are, as buttons that write a call.

use bevy_egui::egui::{Button, RichText, Ui};

use crate::autodiff::Function;

/// How many stand in a row.
const COLUMNS: usize = 5;

/// Draws the buttons. Returns the function of the one that was pressed.
pub(super) fn function_palette(ui: &mut Ui) -> Option<Function> {
    let mut pressed = None;
    let gap = 4.0;
    let width = (ui.available_width() - gap * (COLUMNS - 1) as f32) / COLUMNS as f32;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = gap;
        ui.spacing_mut().button_padding.x = 1.0;
        for row in Function::ALL.chunks(COLUMNS) {
            ui.horizontal(|ui| {
                for &function in row {
                    let rule = function.rule();
                    let name = rule.name.replace("times_five", "times5");
                    let button = Button::new(RichText::new(name).monospace().size(11.5))
                        .min_size(bevy_egui::egui::vec2(width, 20.0));
                    let hint = format!(
                        "{}({})\n{}",
                        rule.name,
                        if rule.arity == 1 { "a" } else { "a, b" },
                        rule.mathematics
                    );
                    if ui.add(button).on_hover_text(hint).clicked() {
                        pressed = Some(function);
                    }
                }
            });
        }
    });
    pressed
}
