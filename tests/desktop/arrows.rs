//! What the ringed point's loss asks for, as arrows, and where the next step leads, as dotted lines.

use bevy::{mesh::VertexAttributeValues, prelude::*};
use chainrule::{
    nn::Frozen,
    training::{
        Accumulation, Evaluation, Example, Exhibit, FreezeParameter, Model, MovePoint, NextStep,
        ShownPoint, StepOn,
    },
    view::{GradientLabel, ShowSettings},
};

use crate::harness::{Desktop, FRAMES_TO_ARRIVE, desktop, desktop_with, point};

/// Three points, the first of them on show; both units are on for it.
fn two_lines() -> Desktop {
    let mut desktop = desktop_with(&[
        point(0.5, 0.5, true),
        point(0.2, 0.7, false),
        point(0.8, 0.3, false),
    ]);
    desktop.set_first_unit(0, [1.0, 0.25], -0.3);
    desktop.set_first_unit(1, [-0.5, 1.0], 0.1);
    desktop.frames(FRAMES_TO_ARRIVE);
    desktop
}

fn is_shown(desktop: &mut Desktop, name: &str) -> bool {
    let part = desktop.only(name);
    desktop.is_shown(part)
}

/// Where the head of an arrow points, y up.
fn direction(desktop: &mut Desktop, name: &str) -> Vec2 {
    let head = desktop.only(name);
    assert!(desktop.is_shown(head), "{name} is hidden");
    (desktop.get::<Transform>(head).rotation * Vec3::X).truncate()
}

#[test]
fn the_arrow_at_the_point_leads_to_where_its_loss_is_lower() {
    let mut desktop = two_lines();
    let at = desktop.place(0);
    let arrow = direction(&mut desktop, "gradient arrow, Head");
    // The loss itself, at places around the point.
    let mut loss_at = |offset: [f64; 2]| {
        let to = [at[0] + offset[0], at[1] + offset[1]];
        desktop.trigger(MovePoint { index: 0, to });
        desktop.frame();
        let evaluation = desktop.app.world().resource::<Evaluation>();
        evaluation.result(0).expect("it is evaluated").loss
    };
    let step = 1e-5;
    let slope_1 = loss_at([step, 0.0]) - loss_at([-step, 0.0]);
    let slope_2 = loss_at([0.0, step]) - loss_at([0.0, -step]);
    let downhill = Vec2::new(-slope_1 as f32, -slope_2 as f32).normalize();
    assert!(arrow.distance(downhill) < 1e-3, "{arrow} is not {downhill}");
}

#[test]
fn a_line_is_pulled_where_its_unit_is_on_and_not_where_it_is_off() {
    let mut desktop = two_lines();
    assert!(is_shown(&mut desktop, "pull on line 0, Head"));
    // −1 · 0.5 + 0.25 · 0.5 + 0.3 is below 0: the unit is off for the point, its line still in view.
    desktop.set_first_unit(0, [-1.0, 0.25], 0.3);
    desktop.frames(FRAMES_TO_ARRIVE);
    assert!(!is_shown(&mut desktop, "pull on line 0, Head"));
    assert!(is_shown(&mut desktop, "pull on line 1, Head"));
}

#[test]
fn arrows_have_their_switches_and_are_not_there_where_they_would_say_something_else() {
    let mut desktop = two_lines();
    let names = ["gradient arrow, Head", "pull on line 1, Shaft"];
    let all = |desktop: &mut Desktop| {
        desktop.frames(2);
        names.map(|name| is_shown(desktop, name))
    };
    assert_eq!(all(&mut desktop), [true, true]);
    assert!(desktop.app.world().resource::<GradientLabel>().at.is_some());
    desktop.change(|show: &mut ShowSettings| show.gradient = false);
    assert_eq!(all(&mut desktop), [false, true]);
    desktop.change(|show: &mut ShowSettings| (show.gradient, show.pulls) = (true, false));
    assert_eq!(all(&mut desktop), [true, false]);
    desktop.change(|show: &mut ShowSettings| show.pulls = true);
    // What leaves hold is a sum of passes then.
    desktop.change(|accumulation: &mut Accumulation| accumulation.is_forgotten = true);
    assert_eq!(all(&mut desktop), [false, false]);
    desktop.change(|accumulation: &mut Accumulation| accumulation.is_forgotten = false);
    desktop.change(|exhibit: &mut Exhibit| *exhibit = Exhibit::Example(Example::TwoUses));
    assert_eq!(all(&mut desktop), [false, false]);
    assert_eq!(desktop.app.world().resource::<GradientLabel>().at, None);
}

