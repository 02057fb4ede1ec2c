//! What else the pointer does in the plane: hover, pan, zoom, relabel, add, delete.

use bevy::prelude::*;
use chainrule::{
    training::{MAX_POINTS, ReplacePoints, ShownPoint},
    view::{FitPlane, PlaneTool},
};

use crate::harness::{
    Desktop, assert_same_extent, assert_same_place, desktop_with, point, three_points,
};

const LEFT: MouseButton = MouseButton::Left;
const RIGHT: MouseButton = MouseButton::Right;
const MIDDLE: MouseButton = MouseButton::Middle;

/// How far a place may wander while one zooms at it: window positions are kept to some 1e-5 of a pixel.
const PLACE_TOLERANCE: f64 = 1e-6;

#[track_caller]
fn assert_near(left: [f64; 2], right: [f64; 2]) {
    let distance = (left[0] - right[0]).hypot(left[1] - right[1]);
    assert!(
        distance < PLACE_TOLERANCE,
        "{left:?} and {right:?} are {distance:e} apart"
    );
}

fn with_tool(tool: PlaneTool) -> Desktop {
    let mut desktop = desktop_with(&three_points());
    desktop.change(|chosen: &mut PlaneTool| *chosen = tool);
    desktop
}

#[test]
fn the_point_under_the_pointer_is_known_and_forgotten_when_the_pointer_leaves() {
    let mut desktop = desktop_with(&three_points());

    desktop.move_to(desktop.pixel_of(2) + Vec2::new(6.0, 6.0));
    assert_eq!(desktop.pointer().hovered, Some(2));
    let ring = desktop.only("pointer ring");
    assert!(desktop.is_shown(ring));
    desktop.move_to(desktop.empty_pixel());
    assert_eq!(desktop.pointer().hovered, None);
    assert!(!desktop.is_shown(ring));
    desktop.move_to(desktop.pixel_of(0));
    assert_eq!(desktop.pointer().hovered, Some(0));
    desktop.move_to(Vec2::new(20.0, 20.0));

    assert_eq!(desktop.pointer().hovered, None);
    assert_eq!(desktop.pointer().place, None);
    assert!(!desktop.is_shown(ring));
}

#[test]
fn the_place_under_the_pointer_is_known() {
    let mut desktop = desktop_with(&three_points());

    desktop.move_to(Vec2::new(640.0, 333.0));

    let expected = desktop.plane().to_place(Vec2::new(640.0, 333.0));
    assert_eq!(desktop.pointer().place, Some(expected));
}

#[test]
fn a_point_that_is_taken_hold_of_is_the_one_whose_pass_is_on_show() {
    let mut desktop = desktop_with(&three_points());

    desktop.click(desktop.pixel_of(2), LEFT);

    assert_eq!(*desktop.app.world().resource::<ShownPoint>(), ShownPoint(2));
}

#[test]
fn a_right_drag_and_a_middle_drag_take_the_view_with_the_pointer() {
    for button in [RIGHT, MIDDLE] {
        let mut desktop = desktop_with(&three_points());
        let before = desktop.plane();
        desktop.move_to(desktop.empty_pixel());
        let taken = before.to_place(desktop.cursor());

        desktop.press(button);
        desktop.move_by(3.0, 2.0);
        desktop.move_by(40.0, -32.0);
        desktop.release(button);

        let after = desktop.plane();
        assert_ne!(after.visible, before.visible);
        assert_same_place(after.visible.size(), before.visible.size());
        assert_same_place(after.to_place(desktop.cursor()), taken);
        assert_eq!(desktop.points(), three_points());
    }
}

#[test]
fn a_right_click_gives_a_point_the_other_class() {
    let mut desktop = desktop_with(&three_points());
    let places: Vec<_> = (0..3).map(|index| desktop.place(index)).collect();

    desktop.click(desktop.pixel_of(1), RIGHT);
    desktop.frame();

    let labels: Vec<bool> = desktop.points().iter().map(|point| point.label).collect();
    assert_eq!(labels, [true, true, true]);
    assert_eq!(
        (0..3).map(|index| desktop.place(index)).collect::<Vec<_>>(),
        places
    );
    let glyphs = desktop.point_glyphs();
    assert_eq!(
        desktop.get::<Mesh2d>(glyphs[1]),
        desktop.get::<Mesh2d>(glyphs[0])
    );
    desktop.click(desktop.pixel_of(1), RIGHT);
    assert!(!desktop.points()[1].label);
}

