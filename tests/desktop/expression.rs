//! The Expression tab, with real pointer and key events.

use std::sync::Arc;

use bevy::{
    input::{ButtonState, keyboard::Key},
    prelude::*,
    window::WindowResolution,
};
use chainrule::{
    autodiff::Value,
    lesson::{Lesson, OpenLesson},
    training::{
        Exhibit, Playback, SeekTrace, ShownGraph, ShownNumbers, ShownTrace, StagedExpression,
        StepUnit, Stepping, TogglePlayback,
    },
    ui::{ExpressionEditor, Request, Tab},
};

use crate::harness::{Desktop, program};

fn open() -> Desktop {
    let mut desktop = program(WindowResolution::new(1_600, 960));
    desktop.frames(5);
    desktop.ask(Request::Tab(Tab::Expression));
    desktop.frames(5);
    desktop
}

fn exhibit(desktop: &Desktop) -> Exhibit {
    *desktop.app.world().resource::<Exhibit>()
}

fn staged(desktop: &Desktop) -> &StagedExpression {
    desktop.app.world().resource()
}

fn value(desktop: &Desktop, variable: usize) -> f64 {
    desktop.get::<Value>(staged(desktop).leaves()[variable]).0
}

/// Types characters, one a frame, as a keyboard does.
fn type_text(desktop: &mut Desktop, text: &str) {
    for character in text.chars() {
        let key = match character {
            '\n' => Key::Enter,
            ' ' => Key::Space,
            other => Key::Character(other.to_string().into()),
        };
        let code = match character {
            '\n' => KeyCode::Enter,
            ' ' => KeyCode::Space,
            _ => KeyCode::KeyX,
        };
        desktop.tap(code, key);
    }
}

/// Clicks into the editor and selects all of its text.
fn select_all_text(desktop: &mut Desktop) {
    let first_line = staged(desktop)
        .text()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned();
    // The blackboard shows the same line, further to the right.
    let mut texts = desktop.texts().iter();
    let place = texts.find(|(text, at)| text.starts_with(&first_line) && at.min.x < 250.0);
    let centre = place.expect("the editor shows its text").1.center();
    desktop.click(Vec2::new(centre.x, centre.y), MouseButton::Left);
    desktop.key(KeyCode::ControlLeft, Key::Control, ButtonState::Pressed);
    desktop.tap(KeyCode::KeyA, Key::Character("a".into()));
    desktop.key(KeyCode::ControlLeft, Key::Control, ButtonState::Released);
    desktop.frame();
}

#[test]
fn the_tab_opens_with_the_lectures_example_its_pass_done() {
    let desktop = open();
    assert_eq!(exhibit(&desktop), Exhibit::Expression);
    let trace = desktop
        .app
        .world()
        .resource::<ShownTrace>()
        .trace()
        .expect("node by node");
    assert_eq!(trace.position(), trace.len());
    for text in [
        "EXPRESSION",
        "VARIABLES",
        "FUNCTIONS",
        "BLACKBOARD",
        "6 nodes, 2 variables",
    ] {
        let is_there = desktop.texts().iter().any(|(it, _)| it == text);
        assert!(is_there, "no {text:?}");
    }
}

#[test]
fn what_is_typed_is_on_stage_as_soon_as_it_is_good() {
    let mut desktop = open();
    select_all_text(&mut desktop);
    type_text(&mut desktop, "u = a * b");
    desktop.frames(3);
    assert_eq!(staged(&desktop).text(), "u = a * b");
    let names = &desktop.app.world().resource::<ShownGraph>().names;
    assert_eq!(names.as_ref(), ["a", "b", "u"]);

    // A mistake leaves the last good one on stage, and says where it is.
    type_text(&mut desktop, " + sigmod(a)");
    desktop.frames(3);
    assert_eq!(staged(&desktop).text(), "u = a * b + sigmod");
    let editor = desktop.app.world().resource::<ExpressionEditor>();
    assert_eq!(editor.text, "u = a * b + sigmod(a)");
    let complaint = editor.complaint().expect("a mistake");
    assert!(complaint.contains("line 1, column 13"), "{complaint}");
    assert!(complaint.contains("Did you mean `sigmoid`?"), "{complaint}");
    let shown = desktop
        .texts()
        .iter()
        .any(|(text, _)| text.contains("no function"));
    assert!(shown, "the complaint is on screen");
}

