//! The hand on the graph: real events of pointer and keyboard through the whole program, panels included.

use bevy::{
    input::{ButtonState, keyboard::Key},
    prelude::*,
    window::WindowResolution,
};
use chainrule::{
    nn::LayerUnit,
    training::{Example, Exhibit, Playback, ShownGraph, ShownPoint, TogglePlayback},
    ui::Request,
    view::{
        LineLabels, PlanePointer,
        graph::{BoxKey, Detail, Folding, GraphRoom, GraphStage, Highlight, Lit},
    },
};

use crate::harness::{Desktop, FRAMES_TO_ARRIVE, program};

const LEFT: MouseButton = MouseButton::Left;

/// The program in its usual window, paused, with everything in its place.
fn open() -> Desktop {
    let mut desktop = program(WindowResolution::new(1_600, 960));
    desktop.trigger(TogglePlayback);
    desktop.frames(FRAMES_TO_ARRIVE);
    assert!(!is_playing(&desktop));
    desktop
}

fn is_playing(desktop: &Desktop) -> bool {
    let state = desktop.app.world().resource::<State<Playback>>();
    *state.get() == Playback::Playing
}

fn stage(desktop: &Desktop) -> &GraphStage {
    desktop.app.world().resource::<GraphStage>()
}

fn shown(desktop: &Desktop) -> &ShownGraph {
    desktop.app.world().resource::<ShownGraph>()
}

fn highlight(desktop: &Desktop) -> &Highlight {
    desktop.app.world().resource::<Highlight>()
}

fn room(desktop: &Desktop) -> Rect {
    desktop.app.world().resource::<GraphRoom>().0
}

/// The middle of a box, in whole pixels of the window.
fn pixel(desktop: &Desktop, key: BoxKey) -> Vec2 {
    let stage = stage(desktop);
    let index = stage.diagram().find(key).expect("a box of this key");
    stage
        .camera
        .to_window(stage.centre(index), room(desktop))
        .round()
}

/// A place of the stage where nothing is.
fn empty(desktop: &Desktop) -> Vec2 {
    room(desktop).min + Vec2::splat(12.0)
}

fn press_space(desktop: &mut Desktop, state: ButtonState) {
    desktop.key(KeyCode::Space, Key::Space, state);
}

/// To the left border of the plane, as high as the name of a line, beside which the line is.
fn move_along_label(desktop: &mut Desktop) {
    let label = &desktop.app.world().resource::<LineLabels>()[0];
    let at = Vec2::new(desktop.plane().rect.min.x, label.centre.y);
    desktop.move_to(at.round());
}

/// To the right, until the pointer is on a line. Returns whose it is.
fn move_to_line(desktop: &mut Desktop) -> usize {
    let border = desktop.plane().rect.max.x;
    loop {
        desktop.frame();
        if let Some(unit) = desktop.app.world().resource::<PlanePointer>().line {
            return unit;
        }
        desktop.move_by(3.0, 0.0);
        assert!(desktop.cursor().x < border, "the pointer has met no line");
    }
}

#[test]
fn a_box_under_the_pointer_is_lit_and_so_is_the_line_of_its_unit() {
    let mut desktop = open();
    for (name, line) in [
        ("layer1.weight_0_1", Some(1)),
        ("layer1.bias_0", Some(0)),
        ("layer2.bias_0", None),
        ("x1", None),
    ] {
        let key = BoxKey::Node(desktop.node(name));
        desktop.move_to(pixel(&desktop, key));
        desktop.frame();
        assert_eq!(highlight(&desktop).in_graph, Some(Lit::Box(key)), "{name}");
        assert_eq!(
            highlight(&desktop).lit_line(shown(&desktop)),
            line,
            "{name}"
        );
    }
    desktop.move_to(empty(&desktop));
    desktop.frame();
    assert_eq!(highlight(&desktop).in_graph, None);
}

#[test]
fn a_click_chooses_a_node_and_one_beside_it_none() {
    let mut desktop = open();
    let bias = desktop.node("layer1.bias_0");
    desktop.click(pixel(&desktop, BoxKey::Node(bias)), LEFT);
    desktop.frame();
    assert_eq!(highlight(&desktop).selected, Some(bias));
    desktop.click(empty(&desktop), LEFT);
    desktop.frame();
    assert_eq!(highlight(&desktop).selected, None);
}

