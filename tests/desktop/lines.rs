//! Each unit of the first layer has its line, where it is zero.

use bevy::prelude::*;
use chainrule::{
    training::{NonFinite, ResetTraining, TogglePlayback},
    view::{LineLabels, ShowSettings},
};

use crate::harness::{
    Desktop, FRAMES_TO_ARRIVE, PIXEL_TOLERANCE, assert_same_pixel, desktop, desktop_with,
    three_points,
};

fn parts(desktop: &mut Desktop, kind: &str) -> Vec<Entity> {
    desktop
        .named("separating line ")
        .into_iter()
        .filter(|&part| desktop.get::<Name>(part).ends_with(kind))
        .collect()
}

/// Both ends of a unit's line in the window, the upper one first.
fn ends(desktop: &mut Desktop, unit: usize) -> [Vec2; 2] {
    let line = desktop.only(&format!("separating line {unit}, Line"));
    assert!(desktop.is_shown(line), "the line of unit {unit} is hidden");
    let transform = *desktop.get::<Transform>(line);
    let window = desktop.plane().window;
    let mut ends = [-0.5, 0.5].map(|x| {
        let end = transform.transform_point(Vec3::new(x, 0.0, 0.0));
        Vec2::new(end.x + 0.5 * window.x, 0.5 * window.y - end.y)
    });
    ends.sort_by(|a, b| a.y.total_cmp(&b.y));
    ends
}

#[test]
fn every_unit_of_the_first_layer_has_the_parts_of_its_line() {
    let mut desktop = desktop();

    for units in [2, 5, 1, 12] {
        desktop.build_hidden_layer(units);

        for kind in ["Line", "Edge", "Shaft", "Head"] {
            let names: Vec<String> = (0..units)
                .map(|unit| format!("separating line {unit}, {kind}"))
                .collect();
            for name in &names {
                desktop.only(name);
            }
            assert_eq!(parts(&mut desktop, kind).len(), units);
        }
    }
}

#[test]
fn lines_are_vertical_where_the_second_weight_is_zero() {
    let mut desktop = desktop();
    desktop.set_first_unit(0, [1.0, 0.0], -0.8);
    desktop.set_first_unit(1, [-1.0, 0.0], 0.25);

    desktop.frames(FRAMES_TO_ARRIVE);

    let plane = desktop.plane();
    for (unit, x1) in [(0, 0.8), (1, 0.25)] {
        let [upper, lower] = ends(&mut desktop, unit);
        assert_same_pixel(upper, plane.to_window([x1, plane.visible.max[1]]));
        assert_same_pixel(lower, plane.to_window([x1, plane.visible.min[1]]));
    }
}

#[test]
fn lines_are_horizontal_where_the_first_weight_is_zero() {
    let mut desktop = desktop();
    desktop.set_first_unit(0, [0.0, 2.0], -1.0);

    desktop.frames(FRAMES_TO_ARRIVE);

    let plane = desktop.plane();
    let ends = ends(&mut desktop, 0);
    for end in ends {
        assert!((end.y - plane.to_window([0.0, 0.5]).y).abs() < PIXEL_TOLERANCE);
    }
    let length = (ends[1].x - ends[0].x).abs();
    assert!((length - plane.rect.width()).abs() < PIXEL_TOLERANCE);
}

#[test]
fn the_arrow_stands_in_the_lines_middle_and_points_to_where_the_unit_is_positive() {
    let mut desktop = desktop();
    for (weights, bias) in [([1.0, 0.0], -0.8), ([-1.0, 0.0], 0.25), ([0.6, -0.9], 0.2)] {
        desktop.set_first_unit(0, weights, bias);
        desktop.frames(FRAMES_TO_ARRIVE);
        let [upper, lower] = ends(&mut desktop, 0);
        let head = desktop.only("separating line 0, Head");
        let tip = desktop.get::<Transform>(head).transform_point(Vec3::X);
        let window = desktop.plane().window;
        let tip = Vec2::new(tip.x + 0.5 * window.x, 0.5 * window.y - tip.y);

        let arrow = tip - 0.5 * (upper + lower);
        assert!(
            arrow.dot(lower - upper).abs() < arrow.length() * (lower - upper).length() * 1e-4,
            "the arrow is not upright on its line"
        );
        let [x1, x2] = desktop.plane().to_place(tip);
        assert!(weights[0] * x1 + weights[1] * x2 + bias > 0.0);
    }
}

