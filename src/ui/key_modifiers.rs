//! Which modifiers were held when a key was pressed.

use bevy::{
    input::keyboard::{Key as LogicalKey, KeyboardInput},
    prelude::*,
};
use bevy_egui::{
    EguiInput,
    egui::{self, Modifiers},
};

/// Gives each key press the modifiers that were held when it came.
///
/// egui is told those at the end of a frame: of a chord that is shorter than a frame, Ctrl would be gone.
pub(super) fn restore_modifiers(
    mut keys: MessageReader<KeyboardInput>,
    mut contexts: Query<&mut EguiInput>,
    mut held: Local<Modifiers>,
) {
    let mut presses: Vec<(String, Modifiers)> = Vec::new();
    for key in keys.read() {
        let is_down = key.state.is_pressed();
        match key.key_code {
            KeyCode::ControlLeft | KeyCode::ControlRight => {
                (held.ctrl, held.command) = (is_down, is_down);
            }
            KeyCode::ShiftLeft | KeyCode::ShiftRight => held.shift = is_down,
            KeyCode::AltLeft | KeyCode::AltRight => held.alt = is_down,
            _ => {
                // By the names that egui has for them.
                let name = match &key.logical_key {
                    LogicalKey::Character(letter) => letter.to_uppercase(),
                    LogicalKey::ArrowLeft => "Left".into(),
                    LogicalKey::ArrowRight => "Right".into(),
                    _ => continue,
                };
                if is_down {
                    presses.push((name, *held));
                }
            }
        }
    }
    if presses.is_empty() || cfg!(target_os = "macos") {
        return; // there, the command key is another one
    }
    for mut input in &mut contexts {
        let mut presses = presses.iter();
        for event in &mut input.events {
            if let egui::Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } = event
                && let Some((_, held)) = presses.clone().find(|(letter, _)| *letter == key.name())
            {
                *modifiers = *held;
                presses.next();
            }
        }
    }
}
