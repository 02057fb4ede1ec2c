//! The pages of the inspector, with real clicks and keys through the whole program.

use bevy::{input::keyboard::Key, prelude::*, window::WindowResolution};
use chainrule::{
    autodiff::BackwardOrder,
    training::{FreezeParameter, Stepping, TogglePlayback},
    view::graph::{Highlight, Lit, StageGesture},
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
