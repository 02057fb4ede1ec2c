//! The Lessons tab, with real pointer and key events.

use bevy::{input::keyboard::Key, prelude::*, window::WindowResolution};
use chainrule::{
    lesson::{EMBEDDED, LessonLibrary, LessonProgress, LessonTalk, Verdict},
    training::{Exhibit, Playback, ShownGraph, ShownPoint, StagedExpression, TogglePlayback},
    ui::{Request, Tab},
    view::graph::{Highlight, Lit},
};

use crate::harness::{Desktop, program, three_points};

/// What lies to the left of this is the pane, in which a text flows around its links.
const PANE: f32 = 290.0;

fn open_in(width: u32, height: u32) -> Desktop {
    let mut desktop = program(WindowResolution::new(width, height));
    for _ in 0..400 {
        desktop.frame();
        let library = desktop.app.world().resource::<LessonLibrary>();
        if library.entries().len() == EMBEDDED.len() {
            break;
        }
        std::thread::yield_now(); // the files are read by other threads
    }
    desktop.ask(Request::Tab(Tab::Lessons));
    desktop.frames(5);
    desktop
}

fn open() -> Desktop {
    open_in(1_600, 960)
}

fn talk(desktop: &Desktop) -> &LessonTalk {
    desktop.app.world().resource()
}

/// Opens a lesson of the list by the number in front of its title.
fn open_lesson(desktop: &mut Desktop, number: usize) {
    let beginning = format!("{number}  ");
    let found = desktop
        .texts()
        .iter()
        .find(|(text, _)| text.starts_with(&beginning));
    let centre = found.expect("it is in the list").1.center();
    desktop.click(Vec2::new(centre.x, centre.y), MouseButton::Left);
    desktop.frames(8);
}

fn type_text(desktop: &mut Desktop, text: &str) {
    for character in text.chars() {
        desktop.tap(KeyCode::KeyX, Key::Character(character.to_string().into()));
    }
}

fn says(desktop: &Desktop, words: &str) -> bool {
    desktop.texts().iter().any(|(text, _)| text.contains(words))
}

#[test]
fn the_list_has_the_sixteen_lessons_without_a_mistake() {
    let desktop = open();
    let library = desktop.app.world().resource::<LessonLibrary>();
    assert_eq!(library.entries().len(), 16);
    for entry in library.entries() {
        assert_eq!(entry.error, None, "{}", entry.key);
        assert!(entry.lesson.is_some(), "{}", entry.key);
    }
    assert!(says(&desktop, "0 of 16 lessons finished"));
}

#[test]
fn a_lesson_is_gone_through_by_keys_and_answered_by_typing() {
    let mut desktop = open();
    open_lesson(&mut desktop, 5);
    assert_eq!(talk(&desktop).key(), Some("05-chain-rule.toml"));
    assert_eq!(
        *desktop.app.world().resource::<Exhibit>(),
        Exhibit::Expression
    );
    assert!(
        !desktop
            .app
            .world()
            .resource::<Highlight>()
            .in_lesson
            .is_empty()
    );
    while talk(&desktop).open_question().is_none() {
        let before = talk(&desktop).step_number();
        desktop.tap(KeyCode::PageDown, Key::PageDown);
        desktop.frames(8);
        assert_eq!(talk(&desktop).step_number(), before + 1);
    }
    let step = talk(&desktop).step_number();
    assert!(
        says(&desktop, "backward has not come yet") && !says(&desktop, "to x:"),
        "the blackboard does not give it away"
    );

    let hint = desktop.text("your number", 0).center();
    desktop.click(Vec2::new(hint.x, hint.y), MouseButton::Left);
    type_text(&mut desktop, "12345");
    desktop.tap(KeyCode::Enter, Key::Enter);
    desktop.frames(3);
    assert!(matches!(
        talk(&desktop).verdict(),
        Some(Verdict::Wrong { .. })
    ));
    assert!(says(&desktop, "is not it"));
    assert!(says(&desktop, "Hint"));

    desktop.app.world_mut().commands().queue(LessonTalk::tell);
    desktop.frame();
    let right = match talk(&desktop).verdict() {
        Some(&Verdict::Told(right)) => right,
        other => panic!("{other:?}"),
    };
    desktop.tap(KeyCode::PageUp, Key::PageUp);
    desktop.frames(8);
    desktop.tap(KeyCode::PageDown, Key::PageDown);
    desktop.frames(8);
    let hint = desktop.text("your number", 0).center();
    desktop.click(Vec2::new(hint.x, hint.y), MouseButton::Left);
    type_text(&mut desktop, &format!("{right:.4}"));
    desktop.click_text("check");
    desktop.frames(3);
    assert_eq!(talk(&desktop).verdict(), Some(&Verdict::Right(right)));
    assert!(says(&desktop, "Right: "));
    let progress = desktop.app.world().resource::<LessonProgress>();
    assert!(progress.of("05-chain-rule.toml").answered.contains(&step));
}

