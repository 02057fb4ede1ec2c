//! Each key asks for what the help says, once, and for nothing while somebody types.

use bevy_egui::egui::{self, Event, Key, Modifiers, accesskit::Role};
use chainrule::{
    training::{SeekTrace, StepUnit},
    ui::{KEYS, Request, Tab, pressed},
};

use crate::stage::Stage;

fn key(key: Key, modifiers: Modifiers) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers,
    }
}

/// Control on a keyboard that has no command key.
const CTRL: Modifiers = Modifiers {
    ctrl: true,
    command: true,
    ..Modifiers::NONE
};

/// What a frame with these events asks for.
fn asked_by(stage: &Stage, events: Vec<Event>) -> Vec<Request> {
    let mut asked = Vec::new();
    stage.frame(events, &mut |ui| asked.extend(pressed(ui.ctx())));
    asked
}

#[test]
fn no_key_is_bound_twice_and_no_request_has_two_keys() {
    for (index, binding) in KEYS.iter().enumerate() {
        for other in &KEYS[..index] {
            let is_same_key = (binding.modifiers, binding.key) == (other.modifiers, other.key);
            assert!(!is_same_key, "{} is bound twice", binding.label);
            assert_ne!(binding.request, other.request);
            assert_ne!(binding.label, other.label);
        }
        assert!(!binding.meaning.is_empty());
    }
}

#[test]
fn each_key_asks_for_what_the_help_says_and_for_nothing_else() {
    let cases = [
        (Key::Space, Modifiers::NONE, Request::TogglePlayback),
        (Key::ArrowRight, Modifiers::NONE, Request::StepOn),
        (Key::ArrowLeft, Modifiers::NONE, Request::StepBack),
        (
            Key::ArrowRight,
            Modifiers::SHIFT,
            Request::Seek(SeekTrace::NextNode),
        ),
        (Key::ArrowRight, CTRL, Request::Seek(SeekTrace::NextPhase)),
        (Key::Home, Modifiers::NONE, Request::Seek(SeekTrace::Start)),
        (Key::End, Modifiers::NONE, Request::Seek(SeekTrace::End)),
        (
            Key::ArrowLeft,
            Modifiers::SHIFT,
            Request::Seek(SeekTrace::PreviousNode),
        ),
        (
            Key::ArrowLeft,
            CTRL,
            Request::Seek(SeekTrace::PreviousPhase),
        ),
        (Key::Num1, Modifiers::NONE, Request::StepBy(StepUnit::Node)),
        (Key::Num2, Modifiers::NONE, Request::StepBy(StepUnit::Pass)),
        (Key::Num3, Modifiers::NONE, Request::StepBy(StepUnit::Epoch)),
        (Key::F, CTRL, Request::ToggleSearch),
        (Key::R, Modifiers::NONE, Request::Reset),
        (Key::N, Modifiers::NONE, Request::DrawParameters),
        (Key::D, Modifiers::NONE, Request::DrawPoints),
        (Key::F, Modifiers::NONE, Request::Fit),
        (Key::L, Modifiers::NONE, Request::ToggleLogScale),
        (Key::F1, Modifiers::NONE, Request::ToggleHelp),
        (Key::Num1, CTRL, Request::Tab(Tab::Train)),
        (Key::Num2, CTRL, Request::Tab(Tab::Lessons)),
        (Key::Num3, CTRL, Request::Tab(Tab::Expression)),
        (Key::PageDown, Modifiers::NONE, Request::LessonStep(1)),
        (Key::PageUp, Modifiers::NONE, Request::LessonStep(-1)),
        (Key::Z, CTRL, Request::Undo),
        (Key::Z, CTRL | Modifiers::SHIFT, Request::Redo),
    ];
    assert_eq!(cases.len(), KEYS.len());
    for (pressed, modifiers, request) in cases {
        let stage = Stage::new(300.0);

        assert_eq!(asked_by(&stage, vec![key(pressed, modifiers)]), [request]);
        assert_eq!(
            asked_by(&stage, vec![]),
            [],
            "{pressed:?} is asked for again"
        );
    }
}

#[test]
fn every_binding_asks_for_its_own_request() {
    for binding in KEYS {
        let stage = Stage::new(300.0);
        let command = binding.modifiers.command;
        let modifiers = Modifiers {
            ctrl: command,
            ..binding.modifiers
        };

        let asked = asked_by(&stage, vec![key(binding.key, modifiers)]);

        assert_eq!(asked, [binding.request], "{}", binding.label);
    }
}

