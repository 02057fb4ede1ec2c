//! The keyboard.

use bevy::prelude::*;
use bevy_egui::{
    EguiContexts,
    egui::{self, Key, Modifiers},
};

use crate::training::{SeekTrace, StepUnit};

use super::{Request, Requests, Tab, space_drag::released_without_drag};

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

/// Every key, in the order of the help.
pub const KEYS: [KeyBinding; 26] = [
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
        Request::StepOn,
        "one step on: of a node's pass, a pass or an epoch",
    ),
    bound(
        Modifiers::NONE,
        Key::ArrowLeft,
        "←",
        Request::StepBack,
        "one step back",
    ),
    bound(
        Modifiers::SHIFT,
        Key::ArrowRight,
        "Shift+→",
        Request::Seek(SeekTrace::NextNode),
        "to the next node of the pass",
    ),
    bound(
        Modifiers::SHIFT,
        Key::ArrowLeft,
        "Shift+←",
        Request::Seek(SeekTrace::PreviousNode),
        "to the node before",
    ),
    bound(
        Modifiers::COMMAND,
        Key::ArrowRight,
        "Ctrl+→",
        Request::Seek(SeekTrace::NextPhase),
        "to the end of the phase",
    ),
    bound(
        Modifiers::COMMAND,
        Key::ArrowLeft,
        "Ctrl+←",
        Request::Seek(SeekTrace::PreviousPhase),
        "to the phase before",
    ),
    bound(
        Modifiers::NONE,
        Key::Home,
        "Home",
        Request::Seek(SeekTrace::Start),
        "to the beginning of the pass",
    ),
    bound(
        Modifiers::NONE,
        Key::End,
        "End",
        Request::Seek(SeekTrace::End),
        "to the end of the pass",
    ),
    bound(
        Modifiers::NONE,
        Key::Num1,
        "1",
        Request::StepBy(StepUnit::Node),
        "a step is a node: slow motion",
    ),
    bound(
        Modifiers::NONE,
        Key::Num2,
        "2",
        Request::StepBy(StepUnit::Pass),
        "a step is a point's pass",
    ),
    bound(
        Modifiers::NONE,
        Key::Num3,
        "3",
        Request::StepBy(StepUnit::Epoch),
        "a step is an epoch",
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
        Request::Fit,
        "show all of the data and the whole graph",
    ),
    bound(
        Modifiers::COMMAND,
        Key::F,
        "Ctrl+F",
        Request::ToggleSearch,
        "find a node by its name",
    ),
    bound(
        Modifiers::NONE,
        Key::L,
        "L",
        Request::ToggleLogScale,
        "logarithmic loss axis, or not",
    ),
    bound(
        Modifiers::COMMAND,
        Key::Z,
        "Ctrl+Z",
        Request::Undo,
        "undo the last edit of points or leaves",
    ),
    bound(CTRL_SHIFT, Key::Z, "Ctrl+Shift+Z", Request::Redo, "redo it"),
    bound(
        Modifiers::COMMAND,
        Key::Num1,
        "Ctrl+1",
        Request::Tab(Tab::Train),
        "train a network on points",
    ),
    bound(
        Modifiers::COMMAND,
        Key::Num2,
        "Ctrl+2",
        Request::Tab(Tab::Lessons),
        "the lessons",
    ),
    bound(
        Modifiers::COMMAND,
        Key::Num3,
        "Ctrl+3",
        Request::Tab(Tab::Expression),
        "type an expression",
    ),
    bound(
        Modifiers::NONE,
        Key::PageDown,
        "Page Down",
        Request::LessonStep(1),
        "the next step of the lesson",
    ),
    bound(
        Modifiers::NONE,
        Key::PageUp,
        "Page Up",
        Request::LessonStep(-1),
        "the step before",
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