#[test]
fn typing_does_not_play_or_step() {
    let mut desktop = open();
    let position = |desktop: &Desktop| {
        let trace = desktop.app.world().resource::<ShownTrace>().trace();
        trace.expect("node by node").position()
    };
    select_all_text(&mut desktop);
    type_text(&mut desktop, "r + n + d + f");
    desktop.frames(3);
    let trace_end = position(&desktop);
    desktop.tap(KeyCode::ArrowLeft, Key::ArrowLeft);
    desktop.frames(2);
    assert_eq!(position(&desktop), trace_end);
    assert_eq!(
        *desktop.app.world().resource::<State<Playback>>().get(),
        Playback::Paused
    );
}

#[test]
fn a_variable_keeps_its_value_while_the_text_changes() {
    let mut desktop = open();
    assert_eq!((value(&desktop, 0), value(&desktop, 1)), (1.5, 2.0));
    select_all_text(&mut desktop);
    type_text(&mut desktop, "y + q");
    desktop.frames(3);
    assert_eq!((value(&desktop, 0), value(&desktop, 1)), (2.0, 1.0));
}

#[test]
fn dragging_in_the_picture_moves_both_variables() {
    let mut desktop = open();
    // The axes' names stand below and beside the picture.
    let title = desktop.text("FUNCTION", 0);
    let centre = Vec2::new(title.min.x + 200.0, title.max.y + 300.0);
    let before = [value(&desktop, 0), value(&desktop, 1)];
    desktop.move_to(centre);
    desktop.press(MouseButton::Left);
    desktop.frame();
    desktop.move_by(37.0, -21.0);
    desktop.frame();
    let after = [value(&desktop, 0), value(&desktop, 1)];
    assert!(
        before[0] != after[0] && before[1] != after[1],
        "{before:?} {after:?}"
    );
    desktop.move_by(30.0, 0.0);
    desktop.frame();
    assert!(value(&desktop, 0) > after[0]);
    assert_eq!(value(&desktop, 1), after[1]);
    desktop.release(MouseButton::Left);

    // The edit of each variable can be taken back.
    desktop.ask(Request::Undo);
    desktop.frames(3);
    desktop.ask(Request::Undo);
    desktop.frames(3);
    assert_eq!([value(&desktop, 0), value(&desktop, 1)], before);
}

/// What the graph shows of the result, and what it is with the variables as they are.
fn result(desktop: &Desktop) -> (Option<f64>, f64) {
    let staged = staged(desktop);
    let at: Vec<f64> = staged
        .leaves()
        .iter()
        .map(|&leaf| desktop.get::<Value>(leaf).0)
        .collect();
    let values = staged.expression().evaluate(&at);
    let shown = desktop.app.world().resource::<ShownGraph>();
    let numbers = desktop.app.world().resource::<ShownNumbers>();
    (
        numbers.value(shown.graph.output()),
        values[staged.expression().result()],
    )
}

#[test]
fn the_graph_follows_a_variable_in_the_frame_in_which_it_is_moved() {
    let mut desktop = open();
    let title = desktop.text("FUNCTION", 0);
    // Where both are positive: a logarithm is taken of their product.
    let centre = Vec2::new(title.min.x + 300.0, title.max.y + 200.0);
    let y = desktop.text("y", 0).center();
    // In the picture, and at the slider below the name.
    for (place, moves) in [
        (centre, Vec2::new(3.0, -2.0)),
        (Vec2::new(y.x + 170.0, y.y + 20.0), Vec2::new(4.0, 0.0)),
    ] {
        desktop.move_to(place);
        desktop.press(MouseButton::Left);
        let mut seen = Vec::new();
        for _ in 0..6 {
            desktop.move_by(moves.x, moves.y);
            desktop.frame();
            let (shown, right) = result(&desktop);
            assert_eq!(
                shown,
                Some(right),
                "{place} {:?}",
                (value(&desktop, 0), value(&desktop, 1))
            );
            // Four digits, as the boxes have them.
            let decimals = (3.0 - right.abs().log10().floor()) as usize;
            let written = format!("{right:+.decimals$}").replace('-', "−");
            let is_drawn = desktop.texts().iter().any(|(text, _)| *text == written);
            assert!(is_drawn, "{written} is not on screen");
            seen.push(right);
        }
        desktop.release(MouseButton::Left);
        desktop.frame();
        seen.dedup();
        assert!(seen.len() >= 5, "it has moved: {seen:?}");
    }
}

#[test]
fn an_expression_without_a_variable_is_a_graph_like_any_other() {
    for text in ["3", "2*x", "(3)", "z=3", "z = x*y\n3", "exp(2)", "1/x"] {
        let mut desktop = open();
        select_all_text(&mut desktop);
        for character in text.chars() {
            type_text(&mut desktop, &character.to_string());
            desktop.frames(3);
        }
        assert_eq!(staged(&desktop).text(), text);
        let (shown, right) = result(&desktop);
        assert_eq!(shown.map(f64::to_bits), Some(right.to_bits()), "{text}");
        desktop.tap(KeyCode::End, Key::End);
        desktop.frames(3);
    }
}