#[test]
fn a_double_click_folds_the_unit_of_a_node_and_another_unfolds_it() {
    let mut desktop = open();
    let unit = LayerUnit { layer: 0, unit: 1 };
    let weight = BoxKey::Node(desktop.node("layer1.weight_0_1"));
    let at = pixel(&desktop, weight);
    desktop.click(at, LEFT);
    desktop.click(at, LEFT);
    desktop.frames(FRAMES_TO_ARRIVE);
    assert_eq!(stage(&desktop).diagram().find(weight), None);
    let at = pixel(&desktop, BoxKey::Unit(unit));
    desktop.click(at, LEFT);
    desktop.click(at, LEFT);
    desktop.frames(FRAMES_TO_ARRIVE);
    assert!(stage(&desktop).diagram().find(weight).is_some());
    let folding = desktop.app.world().resource::<Folding>();
    assert_eq!(folding.detail(shown(&desktop), 0), Detail::Nodes);
}

#[test]
fn the_wheel_zooms_around_the_pointer_and_f_shows_the_whole_again() {
    let mut desktop = open();
    let key = BoxKey::Node(desktop.node("layer1.bias_1"));
    let fitted = stage(&desktop).camera.zoom;
    let at = pixel(&desktop, key);
    desktop.move_to(at);
    for _ in 0..3 {
        desktop.scroll(1.0);
    }
    desktop.frames(FRAMES_TO_ARRIVE); // egui spreads a notch over several frames
    assert!(stage(&desktop).camera.zoom > 1.2 * fitted);
    assert!(
        pixel(&desktop, key).distance(at) < 2.0,
        "the box has left the pointer"
    );
    desktop.tap(KeyCode::KeyF, Key::Character("f".into()));
    desktop.frames(FRAMES_TO_ARRIVE);
    assert!((stage(&desktop).camera.zoom - fitted).abs() < 1e-3);
}

#[test]
fn every_button_drags_the_graph_along() {
    for button in [LEFT, MouseButton::Middle, MouseButton::Right] {
        let mut desktop = open();
        let key = BoxKey::Node(desktop.node("x2"));
        let before = pixel(&desktop, key);
        desktop.move_to(empty(&desktop));
        desktop.press(button);
        for _ in 0..5 {
            desktop.move_by(8.0, 14.0);
        }
        desktop.release(button);
        desktop.frames(3);
        let moved = pixel(&desktop, key) - before;
        assert!(
            moved.distance(Vec2::new(40.0, 70.0)) < 2.0,
            "{button:?}: {moved}"
        );
    }
}

#[test]
fn space_over_the_graph_plays_when_it_is_let_go_but_not_when_it_has_dragged() {
    let mut desktop = open();
    let key = BoxKey::Node(desktop.node("x2"));
    let before = pixel(&desktop, key);
    desktop.move_to(empty(&desktop));
    press_space(&mut desktop, ButtonState::Pressed);
    desktop.press(LEFT);
    desktop.move_by(0.0, 30.0);
    desktop.release(LEFT);
    press_space(&mut desktop, ButtonState::Released);
    desktop.frames(3);
    assert!(!is_playing(&desktop));
    assert!((pixel(&desktop, key) - before).distance(Vec2::new(0.0, 30.0)) < 2.0);

    press_space(&mut desktop, ButtonState::Pressed);
    desktop.frames(2);
    assert!(!is_playing(&desktop));
    press_space(&mut desktop, ButtonState::Released);
    desktop.frames(2);
    assert!(is_playing(&desktop));

    // Elsewhere it pauses as soon as it is pressed.
    desktop.move_to(Vec2::new(300.0, 20.0));
    press_space(&mut desktop, ButtonState::Pressed);
    desktop.frames(2);
    assert!(!is_playing(&desktop));
    press_space(&mut desktop, ButtonState::Released);
    desktop.frames(2);
    assert!(!is_playing(&desktop));
}

#[test]
fn a_line_under_the_pointer_is_lit_with_its_unit_and_a_click_chooses_the_unit() {
    let mut desktop = open();
    move_along_label(&mut desktop);
    let unit = move_to_line(&mut desktop);
    desktop.frame();
    assert_eq!(highlight(&desktop).lit(), Some(Lit::Line(unit)));
    desktop.click(desktop.cursor(), LEFT);
    desktop.frame();
    let model = desktop.app.world().resource::<chainrule::training::Model>();
    assert_eq!(highlight(&desktop).selected, Some(model.units[0][unit]));
}

