//! Keys that are pressed become requests.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, egui};

use crate::training::SeekTrace;

use super::{KEYS, KeyBinding, Request, Requests, space_drag::released_without_drag};

/// Turns key presses into requests; while somebody is typing, only those that no text has a use for.
pub(super) fn read_keys(mut contexts: EguiContexts, mut requests: ResMut<Requests>) -> Result {
    let ctx = contexts.ctx_mut()?;
    for request in pressed(ctx) {
        requests.ask(request);
    }
    Ok(())
}

/// Takes the focus from a field where the mouse is pressed beside it. By itself egui does so for a click, but not for a drag: whoever
/// typed a number and then drags a point could not undo that.
fn end_typing(ctx: &egui::Context) {
    let press = ctx.input(|input| {
        let pointer = &input.pointer;
        pointer.interact_pos().filter(|_| pointer.any_pressed())
    });
    if let Some(at) = press
        && let Some(field) = ctx.memory(egui::Memory::focused)
        && let Some(response) = ctx.read_response(field)
        && !response.interact_rect.contains(at)
    {
        ctx.memory_mut(|memory| memory.surrender_focus(field));
    }
}

/// What the keys of this frame ask for. A key that is used up here does nothing else: Space does not press a button as well.
pub fn pressed(ctx: &egui::Context) -> Vec<Request> {
    end_typing(ctx);
    let mut asked = Vec::new();
    let is_typing = ctx.text_edit_focused();
    if released_without_drag(ctx, is_typing) && !is_typing {
        asked.push(Request::TogglePlayback);
    }
    ctx.input_mut(|input| {
        input.events.retain(|event| {
            let egui::Event::Key {
                key,
                pressed: true,
                repeat,
                modifiers,
                ..
            } = event
            else {
                return true;
            };
            let fits = |binding: &&KeyBinding| {
                binding.key == *key && modifiers.matches_exact(binding.modifiers)
            };
            let found = KEYS.iter().find(fits);
            let Some(binding) = found.filter(|it| !is_typing || is_free_in_text(it)) else {
                return true;
            };
            // A key that is held down asks once; only steps repeat.
            if !repeat || is_step(binding.request) {
                asked.push(binding.request);
            }
            false
        });
    });
    asked
}

/// Whether a key means the same while somebody types, because no text has a use for it.
const fn is_free_in_text(binding: &KeyBinding) -> bool {
    matches!(
        binding.request,
        Request::LessonStep(_) | Request::Tab(_) | Request::ToggleHelp
    )
}

/// Whether a held key asks for it again and again.
const fn is_step(request: Request) -> bool {
    matches!(
        request,
        Request::StepOn
            | Request::StepBack
            | Request::Seek(SeekTrace::NextNode | SeekTrace::PreviousNode)
    )
}