#[test]
fn a_unit_whose_weights_are_zero_has_no_line() {
    let mut desktop = desktop();
    desktop.set_first_unit(0, [0.0, 0.0], 0.5);
    desktop.set_first_unit(1, [1.0, 0.0], -0.5);

    desktop.frames(FRAMES_TO_ARRIVE);

    for part in desktop.named("separating line 0, ") {
        assert!(
            !desktop.is_shown(part),
            "{} is shown",
            desktop.get::<Name>(part)
        );
    }
    for part in desktop.named("separating line 1, ") {
        assert!(
            desktop.is_shown(part),
            "{} is hidden",
            desktop.get::<Name>(part)
        );
    }
    let labels = desktop.app.world().resource::<LineLabels>();
    let units: Vec<usize> = labels.iter().map(|label| label.unit).collect();
    assert_eq!(units, [1]);
}

#[test]
fn a_line_beside_the_plane_is_hidden_and_comes_back_with_the_view() {
    let mut desktop = desktop();
    desktop.set_first_unit(0, [1.0, 0.0], -2.1);
    desktop.frames(FRAMES_TO_ARRIVE);
    let line = desktop.only("separating line 0, Line");
    assert!(!desktop.is_shown(line));

    desktop.move_to(desktop.plane().rect.center());
    desktop.scroll(-8.0);

    assert!(desktop.is_shown(line));
    let [upper, _] = ends(&mut desktop, 0);
    assert!((upper.x - desktop.plane().to_window([2.1, 0.0]).x).abs() < PIXEL_TOLERANCE);
}

#[test]
fn lines_follow_the_parameters_while_training() {
    let mut desktop = desktop();
    desktop.set_first_unit(0, [1.0, 0.0], -0.5);
    desktop.frames(FRAMES_TO_ARRIVE);
    let before = ends(&mut desktop, 0);

    desktop.play();
    desktop.frames(60);

    assert!(before[0].distance(ends(&mut desktop, 0)[0]) > 1.0);
    desktop.trigger(TogglePlayback);
    desktop.frames(2 * FRAMES_TO_ARRIVE);
    let [w1, w2, b] = first_unit(&desktop);
    for end in ends(&mut desktop, 0) {
        let [x1, x2] = desktop.plane().to_place(end);
        let sum = (w1 * x1 + w2 * x2 + b) / w1.hypot(w2);
        assert!(
            sum.abs() < 1e-5,
            "the line is {sum} beside the unit's zeros"
        );
    }
}

fn first_unit(desktop: &Desktop) -> [f64; 3] {
    let world = desktop.app.world();
    let unit = world.resource::<chainrule::training::Model>().first_units[0];
    [unit.weights[0], unit.weights[1], unit.bias]
        .map(|parameter| desktop.get::<chainrule::autodiff::Value>(parameter).0)
}

#[test]
fn lines_and_arrows_have_their_switches() {
    let mut desktop = desktop();
    desktop.set_first_unit(0, [1.0, 0.0], -0.8);
    desktop.set_first_unit(1, [-1.0, 0.0], 0.25);
    let shown = |desktop: &mut Desktop| {
        ["Line", "Edge", "Shaft", "Head"].map(|kind| {
            let parts = parts(desktop, kind);
            parts.iter().filter(|&&part| desktop.is_shown(part)).count()
        })
    };
    desktop.frames(FRAMES_TO_ARRIVE);
    assert_eq!(shown(&mut desktop), [2, 2, 2, 2]);

    desktop.change(|show: &mut ShowSettings| show.arrows = false);
    desktop.frame();
    assert_eq!(shown(&mut desktop), [2, 2, 0, 0]);
    desktop.change(|show: &mut ShowSettings| {
        show.arrows = true;
        show.lines = false;
    });
    desktop.frame();

    assert_eq!(shown(&mut desktop), [0, 0, 0, 0]);
    assert!(desktop.app.world().resource::<LineLabels>().is_empty());
}

