//! The pages of the inspector, with real clicks and keys through the whole program.

use bevy::{input::keyboard::Key, prelude::*, window::WindowResolution};
use chainrule::{
    autodiff::BackwardOrder,
    training::{
        FreezeParameter, Model, NetworkSettings, SeekTrace, ShownGraph, ShownTrace, StepUnit,
        Stepping, TogglePlayback,
    },
    ui::Request,
    view::graph::{BoxKey, Detail, GraphRoom, GraphStage, Highlight, Lit, StageGesture},
};

use crate::harness::{Desktop, FRAMES_TO_ARRIVE, program};

/// The program, paused, with the table of parameters.
fn with_table() -> Desktop {
    let mut desktop = program(WindowResolution::new(1_600, 960));
    desktop.trigger(TogglePlayback);
    desktop.frames(FRAMES_TO_ARRIVE);
    desktop.click_text("Parameters");
    desktop.frames(3);
    desktop
}

/// The middle of the value of the parameter in this row.
fn value_at(desktop: &Desktop, brief: &str) -> Vec2 {
    let name = desktop.text(brief, 0);
    Vec2::new(name.max.x + 55.0, name.center().y).round()
}

fn write(desktop: &mut Desktop, text: &str) {
    for letter in text.chars() {
        let key = Key::Character(letter.to_string().into());
        desktop.tap(KeyCode::KeyA, key); // the letter is what counts
    }
    desktop.tap(KeyCode::Enter, Key::Enter);
    desktop.frames(3);
}

#[test]
fn looking_at_a_value_in_its_field_leaves_it_as_it_is_to_the_last_digit() {
    let mut desktop = with_table();
    let before = desktop.parameters();
    for brief in ["1.w_0_0", "1.b_1", "2.w_1_0"] {
        desktop.click(value_at(&desktop, brief), MouseButton::Left);
        desktop.frames(3);
    }
    desktop.click(Vec2::new(300.0, 20.0), MouseButton::Left);
    desktop.frames(3);
    let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&desktop.parameters()), bits(&before));
}

#[test]
fn a_value_is_typed_while_training_plays() {
    let mut desktop = with_table();
    let (index, is_frozen) = (8, true);
    desktop.trigger(FreezeParameter { index, is_frozen });
    desktop.trigger(TogglePlayback);
    desktop.frames(30);
    let at = value_at(&desktop, "2.b_0");
    desktop.click(at, MouseButton::Left);
    desktop.frames(20); // longer than the table waits between two readings
    write(&mut desktop, "0.625");
    assert_eq!(desktop.parameters()[8], 0.625);

    // One that training moves meanwhile: it had the value at least for a frame, and began to move from there.
    desktop.trigger(TogglePlayback);
    desktop.frames(3);
    let at = value_at(&desktop, "2.w_0_0");
    desktop.trigger(TogglePlayback);
    desktop.frames(3);
    desktop.click(at, MouseButton::Left);
    desktop.frames(20);
    write(&mut desktop, "5");
    let moved = desktop.parameters()[6];
    assert!((moved - 5.0).abs() < 1.0, "{moved}");
}

#[test]
fn a_row_under_the_pointer_is_lit_in_the_graph_wherever_the_pointer_is_in_it() {
    let mut desktop = with_table();
    let row = desktop.text("1.w_1_1", 0);
    let parameter = desktop.node("layer1.weight_1_1");
    for x in [
        row.min.x - 12.0,
        row.center().x,
        row.max.x + 55.0,
        row.max.x + 170.0,
    ] {
        desktop.move_to(Vec2::new(x, row.center().y).round());
        desktop.frames(2);
        let highlight = desktop.app.world().resource::<Highlight>();
        assert_eq!(highlight.lit(), Some(Lit::Node(parameter)), "at {x}");
    }
}

#[test]
fn another_order_is_chosen_by_its_name_and_plays_node_by_node() {
    let mut desktop = with_table();
    desktop.click_text("node");
    desktop.frames(3);
    desktop.click_text("Order");
    desktop.frames(3);
    desktop.click_text("what has accumulated so far");
    desktop.frames(3);
    let stepping = desktop.app.world().resource::<Stepping>();
    assert_eq!(stepping.order, BackwardOrder::AccumulatedSoFar);
}

