//! Edits of the points can be taken back and done again.

use bevy::prelude::*;
use chainrule::{
    session::Edits,
    training::{DataSettings, Dataset, Evaluation},
    ui::Request,
    view::PlaneTool,
};

use crate::harness::{Desktop, assert_same_pixel, desktop, desktop_with, three_points};

const LEFT: MouseButton = MouseButton::Left;

fn depths(desktop: &Desktop) -> (usize, usize) {
    desktop.app.world().resource::<Edits>().depths()
}

fn drag(desktop: &mut Desktop, index: usize, steps: &[(f32, f32)]) {
    desktop.move_to(desktop.pixel_of(index));
    desktop.press(LEFT);
    for &(x, y) in steps {
        desktop.move_by(x, y);
    }
    desktop.release(LEFT);
}

fn undo(desktop: &mut Desktop) {
    desktop.ask(Request::Undo);
}

fn redo(desktop: &mut Desktop) {
    desktop.ask(Request::Redo);
}

/// Asks for the points of the next seed.
fn draw(desktop: &mut Desktop) {
    desktop.ask(Request::DrawPoints);
}

fn settings(desktop: &Desktop) -> DataSettings {
    desktop.app.world().resource::<DataSettings>().clone()
}

#[test]
fn one_undo_takes_back_a_whole_drag_exactly() {
    let mut desktop = desktop_with(&three_points());
    drag(&mut desktop, 0, &[(3.0, 1.0), (50.0, -20.0), (7.0, -60.0)]);
    assert_ne!(desktop.points(), three_points());

    undo(&mut desktop);

    assert_eq!(desktop.points(), three_points());
}

#[test]
fn redo_brings_back_what_undo_took() {
    let mut desktop = desktop_with(&three_points());
    drag(&mut desktop, 0, &[(50.0, -20.0)]);
    drag(&mut desktop, 2, &[(-31.0, -44.0)]);
    let edited = desktop.points().to_vec();

    undo(&mut desktop);
    undo(&mut desktop);
    assert_eq!(desktop.points(), three_points());
    redo(&mut desktop);
    redo(&mut desktop);

    assert_eq!(desktop.points(), edited);
}

#[test]
fn every_kind_of_edit_is_taken_back_in_turn() {
    let mut desktop = desktop_with(&three_points());
    let mut states = vec![desktop.points().to_vec()];
    drag(&mut desktop, 1, &[(20.0, 10.0)]);
    states.push(desktop.points().to_vec());
    desktop.click(desktop.pixel_of(0), MouseButton::Right);
    states.push(desktop.points().to_vec());
    desktop.change(|tool: &mut PlaneTool| *tool = PlaneTool::AddClass0);
    desktop.click(desktop.empty_pixel(), LEFT);
    states.push(desktop.points().to_vec());
    desktop.change(|tool: &mut PlaneTool| *tool = PlaneTool::Delete);
    desktop.click(desktop.pixel_of(2), LEFT);
    states.push(desktop.points().to_vec());
    assert!(states.windows(2).all(|pair| pair[0] != pair[1]));
    assert_eq!(depths(&desktop), (4, 0));

    for state in states.iter().rev().skip(1) {
        undo(&mut desktop);
        assert_eq!(desktop.points(), state);
    }
    for state in &states[1..] {
        redo(&mut desktop);
        assert_eq!(desktop.points(), state);
    }
}

#[test]
fn undo_without_an_edit_and_redo_without_an_undo_do_nothing() {
    let mut desktop = desktop_with(&three_points());

    undo(&mut desktop);
    redo(&mut desktop);

    assert_eq!(desktop.points(), three_points());
    assert_eq!(depths(&desktop), (0, 0));
}

#[test]
fn a_press_that_moves_nothing_is_no_edit() {
    let mut desktop = desktop_with(&three_points());
    drag(&mut desktop, 0, &[(50.0, -20.0)]);
    desktop.click(desktop.pixel_of(1), LEFT);
    desktop.click(desktop.pixel_of(2), LEFT);

    undo(&mut desktop);

    assert_eq!(desktop.points(), three_points());
}

#[test]
fn a_press_that_moves_nothing_leaves_what_can_be_done_again() {
    let mut desktop = desktop_with(&three_points());
    drag(&mut desktop, 0, &[(50.0, -20.0)]);
    let edited = desktop.points().to_vec();
    undo(&mut desktop);

    desktop.click(desktop.pixel_of(1), LEFT);
    redo(&mut desktop);

    assert_eq!(desktop.points(), edited);
}

#[test]
fn an_edit_after_an_undo_forgets_what_was_taken_back() {
    let mut desktop = desktop_with(&three_points());
    drag(&mut desktop, 0, &[(50.0, -20.0)]);
    undo(&mut desktop);
    drag(&mut desktop, 1, &[(-15.0, 25.0)]);
    let edited = desktop.points().to_vec();

    redo(&mut desktop);

    assert_eq!(desktop.points(), edited);
    assert_eq!(depths(&desktop), (1, 0));
}

#[test]
fn points_made_by_hand_come_back_after_new_ones_were_drawn() {
    let mut desktop = desktop();
    drag(&mut desktop, 0, &[(9.0, -9.0)]);
    let by_hand = desktop.points().to_vec();

    draw(&mut desktop);
    let drawn = desktop.points().to_vec();
    draw(&mut desktop);
    assert_ne!(drawn, by_hand);
    undo(&mut desktop);
    assert_eq!(desktop.points(), drawn, "every seed is an edit of its own");
    undo(&mut desktop);

    assert_eq!(desktop.points(), by_hand);
    assert_eq!(depths(&desktop), (1, 2));
}