#[test]
fn labels_name_each_unit_at_most_once_and_lie_in_the_plane() {
    let mut desktop = desktop();
    for (units, notches) in [(2, 0.0), (5, 0.0), (12, 0.0), (12, 6.0), (1, -6.0)] {
        desktop.build_hidden_layer(units);
        desktop.move_to(Vec2::new(500.0, 300.0));
        desktop.scroll(notches);
        desktop.frames(FRAMES_TO_ARRIVE);

        let rect = desktop.plane().rect;
        let labels = desktop.app.world().resource::<LineLabels>();
        let mut seen = vec![false; units];
        for label in labels.iter() {
            assert!(!seen[label.unit], "two labels for unit {}", label.unit);
            seen[label.unit] = true;
            assert!(rect.contains(label.centre), "{} is outside", label.centre);
        }
        assert!(notches != 0.0 || seen.contains(&true));
    }
}

#[test]
fn names_of_more_than_twelve_lines_would_hide_the_plane() {
    let mut desktop = desktop();
    for (units, has_names) in [(12, true), (13, false), (32, false)] {
        desktop.build_hidden_layer(units);
        desktop.frames(FRAMES_TO_ARRIVE);
        let labels = desktop.app.world().resource::<LineLabels>();
        assert_eq!(!labels.is_empty(), has_names, "{units} units");
    }
}

#[test]
fn the_label_of_the_only_line_stands_beside_it_on_its_passive_side() {
    let mut desktop = desktop();
    desktop.build_hidden_layer(1);
    for (weights, bias) in [([1.0, 0.0], -0.5), ([-0.4, 0.3], 0.1)] {
        desktop.set_first_unit(0, weights, bias);
        desktop.frames(FRAMES_TO_ARRIVE);

        let labels = desktop.app.world().resource::<LineLabels>();
        assert_eq!(labels.len(), 1);
        let [x1, x2] = desktop.plane().to_place(labels[0].centre);
        let norm = f64::hypot(weights[0], weights[1]);
        let distance = (weights[0] * x1 + weights[1] * x2 + bias) / norm;
        assert!(distance < 0.0, "the label is on the active side");
        assert!(
            distance * desktop.plane().pixels_per_unit() > -60.0,
            "far from its line"
        );
    }
}

#[test]
fn parameters_that_are_no_numbers_leave_the_last_good_picture_until_a_reset() {
    let mut desktop = desktop_with(&three_points());
    desktop.set_first_unit(0, [1.0, 0.0], -0.8);
    desktop.frames(FRAMES_TO_ARRIVE);
    let before = ends(&mut desktop, 0);

    desktop.set_parameters(&[f64::NAN; 9]);
    desktop.trigger(TogglePlayback);
    desktop.frames(10);
    assert!(desktop.app.world().contains_resource::<NonFinite>());
    assert_eq!(ends(&mut desktop, 0), before);
    desktop.trigger(ResetTraining);
    desktop.frames(FRAMES_TO_ARRIVE);

    assert!(!desktop.app.world().contains_resource::<NonFinite>());
    assert!(desktop.parameters().iter().all(|value| value.is_finite()));
    let [w1, w2, b] = first_unit(&desktop);
    for end in ends(&mut desktop, 0) {
        let [x1, x2] = desktop.plane().to_place(end);
        assert!(((w1 * x1 + w2 * x2 + b) / w1.hypot(w2)).abs() < 1e-5);
    }
}
