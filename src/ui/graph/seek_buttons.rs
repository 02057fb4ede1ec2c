//! From node to node and from phase to phase of the pass on show.

use bevy_egui::egui::Ui;
use egui_phosphor::fill;

use crate::training::SeekTrace;

use super::super::widgets::icon_button;

/// How wide they are, in logical pixels, with some room.
pub(super) const SEEK_BUTTONS: f32 = 24.0 * SEEKS.len() as f32 + 16.0;

/// The buttons beside the slider.
const SEEKS: [(&str, SeekTrace, &str); 6] = [
    (
        fill::SKIP_BACK_CIRCLE,
        SeekTrace::Start,
        "to the beginning of the pass (Home)",
    ),
    (
        fill::CARET_DOUBLE_LEFT,
        SeekTrace::PreviousPhase,
        "to the phase before (Ctrl+←)",
    ),
    (
        fill::CARET_LEFT,
        SeekTrace::PreviousNode,
        "to the node before (Shift+←)",
    ),
    (
        fill::CARET_RIGHT,
        SeekTrace::NextNode,
        "to the next node (Shift+→)",
    ),
    (
        fill::CARET_DOUBLE_RIGHT,
        SeekTrace::NextPhase,
        "to the end of the phase (Ctrl+→)",
    ),
    (
        fill::SKIP_FORWARD_CIRCLE,
        SeekTrace::End,
        "to the end of the pass (End)",
    ),
];

/// Draws the buttons. Returns where one of them leads.
pub(super) fn seek_buttons(ui: &mut Ui) -> Option<SeekTrace> {
    ui.spacing_mut().item_spacing.x = 2.0;
    let mut asked = None;
    for (icon, seek, hint) in SEEKS {
        if icon_button(ui, icon, 22.0, false, hint).clicked() {
            asked = Some(seek);
        }
    }
    asked
}