#[test]
fn the_values_of_a_lesson_are_not_ones_own() {
    let mut desktop = open();
    desktop.ask(Request::Tab(Tab::Lessons));
    desktop.frames(3);
    let lesson: Lesson = "title = \"T\"\n[stage]\nexpression = \"w * x\"\nat = { w = 7, x = 8 }\n[[steps]]\ntext = \"?\"\n"
        .parse()
        .expect("a lesson");
    desktop.trigger(OpenLesson {
        lesson: Some(("t.toml".into(), Arc::new(lesson))),
        step: 0,
    });
    desktop.frames(5);
    assert_eq!((value(&desktop, 0), value(&desktop, 1)), (7.0, 8.0));
    desktop.ask(Request::Tab(Tab::Expression));
    desktop.frames(5);
    select_all_text(&mut desktop);
    type_text(&mut desktop, "x * w");
    desktop.frames(3);
    assert_eq!((value(&desktop, 0), value(&desktop, 1)), (1.5, 1.0));
}

#[test]
fn a_function_of_the_palette_is_written_around_the_selection() {
    let mut desktop = open();
    select_all_text(&mut desktop);
    type_text(&mut desktop, "x");
    select_all_text(&mut desktop);
    desktop.click_text("tanh");
    desktop.frames(3);
    assert_eq!(staged(&desktop).text(), "tanh(x)");
}

#[test]
fn a_pass_that_rests_in_its_middle_rests_there_again() {
    let mut desktop = program(WindowResolution::new(1_600, 960));
    desktop.frames(5);
    desktop.ask(Request::StepBy(StepUnit::Node));
    desktop.frames(3);
    desktop.trigger(SeekTrace::Position(17));
    desktop.frames(3);
    let position = |desktop: &Desktop| {
        let trace = desktop.app.world().resource::<ShownTrace>().trace();
        trace.map(chainrule::autodiff::Trace::position)
    };
    assert_eq!(position(&desktop), Some(17));
    for tab in [Tab::Expression, Tab::Lessons] {
        desktop.ask(Request::Tab(tab));
        desktop.frames(4);
        desktop.ask(Request::Tab(Tab::Train));
        desktop.frames(4);
        assert_eq!(position(&desktop), Some(17), "{tab:?}");
    }
}

#[test]
fn training_goes_on_where_it_was_when_its_tab_is_opened_again() {
    let mut desktop = program(WindowResolution::new(1_600, 960));
    desktop.frames(5);
    let unit = |desktop: &Desktop| desktop.app.world().resource::<Stepping>().unit;
    let playback = |desktop: &Desktop| *desktop.app.world().resource::<State<Playback>>().get();
    assert_eq!(
        (unit(&desktop), playback(&desktop)),
        (StepUnit::Epoch, Playback::Playing)
    );
    desktop.ask(Request::Tab(Tab::Expression));
    desktop.frames(5);
    assert_eq!(
        (unit(&desktop), playback(&desktop)),
        (StepUnit::Node, Playback::Paused)
    );
    let epochs = desktop.epochs();
    desktop.frames(5);
    assert_eq!(desktop.epochs(), epochs, "training waits");
    // What belongs to training does nothing here.
    let parameters = desktop.parameters();
    desktop.ask(Request::Reset);
    desktop.ask(Request::DrawParameters);
    desktop.frames(3);
    assert_eq!(desktop.parameters(), parameters);

    desktop.ask(Request::Tab(Tab::Train));
    desktop.frames(5);
    assert_eq!(exhibit(&desktop), Exhibit::Network);
    assert_eq!(
        (unit(&desktop), playback(&desktop)),
        (StepUnit::Epoch, Playback::Playing)
    );
    assert!(desktop.epochs() > epochs);
    desktop.trigger(TogglePlayback);
}

#[test]
fn an_expression_that_is_too_large_to_show_is_refused_in_words() {
    let mut desktop = open();
    let text = vec!["x*y"; 1_500].join(" + ");
    desktop
        .app
        .world_mut()
        .resource_mut::<ExpressionEditor>()
        .text = text;
    // Any further key reads the whole text.
    let hint = desktop.text("begin with an example …", 0).center();
    desktop.click(Vec2::new(hint.x, hint.y + 40.0), MouseButton::Left);
    type_text(&mut desktop, " ");
    desktop.frames(3);
    let complaint = desktop
        .app
        .world()
        .resource::<ExpressionEditor>()
        .complaint();
    let complaint = complaint.expect("it is too large");
    assert!(complaint.contains("chainrule explain"), "{complaint}");
    assert_eq!(staged(&desktop).expression().nodes().len(), 6);
}