#[test]
fn keys_with_other_modifiers_and_other_keys_ask_for_nothing() {
    let stage = Stage::new(300.0);
    for (pressed, modifiers) in [
        (Key::Z, Modifiers::NONE),
        (Key::R, CTRL),
        (Key::D, CTRL),
        (Key::Space, CTRL),
        (Key::A, Modifiers::NONE),
        (Key::ArrowUp, Modifiers::NONE),
    ] {
        let asked = asked_by(&stage, vec![key(pressed, modifiers)]);

        assert_eq!(asked, [], "{modifiers:?} {pressed:?}");
    }
}

#[test]
fn two_keys_within_one_frame_are_both_heard() {
    let stage = Stage::new(300.0);

    let asked = asked_by(
        &stage,
        vec![
            key(Key::R, Modifiers::NONE),
            key(Key::Space, Modifiers::NONE),
        ],
    );

    assert_eq!(asked, [Request::Reset, Request::TogglePlayback]);
}

#[test]
fn keys_that_a_text_could_mean_ask_for_nothing_while_somebody_types() {
    let stage = Stage::new(300.0);
    let mut text = String::new();
    let mut asked = Vec::new();
    let mut draw = |ui: &mut egui::Ui| {
        asked.extend(pressed(ui.ctx()));
        ui.text_edit_singleline(&mut text).request_focus();
    };
    stage.settle(&mut draw);

    for binding in KEYS {
        stage.frame(vec![key(binding.key, binding.modifiers)], &mut draw);
    }
    stage.frame(vec![Event::Text("r".into())], &mut draw);

    // What no text has a use for is heard all the same.
    asked.retain(|it| !matches!(it, Request::Tab(_) | Request::LessonStep(_)));
    assert_eq!(asked, [Request::ToggleHelp]);
    assert_eq!(text, "r");
}

#[test]
fn keys_ask_for_nothing_while_a_number_is_typed() {
    let stage = Stage::new(300.0);
    let mut number = 13u64;
    let mut asked = Vec::new();
    let mut draw = |ui: &mut egui::Ui| {
        asked.extend(pressed(ui.ctx()));
        ui.add(egui::DragValue::new(&mut number));
    };
    let at = stage.settle(&mut draw).places(Role::SpinButton)[0].center();
    stage.click_at(at, &mut draw);
    stage.settle(&mut draw);
    assert!(stage.ctx().text_edit_focused());

    stage.frame(vec![key(Key::Space, Modifiers::NONE)], &mut draw);
    stage.frame(vec![key(Key::ArrowRight, Modifiers::NONE)], &mut draw);
    stage.frame(vec![key(Key::N, Modifiers::NONE)], &mut draw);

    assert_eq!(asked, []);
}

#[test]
fn space_plays_and_does_not_press_the_focused_button_as_well() {
    let stage = Stage::new(300.0);
    let mut asked = Vec::new();
    let mut clicks = 0;
    let mut draw = |ui: &mut egui::Ui| {
        asked.extend(pressed(ui.ctx()));
        let button = ui.button("reset");
        button.request_focus();
        clicks += usize::from(button.clicked());
    };
    stage.settle(&mut draw);

    stage.frame(vec![key(Key::Space, Modifiers::NONE)], &mut draw);

    assert_eq!(asked, [Request::TogglePlayback]);
    assert_eq!(clicks, 0);
}

#[test]
fn a_drag_beside_a_field_ends_typing_and_keeps_what_was_typed() {
    let stage = Stage::new(300.0);
    let mut number = 50;
    let mut asked = Vec::new();
    let mut draw = |ui: &mut egui::Ui| {
        asked = pressed(ui.ctx());
        ui.add(egui::DragValue::new(&mut number).update_while_editing(false));
    };
    let field = stage.settle(&mut draw).places(Role::SpinButton)[0].center();
    stage.click_at(field, &mut draw);
    stage.frame(vec![key(Key::A, CTRL), Event::Text("72".into())], &mut draw);
    assert!(stage.ctx().text_edit_focused());

    // Pressed, moved and held.
    let beside = field + egui::vec2(150.0, 300.0);
    let press = Event::PointerButton {
        pos: beside,
        button: egui::PointerButton::Primary,
        pressed: true,
        modifiers: Modifiers::NONE,
    };
    stage.frame(vec![Event::PointerMoved(beside)], &mut draw);
    stage.frame(vec![press], &mut draw);
    let further = beside + egui::vec2(40.0, 0.0);
    stage.frame(vec![Event::PointerMoved(further)], &mut draw);
    stage.frame(vec![key(Key::Z, CTRL)], &mut draw);

    assert_eq!(asked, [Request::Undo]);
    assert_eq!(number, 72);
}
