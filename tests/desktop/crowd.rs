//! Many points: one mesh with two triangles for each, or one image, and the same handling as of a few.

use bevy::{mesh::VertexAttributeValues, prelude::*};
use chainrule::{
    training::{DataSettings, Evaluation, MovePoint},
    view::{CrowdDrawing, ShowSettings},
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

/// The opacity of the crowd's image at a window position; 0 beyond the image.
fn opacity(desktop: &mut Desktop, at: Vec2) -> f32 {
    let entity = desktop.only("crowd image");
    let window = desktop.plane().window;
    let sprite = desktop.get::<Sprite>(entity);
    let (size, image) = (sprite.custom_size.expect("it is set"), sprite.image.clone());
    let centre = desktop.get::<Transform>(entity).translation.truncate();
    let low = centre - 0.5 * size + 0.5 * window;
    let (column, row) = (at.x - low.x, low.y + size.y - (window.y - at.y));
    let images = desktop.app.world().resource::<Assets<Image>>();
    let image = images.get(&image).expect("the image is kept");
    assert_eq!(image.size().as_vec2(), size, "a texel is a pixel");
    if column < 0.0 || row < 0.0 || column >= size.x || row >= size.y {
        return 0.0;
    }
    let texels = image.data.as_ref().expect("there is no graphics card");
    let place = row as usize * size.x as usize + column as usize;
    let half = [texels[8 * place + 6], texels[8 * place + 7]];
    half::f16::from_ne_bytes(half).to_f32()
}

#[test]
fn where_a_processor_draws_the_points_of_a_crowd_are_one_image() {
    let mut desktop = desktop();
    desktop.app.insert_resource(CrowdDrawing::Image);
    desktop.change(|settings: &mut DataSettings| settings.points = MANY);
    desktop.frames(3);
    assert!(!is_crowd_shown(&mut desktop), "the mesh is not");
    let image = desktop.only("crowd image");
    assert!(desktop.is_shown(image));
    for index in 0..MANY {
        let at = desktop.pixel_of(index);
        assert_eq!(opacity(&mut desktop, at), 1.0, "point {index}");
    }
    let far = (0..400)
        .map(|step| desktop.pixel_of(0) + Vec2::new(step as f32, 0.0))
        .find(|&at| (0..MANY).all(|index| desktop.pixel_of(index).distance(at) > 14.0))
        .expect("there is room between points");
    assert_eq!(opacity(&mut desktop, far), 0.0);

    desktop.app.world_mut().trigger(MovePoint {
        index: 7,
        to: [0.5, 0.25],
    });
    desktop.frames(2);
    let at = desktop.pixel_of(7);
    assert_eq!(opacity(&mut desktop, at), 1.0, "the image follows");

    desktop.change(|settings: &mut DataSettings| settings.points = 50);
    desktop.frames(3);
    assert!(!desktop.is_shown(image));
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
