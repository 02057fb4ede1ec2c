//! The keyboard.

use bevy::prelude::*;
use bevy_egui::{
    EguiContexts,
    egui::{self, Key, Modifiers},
};

use super::{Request, Requests};

/// A key and what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyBinding {
    /// With what.
    pub modifiers: Modifiers,
    /// Which key.
    pub key: Key,
    /// As it is written in the help.
    pub label: &'static str,
    /// What it asks for.
    pub request: Request,
    /// What it does, for people.
    pub meaning: &'static str,
}

/// Every key, in the order of the help. Of two that fit the first is taken, so those with more modifiers stand first.
pub const KEYS: [KeyBinding; 10] = [
    bound(
        Modifiers::NONE,
        Key::Space,
        "Space",
        Request::TogglePlayback,
        "play or pause",
    ),
    bound(
        Modifiers::NONE,
        Key::ArrowRight,
        "→",
        Request::StepEpoch,
        "pause, and run one epoch",
    ),
    bound(
        Modifiers::NONE,
        Key::R,
        "R",
        Request::Reset,
        "reset: the same initial parameters again",
    ),
    bound(
        Modifiers::NONE,
        Key::N,
        "N",
        Request::DrawParameters,
        "new initial parameters, from the next seed",
    ),
    bound(
        Modifiers::NONE,
        Key::D,
        "D",
        Request::DrawPoints,
        "new points, from the next seed",
    ),
    bound(
        Modifiers::NONE,
        Key::F,
        "F",
        Request::FitPlane,
        "show all of the data",
    ),
    bound(
        Modifiers::NONE,
        Key::L,
        "L",
        Request::ToggleLogScale,
        "logarithmic loss axis, or not",
    ),
    bound(
        CTRL_SHIFT,
        Key::Z,
        "Ctrl+Shift+Z",
        Request::Redo,
        "redo the edit of the points",
    ),
    bound(
        Modifiers::COMMAND,
        Key::Z,
        "Ctrl+Z",
        Request::Undo,
        "undo the last edit of the points",
    ),
    bound(
        Modifiers::NONE,
        Key::F1,
        "F1",
        Request::ToggleHelp,
        "this list",
    ),
];

const CTRL_SHIFT: Modifiers = Modifiers {
    shift: true,
    ..Modifiers::COMMAND
};

const fn bound(
    modifiers: Modifiers,
    key: Key,
    label: &'static str,
    request: Request,
    meaning: &'static str,
) -> KeyBinding {
    KeyBinding {
        modifiers,
        key,
        label,
        request,
        meaning,
    }
}

/// Turns key presses into requests, unless somebody is typing.
pub(super) fn read_keys(mut contexts: EguiContexts, mut requests: ResMut<Requests>) -> Result {
    let ctx = contexts.ctx_mut()?;
    for request in pressed(ctx) {
        requests.ask(request);
    }
    Ok(())
}

/// What the keys of this frame ask for. A key that is used up here does nothing else: Space does not press a button as well.
pub fn pressed(ctx: &egui::Context) -> Vec<Request> {
    if ctx.text_edit_focused() {
        return Vec::new();
    }
    ctx.input_mut(|input| {
        // A key that is held down asks once; only steps repeat.
        let is_held = |event: &egui::Event| {
            matches!(event, egui::Event::Key { key, repeat: true, .. }
                if *key != Key::ArrowRight && KEYS.iter().any(|binding| binding.key == *key))
        };
        input.events.retain(|event| !is_held(event));
        let mut asked = Vec::new();
        for binding in &KEYS {
            // egui lets Shift and Alt pass; with them, a plain key is another key.
            let is_plain = binding.modifiers.is_none();
            if is_plain && input.modifiers.any() {
                continue;
            }
            if input.consume_key(binding.modifiers, binding.key) {
                asked.push(binding.request);
            }
        }
        asked
    })
}
