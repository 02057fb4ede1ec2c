//! A point goes exactly where the pointer takes it, and nothing else happens.

use bevy::{prelude::*, window::WindowResolution};
use chainrule::training::{Evaluation, MovePoint, OutputFields, evaluate_all};

use crate::harness::{
    Desktop, ROOM, WINDOW, assert_same_pixel, assert_same_place, desktop, desktop_in, desktop_with,
    three_points,
};

/// Drags the first point by (20, 10) pixels, taken hold of `off` pixels beside its middle, and asserts that it went exactly
/// as far, without a jump at the press.
#[track_caller]
fn assert_drag_is_exact(desktop: &mut Desktop, off: Vec2) {
    let before = desktop.place(0);
    let others: Vec<_> = desktop.points()[1..].to_vec();
    let plane = desktop.plane();
    let scale = plane.pixels_per_unit();

    desktop.move_to(desktop.pixel_of(0) + off);
    desktop.press(MouseButton::Left);
    assert_eq!(desktop.place(0), before, "the press moved the point");
    desktop.move_by(1.0, 0.0);
    assert_same_place(desktop.place(0), [before[0] + 1.0 / scale, before[1]]);
    desktop.move_by(19.0, 10.0);
    desktop.release(MouseButton::Left);

    let after = [before[0] + 20.0 / scale, before[1] - 10.0 / scale];
    assert_same_place(desktop.place(0), after);
    assert_eq!(desktop.points()[1..], others, "another point moved");
    assert_eq!(desktop.plane(), plane, "the view moved");
}

#[test]
fn a_drag_moves_a_point_by_exactly_as_many_pixels() {
    let mut desktop = desktop_with(&three_points());

    assert_drag_is_exact(&mut desktop, Vec2::ZERO);
}

#[test]
fn a_point_that_is_taken_hold_of_off_its_middle_does_not_jump() {
    for off in [(7.0, -3.0), (-9.0, 8.0), (0.0, 12.0)] {
        let mut desktop = desktop_with(&three_points());

        assert_drag_is_exact(&mut desktop, off.into());
    }
}

#[test]
fn a_drag_is_exact_in_a_window_of_any_size() {
    for (width, height, room) in [
        (900, 560, Rect::new(270.0, 76.0, 884.0, 330.0)),
        (1600, 960, Rect::new(330.5, 82.25, 1578.0, 690.75)),
        (3840, 2160, Rect::new(330.0, 82.0, 3818.0, 1890.0)),
    ] {
        let mut desktop = desktop_in(WindowResolution::new(width, height), room);
        desktop.replace_points(&three_points());

        assert_drag_is_exact(&mut desktop, Vec2::new(4.0, 2.0));
    }
}

#[test]
fn a_drag_is_exact_after_the_window_was_resized() {
    let mut desktop = desktop_with(&three_points());

    desktop.resize(1700.0, 1000.0, Rect::new(300.0, 80.0, 1650.0, 800.0));

    assert_eq!(desktop.plane().window, Vec2::new(1700.0, 1000.0));
    assert_drag_is_exact(&mut desktop, Vec2::new(-3.0, 5.0));
}

#[test]
fn a_drag_is_exact_on_a_display_with_two_pixels_to_a_point() {
    let resolution =
        WindowResolution::new(2 * WINDOW.x, 2 * WINDOW.y).with_scale_factor_override(2.0);
    let mut desktop = desktop_in(resolution, ROOM);
    desktop.replace_points(&three_points());

    assert_eq!(desktop.plane().window, WINDOW.as_vec2());
    assert_drag_is_exact(&mut desktop, Vec2::new(6.0, 6.0));
}

#[test]
fn a_drag_is_exact_at_any_zoom() {
    for notches in [5.0, 12.0, -4.0] {
        let mut desktop = desktop_with(&three_points());
        let before = desktop.plane().pixels_per_unit();
        desktop.move_to(desktop.pixel_of(0) + Vec2::new(17.0, 9.0));

        desktop.scroll(notches);

        assert_ne!(desktop.plane().pixels_per_unit(), before);
        assert_drag_is_exact(&mut desktop, Vec2::new(2.0, -1.0));
    }
}