#[test]
fn the_page_of_a_leaf_says_its_value_to_the_last_digit_and_checks_it() {
    let mut desktop = with_table();
    let bias = desktop.node("layer2.bias_0");
    desktop.trigger(StageGesture::Select(Some(bias)));
    desktop.click_text("Node");
    desktop.frames(3);
    let value = format!("{:?}", desktop.parameters()[8]).replace('-', "−");
    desktop.text(&value, 0);
    desktop.text("CENTRAL DIFFERENCE", 0);
    assert!(
        desktop
            .texts()
            .iter()
            .any(|(text, _)| text.starts_with("central difference"))
    );
}

/// A network whose table does not fit onto its page, node by node on stage.
fn with_long_table() -> Desktop {
    let mut desktop = with_table();
    desktop.change(|settings: &mut NetworkSettings| settings.shape.hidden = vec![10, 10]);
    desktop.frames(3);
    desktop.trigger(StageGesture::ShowLayer {
        layer: 2,
        detail: Detail::Nodes,
    });
    desktop.frames(FRAMES_TO_ARRIVE);
    desktop
}

fn says(desktop: &Desktop, wanted: &str) -> bool {
    desktop.texts().iter().any(|(text, _)| text == wanted)
}

#[test]
fn a_node_under_the_pointer_lights_its_row_and_those_of_its_inputs_and_brings_them_into_view() {
    let mut desktop = with_long_table();
    assert!(!says(&desktop, "3.w_9_0"));
    let (weight, product) = (
        desktop.node("layer3.weight_9_0"),
        desktop.node("layer3.product_9_0"),
    );
    for pointed in [weight, product] {
        let stage = desktop.app.world().resource::<GraphStage>();
        let index = stage.diagram().find(BoxKey::Node(pointed)).expect("a box");
        let room = desktop.app.world().resource::<GraphRoom>().0;
        let at = stage.camera.to_window(stage.centre(index), room).round();
        desktop.move_to(at);
        desktop.frames(40); // it scrolls there
        let highlight = desktop.app.world().resource::<Highlight>();
        let shown = desktop.app.world().resource::<ShownGraph>();
        let lights = |node| highlight.lights(shown, shown.graph.place(node).expect("on stage"));
        assert!(lights(weight));
        assert!(!lights(desktop.node("layer3.weight_8_0")));
        assert!(says(&desktop, "3.w_9_0"));
        // Back to the top of the table.
        desktop.move_to(value_at(&desktop, "3.w_9_0"));
        for _ in 0..80 {
            desktop.scroll(5.0);
        }
        desktop.frames(20);
        desktop.move_to(Vec2::new(300.0, 20.0));
        desktop.frames(3);
        assert!(!says(&desktop, "3.w_9_0"));
    }
}

#[test]
fn a_value_that_is_being_typed_stays_with_its_parameter_when_the_table_is_scrolled() {
    let mut desktop = with_long_table();
    let before = desktop.parameters();
    desktop.click(value_at(&desktop, "1.w_0_3"), MouseButton::Left);
    desktop.frames(3);
    desktop.move_to(value_at(&desktop, "1.w_0_6"));
    desktop.scroll(-1.0);
    desktop.frames(20);
    write(&mut desktop, "0.625");
    let mut expected = before;
    let names = &desktop.app.world().resource::<Model>().parameter_names;
    let typed = names.iter().position(|name| name == "layer1.weight_0_3");
    expected[typed.expect("a parameter")] = 0.625;
    assert_eq!(desktop.parameters(), expected);
}

#[test]
fn a_value_is_typed_while_training_plays_and_ends_with_a_click_elsewhere() {
    let mut desktop = with_table();
    let at = value_at(&desktop, "2.w_0_0");
    desktop.trigger(TogglePlayback);
    desktop.frames(30);
    desktop.click(at, MouseButton::Left);
    desktop.frames(20);
    desktop.tap(KeyCode::KeyA, Key::Character("7".into()));
    desktop.click(Vec2::new(300.0, 20.0), MouseButton::Left);
    desktop.frames(2);
    let value = desktop.parameters()[6];
    assert!((value - 7.0).abs() < 1.0, "{value}");
}