#[test]
fn a_right_click_of_a_trembling_hand_is_still_a_click() {
    let mut desktop = desktop_with(&three_points());
    desktop.move_to(desktop.pixel_of(1));

    desktop.press(RIGHT);
    desktop.move_by(1.0, 1.0);
    desktop.release(RIGHT);

    assert!(desktop.points()[1].label);
}

#[test]
fn a_right_drag_that_begins_and_ends_on_a_point_does_not_relabel_it() {
    let mut desktop = desktop_with(&three_points());
    desktop.move_to(desktop.pixel_of(1));

    desktop.press(RIGHT);
    desktop.move_by(60.0, 30.0);
    desktop.release(RIGHT);

    assert_eq!(desktop.points(), three_points());
    let way = desktop.pixel_of(1) - desktop.cursor();
    assert!(way.length() < 1.0, "the point did not come along");
}

#[test]
fn a_right_click_beside_every_point_does_nothing() {
    let mut desktop = desktop_with(&three_points());
    let plane = desktop.plane();

    desktop.click(desktop.empty_pixel(), RIGHT);

    assert_eq!(desktop.points(), three_points());
    assert_eq!(desktop.plane(), plane);
}

#[test]
fn the_wheel_zooms_at_the_pointer() {
    for notches in [3.0, -2.0] {
        let mut desktop = desktop_with(&three_points());
        desktop.move_to(Vec2::new(437.0, 551.0));
        let before = desktop.plane();

        desktop.scroll(notches);

        let after = desktop.plane();
        assert_near(
            after.to_place(desktop.cursor()),
            before.to_place(desktop.cursor()),
        );
        let is_nearer = after.pixels_per_unit() > before.pixels_per_unit();
        assert_eq!(is_nearer, notches > 0.0);
    }
}

#[test]
fn wheel_notches_forth_and_back_show_the_same_again() {
    let mut desktop = desktop_with(&three_points());
    let before = desktop.plane();
    desktop.move_to(Vec2::new(437.0, 551.0));

    for notches in [1.0, 1.0, 1.0, -1.0, -1.0, -1.0] {
        desktop.scroll(notches);
    }

    assert_near(desktop.plane().visible.min, before.visible.min);
    assert_near(desktop.plane().visible.max, before.visible.max);
}

#[test]
fn zooming_ends_somewhere_in_both_directions() {
    let mut desktop = desktop_with(&three_points());
    desktop.move_to(Vec2::new(437.0, 551.0));
    let fitted = desktop.plane().pixels_per_unit();

    for notches in [1000.0, -1000.0] {
        desktop.scroll(notches);
        let at_the_end = desktop.plane();
        desktop.scroll(notches);

        assert!(at_the_end.visible.is_finite());
        let ratio = at_the_end.pixels_per_unit() / fitted;
        assert!((0.1..=100.0).contains(&ratio), "{ratio} times as large");
        assert_near(desktop.plane().visible.min, at_the_end.visible.min);
    }
}

#[test]
fn the_wheel_beside_the_plane_does_not_zoom() {
    let mut desktop = desktop_with(&three_points());
    let before = desktop.plane();
    desktop.move_to(Vec2::new(100.0, 300.0));

    desktop.scroll(3.0);

    assert_eq!(desktop.plane(), before);
}

#[test]
fn a_double_click_on_the_empty_plane_shows_all_of_the_data() {
    let mut desktop = desktop_with(&three_points());
    let fitted = desktop.plane();
    desktop.move_to(Vec2::new(437.0, 551.0));
    desktop.scroll(-3.0);
    let zoomed = desktop.plane();
    let empty = desktop.empty_pixel();

    desktop.click(empty, LEFT);
    desktop.frame();
    assert_eq!(desktop.plane(), zoomed, "one click is not two");
    desktop.click(empty, LEFT);
    desktop.frame();

    assert_same_extent(desktop.plane().visible, fitted.visible);
}