#[test]
fn a_drag_is_exact_after_the_view_was_moved() {
    let mut desktop = desktop_with(&three_points());
    desktop.move_to(desktop.empty_pixel());
    desktop.press(MouseButton::Middle);
    desktop.move_by(37.0, -51.0);
    desktop.release(MouseButton::Middle);

    assert_drag_is_exact(&mut desktop, Vec2::new(1.0, 1.0));
}

#[test]
fn the_glyph_of_a_dragged_point_is_at_the_pointer_in_the_same_frame() {
    let mut desktop = desktop_with(&three_points());
    let off = Vec2::new(5.0, -4.0);
    desktop.move_to(desktop.pixel_of(1) + off);
    let grip = desktop.plane().to_window(desktop.place(1)) - desktop.cursor();
    desktop.press(MouseButton::Left);

    for (x, y) in [(3.0, 1.0), (90.0, 40.0), (-200.0, 13.0), (0.5, 0.25)] {
        desktop.move_by(x, y);

        let expected = desktop.cursor() + grip;
        assert_same_pixel(desktop.glyph_pixel(1), expected);
        let ring = desktop.only("pointer ring");
        let ring = desktop.get::<Transform>(ring).translation.truncate();
        assert_same_pixel(ring, desktop.plane().window_to_world(expected));
    }
}

#[test]
fn moves_within_one_frame_end_where_the_last_of_them_ended() {
    let mut desktop = desktop_with(&three_points());
    let before = desktop.place(2);
    desktop.move_to(desktop.pixel_of(2));
    desktop.press(MouseButton::Left);
    let scale = desktop.plane().pixels_per_unit();

    desktop.queue_move_by(-90.0, 120.0);
    desktop.queue_move_by(30.0, -60.0);
    desktop.move_by(10.0, 5.0);

    let after = [before[0] - 50.0 / scale, before[1] - 65.0 / scale];
    assert_same_place(desktop.place(2), after);
}

#[test]
fn a_point_that_is_dragged_far_outside_stays_at_the_border() {
    let mut desktop = desktop_with(&three_points());
    let plane = desktop.plane();
    let (min, max) = (plane.visible.min, plane.visible.max);
    desktop.move_to(desktop.pixel_of(1));
    desktop.press(MouseButton::Left);

    for (outside, border) in [
        (Vec2::new(5000.0, -3000.0), [max[0], max[1]]),
        (Vec2::new(-4000.0, 9000.0), [min[0], min[1]]),
        (Vec2::new(-4000.0, -1.0), [min[0], max[1]]),
    ] {
        desktop.move_to(outside);

        assert_eq!(desktop.place(1), border);
        assert_same_pixel(desktop.glyph_pixel(1), plane.to_window(border));
        let glyph = desktop.point_glyphs()[1];
        assert!(desktop.is_shown(glyph), "the point is out of sight");
    }
}

#[test]
fn a_point_that_comes_back_from_outside_is_at_the_pointer_again() {
    let mut desktop = desktop_with(&three_points());
    let before = desktop.place(1);
    desktop.move_to(desktop.pixel_of(1) + Vec2::new(3.0, 3.0));
    desktop.press(MouseButton::Left);
    let pressed_at = desktop.cursor();

    desktop.move_to(Vec2::new(-700.0, 5000.0));
    desktop.move_to(pressed_at);

    assert_same_place(desktop.place(1), before);
}

#[test]
fn a_release_outside_lets_the_point_go() {
    for outside in [Vec2::new(100.0, 300.0), Vec2::new(5000.0, -3000.0)] {
        let mut desktop = desktop_with(&three_points());
        desktop.move_to(desktop.pixel_of(1));
        desktop.press(MouseButton::Left);
        desktop.move_to(outside);
        assert_eq!(desktop.pointer().dragged, Some(1));

        desktop.release(MouseButton::Left);
        let left_at = desktop.place(1);
        desktop.move_to(desktop.empty_pixel());
        desktop.move_by(8.0, 8.0);

        assert_eq!(desktop.pointer().dragged, None);
        assert_eq!(desktop.place(1), left_at);
    }
}

#[test]
fn a_released_point_does_not_follow_the_pointer() {
    let mut desktop = desktop_with(&three_points());
    desktop.move_to(desktop.pixel_of(0));
    desktop.press(MouseButton::Left);
    desktop.move_by(20.0, 10.0);
    desktop.release(MouseButton::Left);
    let left_at = desktop.place(0);

    desktop.move_by(20.0, 10.0);

    assert_eq!(desktop.place(0), left_at);
}

