//! Every key and what it does.

use bevy_egui::egui::{Key, Modifiers};

use crate::training::{SeekTrace, StepUnit};

use super::{Request, Tab};

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