#[test]
fn a_click_on_a_point_brings_its_pass_on_stage_whatever_was_there() {
    let mut desktop = open();
    desktop.ask(Request::Exhibit(Exhibit::Example(Example::TwiceDoubled)));
    desktop.frames(FRAMES_TO_ARRIVE);
    assert_eq!(*shown(&desktop).names, ["a", "b", "c"]);
    desktop.click(desktop.pixel_of(7), LEFT);
    desktop.frames(3);
    assert_eq!(*desktop.app.world().resource::<ShownPoint>(), ShownPoint(7));
    let x1 = desktop.node("x1");
    let value = desktop.get::<chainrule::autodiff::Value>(x1).0;
    assert_eq!(value, desktop.place(7)[0]);
}

#[test]
fn a_node_is_found_by_its_name() {
    let mut desktop = open();
    desktop.ask(Request::ToggleSearch);
    desktop.frames(3);
    for letter in "2.w_1".chars() {
        let code = KeyCode::KeyA; // the letter is what counts
        desktop.tap(code, Key::Character(letter.to_string().into()));
    }
    desktop.tap(KeyCode::Enter, Key::Enter);
    desktop.frames(3);
    let found = highlight(&desktop).selected.expect("something was found");
    assert_eq!(found, desktop.node("layer2.weight_1_0"));
    assert!(!is_playing(&desktop), "letters are text there, no keys");
}

#[test]
fn an_example_is_fitted_and_the_network_comes_back_as_somebody_had_unfolded_it() {
    let mut desktop = open();
    let weight = BoxKey::Node(desktop.node("layer1.weight_0_1"));
    let at = pixel(&desktop, weight);
    desktop.click(at, LEFT);
    desktop.click(at, LEFT);
    desktop.frames(FRAMES_TO_ARRIVE);
    assert_eq!(stage(&desktop).diagram().find(weight), None);
    // The graph is dragged out of view.
    desktop.move_to(empty(&desktop));
    desktop.press(LEFT);
    desktop.move_by(500.0, 300.0);
    desktop.release(LEFT);

    desktop.ask(Request::Exhibit(Exhibit::Example(Example::TwoUses)));
    desktop.frames(FRAMES_TO_ARRIVE);
    for name in ["x", "y", "z"] {
        let key = BoxKey::Node(desktop.node(name));
        assert!(room(&desktop).contains(pixel(&desktop, key)), "{name}");
    }

    desktop.ask(Request::Exhibit(Exhibit::Network));
    desktop.frames(FRAMES_TO_ARRIVE);
    assert_eq!(
        stage(&desktop).diagram().find(weight),
        None,
        "it is still folded"
    );
}

#[test]
fn space_that_is_let_go_where_nobody_listens_is_not_held_for_ever() {
    let mut desktop = open();
    desktop.move_to(empty(&desktop));
    press_space(&mut desktop, ButtonState::Pressed);
    desktop.ask(Request::ToggleSearch);
    desktop.frames(3);
    press_space(&mut desktop, ButtonState::Released);
    desktop.tap(KeyCode::Escape, Key::Escape);
    desktop.frames(2);
    desktop.click(Vec2::new(300.0, 20.0), LEFT);
    assert!(!is_playing(&desktop));
    press_space(&mut desktop, ButtonState::Pressed);
    desktop.frames(2);
    assert!(is_playing(&desktop));
}

#[test]
fn the_search_leaves_the_keys_of_another_field_alone() {
    let mut desktop = open();
    desktop.ask(Request::ToggleSearch);
    desktop.frames(3);
    desktop.tap(KeyCode::KeyW, Key::Character("w".into()));
    // The number of the data seed.
    desktop.click_text("7");
    desktop.frames(2);
    desktop.tap(KeyCode::Digit9, Key::Character("9".into()));
    desktop.tap(KeyCode::Enter, Key::Enter);
    desktop.frames(3);
    assert_eq!(highlight(&desktop).selected, None);
    let data = desktop
        .app
        .world()
        .resource::<chainrule::training::DataSettings>();
    assert_eq!(data.seed, 9);
}

#[test]
fn a_press_that_is_dragged_to_a_line_does_not_choose_it() {
    let mut desktop = open();
    desktop.move_to(desktop.empty_pixel());
    desktop.press(LEFT);
    move_along_label(&mut desktop);
    move_to_line(&mut desktop);
    desktop.release(LEFT);
    desktop.frame();
    assert_eq!(highlight(&desktop).selected, None);
}