#[test]
fn a_press_beside_every_point_moves_nothing() {
    let mut desktop = desktop_with(&three_points());
    let (points, plane) = (desktop.points().to_vec(), desktop.plane());
    desktop.move_to(desktop.empty_pixel());

    desktop.press(MouseButton::Left);
    assert_eq!(desktop.pointer().dragged, None);
    desktop.move_to(desktop.pixel_of(0));
    desktop.move_by(20.0, 10.0);
    desktop.release(MouseButton::Left);

    assert_eq!(desktop.points(), points);
    assert_eq!(desktop.plane(), plane);
}

#[test]
fn of_two_points_within_reach_the_nearer_is_taken() {
    let mut desktop = desktop_with(&three_points());
    let scale = desktop.plane().pixels_per_unit();
    let [x1, x2] = desktop.place(0);
    desktop.trigger(MovePoint {
        index: 1,
        to: [x1 + 12.0 / scale, x2],
    });
    desktop.frame();

    desktop.move_to(desktop.plane().to_window([x1 + 4.0 / scale, x2]));
    desktop.press(MouseButton::Left);
    assert_eq!(desktop.pointer().dragged, Some(0));
    desktop.release(MouseButton::Left);
    desktop.move_to(desktop.plane().to_window([x1 + 8.0 / scale, x2]));
    desktop.press(MouseButton::Left);
    assert_eq!(desktop.pointer().dragged, Some(1));
}

#[test]
fn while_paused_a_drag_brings_the_points_output_up_to_date_and_leaves_the_network_alone() {
    let mut desktop = desktop();
    desktop.frame();
    let parameters = desktop.parameters();
    let fields = |desktop: &Desktop| desktop.app.world().resource::<OutputFields>().completed();
    let completed = fields(&desktop);
    let result = |desktop: &Desktop| desktop.app.world().resource::<Evaluation>().result(5);
    let before = result(&desktop);
    desktop.move_to(desktop.pixel_of(5));
    desktop.press(MouseButton::Left);

    desktop.move_to(desktop.empty_pixel());

    assert_eq!(desktop.pointer().dragged, Some(5));
    let shown = result(&desktop);
    assert_ne!(shown, before);
    assert!(desktop.app.world().resource::<Evaluation>().is_up_to_date());
    evaluate_all(desktop.app.world_mut()).unwrap();
    assert_eq!(
        shown,
        result(&desktop),
        "the shown output is not that of the place"
    );
    assert_eq!(desktop.parameters(), parameters);
    assert_eq!(desktop.epochs(), 0);
    assert_eq!(
        fields(&desktop),
        completed,
        "the field does not depend on the points"
    );
}

#[test]
fn while_playing_training_goes_on_during_a_drag() {
    let mut desktop = desktop();
    desktop.play();
    desktop.move_to(desktop.pixel_of(3));
    desktop.press(MouseButton::Left);
    let (epochs, parameters) = (desktop.epochs(), desktop.parameters());
    let before = desktop.place(3);
    let scale = desktop.plane().pixels_per_unit();
    let towards_middle = if before[0] > 0.5 { -1.0 } else { 1.0 };

    for _ in 0..10 {
        desktop.move_by(2.0 * towards_middle, 0.0);
    }

    assert_eq!(desktop.epochs(), epochs + 10);
    assert_ne!(desktop.parameters(), parameters);
    let after = [
        before[0] + f64::from(20.0 * towards_middle) / scale,
        before[1],
    ];
    assert_same_place(desktop.place(3), after);
    assert_same_pixel(desktop.glyph_pixel(3), desktop.plane().to_window(after));
}

#[test]
fn training_learns_from_where_the_point_was_dragged_to() {
    let train = |drag: bool| {
        let mut desktop = desktop_with(&three_points());
        desktop.move_to(desktop.pixel_of(0));
        desktop.press(MouseButton::Left);
        if drag {
            desktop.move_by(200.0, -100.0);
        }
        desktop.play();
        desktop.frames(3);
        desktop.parameters()
    };

    assert_ne!(train(true), train(false));
}