#[test]
fn settings_stay_open_in_a_small_window_when_the_network_is_built_anew() {
    let mut desktop = program(WindowResolution::new(1_100, 700));
    desktop.trigger(TogglePlayback);
    desktop.frames(FRAMES_TO_ARRIVE);
    let bias = desktop.node("layer1.bias_0");
    desktop.trigger(StageGesture::Select(Some(bias)));
    desktop.frames(3);
    assert!(says(&desktop, "CENTRAL DIFFERENCE") && !says(&desktop, "Data seed"));
    desktop.click_text("Settings");
    desktop.frames(3);
    desktop.change(|settings: &mut NetworkSettings| settings.init_seed += 1);
    desktop.frames(3);
    assert!(says(&desktop, "Data seed"));
}

#[test]
fn what_a_node_sends_is_told_once_backward_has_been_there() {
    let mut desktop = with_table();
    desktop.ask(Request::StepBy(StepUnit::Node));
    let sum = desktop.node("layer1.sum_1_0");
    desktop.trigger(StageGesture::Select(Some(sum)));
    desktop.click_text("Node");
    let sends = |desktop: &Desktop| {
        let texts = desktop.texts().iter();
        texts
            .filter(|(text, _)| text.contains(" × ") && text.ends_with('='))
            .count()
    };
    desktop.ask(Request::Seek(SeekTrace::Start));
    desktop.frames(3);
    assert_eq!(sends(&desktop), 0);
    desktop.ask(Request::Seek(SeekTrace::End));
    desktop.frames(3);
    assert_eq!(sends(&desktop), 2);
}

#[test]
fn while_no_node_is_chosen_the_page_shows_the_one_at_work() {
    let mut desktop = with_table();
    desktop.ask(Request::StepBy(StepUnit::Node));
    desktop.click_text("Node");
    desktop.ask(Request::Seek(SeekTrace::Start));
    desktop.ask(Request::Seek(SeekTrace::NextNode));
    desktop.frames(3);
    let trace = desktop.app.world().resource::<ShownTrace>().trace();
    let node = trace
        .and_then(|trace| trace.latest()?.node())
        .expect("a step");
    let name = desktop.app.world().resource::<ShownGraph>().names[node].clone();
    assert!(says(&desktop, &name));
}

#[test]
fn leaves_that_nobody_zeroes_are_said_to_hold_several_passes_wherever_they_are_shown() {
    let mut desktop = with_table();
    desktop.ask(Request::ForgetToZero(true));
    desktop.frames(2);
    desktop.ask(Request::PassAgain);
    let bias = desktop.node("layer2.bias_0");
    desktop.trigger(StageGesture::Select(Some(bias)));
    desktop.click_text("Node");
    desktop.frames(3);
    let tells = |desktop: &Desktop, what: &str| {
        let texts = desktop.texts().iter();
        texts.filter(|(text, _)| text.contains(what)).count()
    };
    assert_eq!(tells(&desktop, "the sum of 2 passes"), 2);
    desktop.ask(Request::ZeroDerivatives);
    desktop.frames(3);
    assert_eq!(tells(&desktop, "the sum of"), 0);
}

#[test]
fn the_list_of_keys_can_be_read_to_its_end_in_a_small_window() {
    let mut desktop = program(WindowResolution::new(1_100, 700));
    desktop.ask(Request::ToggleHelp);
    desktop.frames(5);
    let title = desktop.text("Keys and mouse", 0);
    assert!(title.min.y > 0.0);
    assert!(!says(&desktop, "drag a number"));
    desktop.move_to(Vec2::new(550.0, 350.0));
    for _ in 0..40 {
        desktop.scroll(-5.0);
    }
    desktop.frames(20);
    assert!(says(&desktop, "drag a number"));
}