#[test]
fn a_slider_draws_many_times_and_is_taken_back_once() {
    let mut desktop = desktop();
    let before = (settings(&desktop), desktop.points().to_vec());
    let slide = |desktop: &mut Desktop, noises: &[f64]| {
        desktop.move_to(Vec2::new(2.0, 2.0)); // beside the plane
        desktop.press(LEFT);
        for &noise in noises {
            desktop.change(|settings: &mut DataSettings| settings.noise = noise);
            desktop.frame();
        }
        desktop.release(LEFT);
        (settings(desktop), desktop.points().to_vec())
    };
    let first = slide(&mut desktop, &[0.01, 0.02, 0.04]);
    let second = slide(&mut desktop, &[0.06, 0.1]);
    // Another number, without a press: from the keyboard.
    desktop.change(|settings: &mut DataSettings| settings.points = 30);
    desktop.frame();
    assert_eq!(depths(&desktop), (3, 0));

    for expected in [second, first, before] {
        undo(&mut desktop);
        assert_eq!((settings(&desktop), desktop.points().to_vec()), expected);
    }
}

#[test]
fn the_settings_are_those_of_the_points_whatever_is_taken_back() {
    let mut desktop = desktop();
    let mut states = Vec::new();
    let mut remember = |desktop: &Desktop| {
        assert_eq!(settings(desktop).points, desktop.points().len());
        states.push((settings(desktop), desktop.points().to_vec()));
    };
    remember(&desktop);
    draw(&mut desktop);
    remember(&desktop);
    desktop.change(|tool: &mut PlaneTool| *tool = PlaneTool::AddClass0);
    desktop.click(desktop.empty_pixel(), LEFT);
    remember(&desktop);
    draw(&mut desktop);
    remember(&desktop);
    desktop.change(|tool: &mut PlaneTool| *tool = PlaneTool::Delete);
    desktop.click(desktop.pixel_of(2), LEFT);
    remember(&desktop);
    desktop.change(|settings: &mut DataSettings| settings.noise = 0.05);
    desktop.frame();
    remember(&desktop);
    desktop.change(|settings: &mut DataSettings| settings.dataset = Dataset::Circle);
    desktop.frame();
    remember(&desktop);
    let counts: Vec<usize> = states.iter().map(|(settings, _)| settings.points).collect();
    assert_eq!(counts, [50, 50, 51, 51, 50, 50, 50]);
    let last = states.len() - 1;

    for expected in states[..last].iter().rev() {
        undo(&mut desktop);
        desktop.frame(); // nothing is drawn anew
        let now = (settings(&desktop), desktop.points().to_vec());
        assert_eq!(&now, expected);
    }
    for expected in &states[1..] {
        redo(&mut desktop);
        desktop.frame();
        let now = (settings(&desktop), desktop.points().to_vec());
        assert_eq!(&now, expected);
    }
}

#[test]
fn an_undo_in_the_very_frame_of_a_change_keeps_what_was_made_by_hand() {
    let mut desktop = desktop();
    drag(&mut desktop, 0, &[(9.0, -9.0)]);
    let by_hand = desktop.points().to_vec();
    drag(&mut desktop, 1, &[(9.0, -9.0)]);

    desktop.change(|settings: &mut DataSettings| settings.noise = 0.1);
    undo(&mut desktop);
    desktop.frame();

    assert_eq!(desktop.points(), by_hand);
    assert_eq!(settings(&desktop).noise, 0.0);
}

#[test]
fn undo_during_a_drag_takes_the_point_from_the_pointer() {
    let mut desktop = desktop_with(&three_points());
    desktop.move_to(desktop.pixel_of(0));
    desktop.press(LEFT);
    desktop.move_by(50.0, -20.0);

    undo(&mut desktop);
    desktop.move_by(5.0, 5.0);
    desktop.release(LEFT);

    assert_eq!(desktop.points(), three_points());
}

#[test]
fn after_an_undo_pictures_and_outputs_are_those_of_the_earlier_places() {
    let mut desktop = desktop_with(&three_points());
    let result = |desktop: &Desktop| desktop.app.world().resource::<Evaluation>().result(0);
    let before = result(&desktop);
    assert!(before.is_some());
    drag(&mut desktop, 0, &[(150.0, -120.0)]);
    assert_ne!(result(&desktop), before);

    undo(&mut desktop);
    desktop.frames(crate::harness::FRAMES_TO_ARRIVE);

    assert_eq!(result(&desktop), before);
    assert_same_pixel(
        desktop.glyph_pixel(0),
        desktop.plane().to_window(three_points()[0].place()),
    );
}

#[test]
fn a_hundred_edits_can_be_taken_back_and_more_do_no_harm() {
    let mut desktop = desktop_with(&three_points());
    for _ in 0..101 {
        desktop.click(desktop.pixel_of(1), MouseButton::Right);
    }
    assert_eq!(depths(&desktop), (100, 0));

    for _ in 0..101 {
        undo(&mut desktop);
    }

    // The first edit is the one that is too old: its relabelling stays.
    assert!(desktop.points()[1].label);
    assert_eq!(depths(&desktop), (0, 100));
}

#[test]
fn an_edit_that_is_refused_leaves_what_can_be_done_again() {
    let mut desktop = desktop_with(&three_points()[..1]);
    drag(&mut desktop, 0, &[(50.0, -20.0)]);
    let edited = desktop.points().to_vec();
    undo(&mut desktop);

    desktop.change(|tool: &mut PlaneTool| *tool = PlaneTool::Delete);
    desktop.click(desktop.pixel_of(0), LEFT);
    assert_eq!(desktop.points().len(), 1, "the last point stays");
    redo(&mut desktop);

    assert_eq!(desktop.points(), edited);
}