#[test]
fn a_link_lights_its_node_under_the_pointer_and_chooses_it_with_a_click() {
    let mut desktop = open();
    open_lesson(&mut desktop, 2);
    desktop.tap(KeyCode::PageDown, Key::PageDown);
    desktop.frames(8);
    let node = |desktop: &Desktop, name: &str| {
        let shown = desktop.app.world().resource::<ShownGraph>();
        shown.graph.nodes()[shown.place(name).expect("it is there")].entity
    };
    let lit = |desktop: &Desktop| {
        let highlight = desktop.app.world().resource::<Highlight>();
        (
            highlight.in_text,
            highlight.selected,
            highlight.in_lesson.clone(),
        )
    };
    let (y, z) = (node(&desktop, "y"), node(&desktop, "z"));
    // The step lights y and z by itself.
    assert_eq!(lit(&desktop), (None, None, vec![y, z]));

    // "While y stands still": the link is one letter behind a word.
    let paragraph = desktop
        .texts()
        .iter()
        .find(|(text, _)| text.starts_with("While y stands"))
        .expect("the paragraph is one text")
        .1;
    for step in 0..40 {
        let at = Vec2::new(paragraph.min.x + 2.0 * step as f32, paragraph.min.y + 9.0);
        desktop.move_to(at);
        desktop.frames(2);
        if lit(&desktop).0.is_some() {
            break;
        }
    }
    assert_eq!(lit(&desktop).0, Some(Lit::Node(y)));
    desktop.press(MouseButton::Left);
    desktop.frame();
    desktop.release(MouseButton::Left);
    desktop.frames(2);
    assert_eq!(lit(&desktop).1, Some(y));
    desktop.move_to(Vec2::new(900.0, 880.0));
    desktop.frames(2);
    assert_eq!(lit(&desktop).0, None);
}

#[test]
fn what_waits_for_an_answer_says_so() {
    let mut desktop = open();
    open_lesson(&mut desktop, 6);
    desktop.tap(KeyCode::PageDown, Key::PageDown);
    desktop.frames(8);
    assert!(talk(&desktop).open_question().is_some());
    desktop.trigger(chainrule::training::SeekTrace::End);
    desktop.frames(3);
    assert!(says(&desktop, "would answer the question"));
    desktop.app.world_mut().commands().queue(LessonTalk::tell);
    desktop.frames(3);
    assert!(!says(&desktop, "would answer the question"));
}

#[test]
fn points_of_a_lesson_stay_where_they_are_and_so_does_what_is_asked_about() {
    let mut desktop = open();
    open_lesson(&mut desktop, 13);
    desktop.frames(30);
    let points = desktop.points().to_vec();
    let at = desktop.glyph_pixel(3);
    desktop.move_to(at);
    desktop.press(MouseButton::Left);
    desktop.frame();
    desktop.move_by(30.0, 20.0);
    desktop.frames(2);
    desktop.release(MouseButton::Left);
    desktop.click(at, MouseButton::Right);
    desktop.frames(2);
    assert_eq!(desktop.points(), points);
    assert_eq!(desktop.app.world().resource::<ShownPoint>().0, 0);
}

#[test]
fn the_other_tabs_find_again_what_they_had() {
    let mut desktop = open();
    desktop.ask(Request::Tab(Tab::Train));
    desktop.frames(3);
    desktop.replace_points(&three_points());
    desktop.trigger(TogglePlayback);
    desktop.frames(3);
    desktop.ask(Request::Tab(Tab::Lessons));
    desktop.frames(3);
    let points = desktop.points().to_vec();
    let parameters = desktop.parameters();
    open_lesson(&mut desktop, 13);
    assert_eq!(*desktop.app.world().resource::<Exhibit>(), Exhibit::Network);
    assert_ne!(desktop.points(), points);
    desktop.ask(Request::Tab(Tab::Expression));
    desktop.frames(8);
    let staged = desktop.app.world().resource::<StagedExpression>();
    assert_eq!(staged.text(), "z = x * y\nlog(z) + exp(z)");
    assert_eq!(staged.values(), [1.5, 2.0]);
    assert_eq!(desktop.points(), points);

    desktop.ask(Request::Tab(Tab::Lessons));
    desktop.frames(8);
    assert_eq!(talk(&desktop).key(), Some("13-network.toml"));
    assert_ne!(desktop.points(), points);

    desktop.ask(Request::Tab(Tab::Train));
    desktop.frame();
    assert_eq!(desktop.points(), points);
    assert_eq!(desktop.parameters(), parameters);
    desktop.frames(3);
    assert_eq!(
        *desktop.app.world().resource::<State<Playback>>().get(),
        Playback::Paused
    );
}

#[test]
fn every_step_of_every_lesson_is_drawn_without_text_on_text() {
    for (width, height) in [(1_600, 960), (1_100, 700)] {
        let mut desktop = open_in(width, height);
        for number in 1..=16 {
            open_lesson(&mut desktop, number);
            let steps = talk(&desktop).lesson().expect("it is open").steps.len();
            for step in 0..steps {
                assert_eq!(talk(&desktop).step_number(), step, "lesson {number}");
                let overlaps = crate::text::overlaps_beside(&desktop, PANE);
                assert!(
                    overlaps.is_empty(),
                    "{width} × {height}, lesson {number}, step {}:\n{}",
                    step + 1,
                    overlaps.join("\n")
                );
                desktop.tap(KeyCode::PageDown, Key::PageDown);
                desktop.frames(30);
            }
            desktop
                .app
                .world_mut()
                .trigger(chainrule::lesson::OpenLesson {
                    lesson: None,
                    step: 0,
                });
            desktop.frames(3);
        }
    }
}
