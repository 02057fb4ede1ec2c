//! Many points: one mesh with two triangles for each, and the same handling as of a few.

use bevy::{mesh::VertexAttributeValues, prelude::*};
use chainrule::{
    training::{DataSettings, Evaluation},
    view::ShowSettings,
};

use crate::harness::{Desktop, assert_same_pixel, desktop};

const MANY: usize = 400;

fn crowded() -> Desktop {
    let mut desktop = desktop();
    desktop.change(|settings: &mut DataSettings| settings.points = MANY);
    desktop.frames(3);
    desktop
}

fn is_crowd_shown(desktop: &mut Desktop) -> bool {
    let crowd = desktop.only("crowd");
    desktop.is_shown(crowd)
}

/// The middles of the crowd's quads as window positions, in the order of the mesh: rings, then points.
fn quads(desktop: &mut Desktop) -> Vec<Vec2> {
    let crowd = desktop.only("crowd");
    let window = desktop.plane().window;
    let mesh = desktop.get::<Mesh2d>(crowd).0.clone();
    let meshes = desktop.app.world().resource::<Assets<Mesh>>();
    let mesh = meshes.get(&mesh).expect("the mesh is kept");
    let Some(VertexAttributeValues::Float32x3(corners)) = mesh.attribute(Mesh::ATTRIBUTE_POSITION)
    else {
        panic!("corners are places");
    };
    let indices = mesh.indices().expect("corners are joined").len();
    assert_eq!(indices, 6 * corners.len() / 4);
    corners
        .chunks_exact(4)
        .map(|quad| {
            let middle = quad.iter().map(|&[x, y, _]| Vec2::new(x, y)).sum::<Vec2>() / 4.0;
            Vec2::new(middle.x + 0.5 * window.x, 0.5 * window.y - middle.y)
        })
        .collect()
}

fn mistakes(desktop: &Desktop) -> Vec<usize> {
    let evaluation = desktop.app.world().resource::<Evaluation>();
    let is_mistake = |&index: &usize| {
        let result = evaluation.result(index).expect("every point is evaluated");
        !desktop.points()[index].is_correct(result.output)
    };
    (0..desktop.points().len()).filter(is_mistake).collect()
}

#[test]
fn many_points_are_one_mesh_and_a_few_are_shapes_again() {
    let mut desktop = crowded();
    assert_eq!(desktop.point_glyphs().len(), 0);
    assert_eq!(desktop.named("ring ").len(), 0);
    assert!(is_crowd_shown(&mut desktop));

    desktop.change(|settings: &mut DataSettings| settings.points = 50);
    desktop.frames(3);
    assert_eq!(desktop.point_glyphs().len(), 50);
    assert!(!is_crowd_shown(&mut desktop));
}

#[test]
fn every_point_of_a_crowd_is_drawn_within_a_pixel_of_its_place_and_mistakes_have_rings() {
    let mut desktop = crowded();
    let mistakes = mistakes(&desktop);
    assert!(!mistakes.is_empty() && mistakes.len() < MANY);
    let quads = quads(&mut desktop);
    assert_eq!(quads.len(), mistakes.len() + MANY);
    let drawn = mistakes.iter().copied().chain(0..MANY);
    for (index, quad) in drawn.zip(quads) {
        let expected = desktop.plane().to_window(desktop.place(index));
        let off = (quad - expected).abs().max_element();
        assert!(off <= 0.501, "point {index} is {off} pixels off");
    }
}

#[test]
fn switches_hide_the_crowd_and_its_rings() {
    let mut desktop = crowded();
    desktop.change(|show: &mut ShowSettings| show.rings = false);
    desktop.frame();
    assert_eq!(quads(&mut desktop).len(), MANY);
    desktop.change(|show: &mut ShowSettings| show.points = false);
    desktop.frame();
    assert!(!is_crowd_shown(&mut desktop));
}

#[test]
fn a_point_of_a_crowd_can_be_pointed_at_and_dragged() {
    let mut desktop = crowded();
    // One that lies alone enough to be meant.
    let alone = (0..MANY)
        .find(|&index| {
            let place = desktop.pixel_of(index);
            (0..MANY).all(|other| other == index || desktop.pixel_of(other).distance(place) > 16.0)
        })
        .expect("some point lies alone");
    let before = desktop.pixel_of(alone);
    desktop.move_to(before);
    desktop.frame();
    assert_eq!(desktop.pointer().hovered, Some(alone));
    let ring = desktop.only("pointer ring");
    assert!(desktop.is_shown(ring));

    desktop.press(MouseButton::Left);
    desktop.move_by(20.0, -10.0);
    desktop.move_by(20.0, -10.0);
    assert_same_pixel(desktop.pixel_of(alone), before + Vec2::new(40.0, -20.0));
    let drawn = quads(&mut desktop);
    let point = drawn[drawn.len() - MANY + alone];
    assert!(point.distance(desktop.pixel_of(alone)) < 0.8);
    desktop.release(MouseButton::Left);
    desktop.frame();
    assert_eq!(desktop.points().len(), MANY);
}