#[test]
fn the_arrow_is_at_the_point_on_show() {
    let mut desktop = two_lines();
    desktop.change(|shown: &mut ShownPoint| shown.0 = 2);
    desktop.frames(3);
    let shaft = desktop.only("gradient arrow, Shaft");
    let centre = desktop.get::<Transform>(shaft).translation.truncate();
    let plane = desktop.plane();
    let place = plane.to_world(desktop.place(2));
    assert!(
        centre.distance(place) < 100.0,
        "{centre} is far from {place}"
    );
}

/// The middles of the dots of a line, in Bevy's world.
fn dots(desktop: &mut Desktop, unit: usize) -> Vec<Vec2> {
    let line = desktop.only(&format!("next line {unit}"));
    assert!(desktop.is_shown(line), "next line {unit} is hidden");
    let mesh = desktop.get::<Mesh2d>(line).0.clone();
    let meshes = desktop.app.world().resource::<Assets<Mesh>>();
    let mesh = meshes.get(&mesh).expect("it is tessellated");
    let Some(VertexAttributeValues::Float32x3(places)) = mesh.attribute(Mesh::ATTRIBUTE_POSITION)
    else {
        panic!("positions are three numbers");
    };
    places.iter().map(|&[x, y, _]| Vec2::new(x, y)).collect()
}

#[test]
fn the_dotted_line_is_where_the_line_is_after_the_next_step() {
    let mut desktop = two_lines();
    desktop.change(|next: &mut NextStep| next.is_wanted = true);
    desktop.frames(4);
    let dots = dots(&mut desktop, 0);
    assert!(dots.len() > 40);
    desktop.trigger(StepOn);
    desktop.frames(3);
    let model = desktop.app.world().resource::<Model>().clone();
    let values = desktop.parameters();
    let unit = model.first_units[0];
    let [w1, w2, b] = [unit.weights[0], unit.weights[1], unit.bias].map(|node| {
        let index = model.parameter_index(node).expect("it is a parameter");
        values[index]
    });
    let plane = desktop.plane();
    for dot in dots {
        let window = Vec2::new(dot.x + 0.5 * plane.window.x, 0.5 * plane.window.y - dot.y);
        let [x1, x2] = plane.to_place(window);
        let pixels = (w1 * x1 + w2 * x2 + b) / w1.hypot(w2) * plane.pixels_per_unit();
        // Half the width of a dot, and the least that is drawn anew.
        assert!(pixels.abs() < 1.5, "a dot is {pixels} pixels off the line");
    }
}

#[test]
fn a_line_that_does_not_move_has_no_dots_and_frozen_it_does_not_move() {
    let mut desktop = two_lines();
    desktop.change(|next: &mut NextStep| next.is_wanted = true);
    desktop.frames(4);
    assert!(is_shown(&mut desktop, "next line 0"));
    let model = desktop.app.world().resource::<Model>().clone();
    let unit = model.first_units[0];
    for node in [unit.weights[0], unit.weights[1], unit.bias] {
        let index = model.parameter_index(node).expect("it is a parameter");
        let is_frozen = true;
        desktop.trigger(FreezeParameter { index, is_frozen });
        assert!(desktop.app.world().get::<Frozen>(node).is_some());
    }
    desktop.frames(4);
    assert!(!is_shown(&mut desktop, "next line 0"));
    desktop.change(|show: &mut ShowSettings| show.next_step = false);
    desktop.frames(2);
    assert!(!is_shown(&mut desktop, "next line 1"));
}

#[test]
fn nothing_is_dotted_where_nobody_asks_for_the_next_step() {
    let mut desktop = desktop();
    desktop.frames(10);
    assert!(!is_shown(&mut desktop, "next line 0"));
}