#[test]
fn fit_shows_all_of_the_data_after_zooming_and_moving() {
    let mut desktop = desktop_with(&three_points());
    let fitted = desktop.plane();
    desktop.move_to(desktop.empty_pixel());
    desktop.scroll(8.0);
    desktop.press(MIDDLE);
    desktop.move_by(200.0, 90.0);
    desktop.release(MIDDLE);
    assert_ne!(desktop.plane(), fitted);

    desktop.trigger(FitPlane);
    desktop.frame();

    assert_eq!(desktop.plane(), fitted);
}

#[test]
fn the_adding_tools_put_a_point_of_their_class_at_the_pointer() {
    for (tool, label) in [(PlaneTool::AddClass1, true), (PlaneTool::AddClass0, false)] {
        let mut desktop = with_tool(tool);
        let at = desktop.empty_pixel();

        desktop.click(at, LEFT);
        desktop.frame();

        assert_eq!(desktop.points()[..3], three_points());
        let [x1, x2] = desktop.plane().to_place(at);
        assert_eq!(desktop.points()[3..], [point(x1, x2, label)]);
        assert_eq!(desktop.point_glyphs().len(), 4);
    }
}

#[test]
fn a_drag_with_an_adding_tool_adds_one_point_and_moves_none() {
    let mut desktop = with_tool(PlaneTool::AddClass1);
    desktop.move_to(desktop.pixel_of(0));

    desktop.press(LEFT);
    desktop.move_by(60.0, 40.0);
    desktop.release(LEFT);

    assert_eq!(desktop.points().len(), 4);
    assert_eq!(desktop.points()[..3], three_points());
}

#[test]
fn there_are_never_more_points_than_a_file_may_have() {
    let mut desktop = with_tool(PlaneTool::AddClass0);
    let many = vec![point(0.1, 0.1, true); MAX_POINTS];
    desktop.trigger(ReplacePoints(chainrule::training::Points(many)));
    desktop.frame();

    desktop.click(desktop.empty_pixel(), LEFT);

    assert_eq!(desktop.points().len(), MAX_POINTS);
}

#[test]
fn the_deleting_tool_deletes_the_point_at_the_pointer_and_no_other() {
    let mut desktop = with_tool(PlaneTool::Delete);
    let [first, _, last] = three_points();

    desktop.click(desktop.empty_pixel(), LEFT);
    assert_eq!(desktop.points(), three_points());
    desktop.click(desktop.pixel_of(1), LEFT);
    desktop.frame();

    assert_eq!(desktop.points(), [first, last]);
    assert_eq!(desktop.point_glyphs().len(), 2);
    assert_eq!(desktop.pointer().dragged, None);
}

#[test]
fn the_last_point_cannot_be_deleted() {
    let mut desktop = desktop_with(&three_points()[..1]);
    desktop.change(|tool: &mut PlaneTool| *tool = PlaneTool::Delete);

    desktop.click(desktop.pixel_of(0), LEFT);

    assert_eq!(desktop.points(), &three_points()[..1]);
}

#[test]
fn points_that_go_away_under_the_pointer_are_forgotten() {
    let mut desktop = desktop_with(&three_points());
    desktop.move_to(desktop.pixel_of(2));
    desktop.press(LEFT);
    assert_eq!(desktop.pointer().dragged, Some(2));

    desktop.replace_points(&three_points()[..1]);
    desktop.move_by(10.0, 10.0);

    assert_eq!(desktop.pointer().dragged, None);
    assert_eq!(desktop.points(), &three_points()[..1]);
}

#[test]
fn new_points_are_not_dragged_by_a_press_on_an_old_one() {
    let mut desktop = desktop_with(&three_points());
    desktop.move_to(desktop.pixel_of(0));
    desktop.press(LEFT);
    let others = [point(0.6, 0.6, false), point(0.7, 0.2, true)];

    desktop.replace_points(&others);
    desktop.move_by(30.0, -30.0);
    desktop.release(LEFT);

    assert_eq!(desktop.points(), others);
}
