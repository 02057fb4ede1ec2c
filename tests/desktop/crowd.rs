//! Many points: one mesh with two triangles for each, or one image, and the same handling as of a few.

use bevy::{mesh::VertexAttributeValues, prelude::*};
use chainrule::{
    training::{DataSettings, Evaluation, MovePoint},
    view::{CrowdDrawing, Rgb, ShowSettings, palette},
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

/// Colour in linear light and opacity of the crowd's image at a window position; nothing beyond the image.
fn texel(desktop: &mut Desktop, at: Vec2) -> [f32; 4] {
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
        return [0.0; 4];
    }
    let data = image.data.as_ref().expect("there is no graphics card");
    let place = row as usize * size.x as usize + column as usize;
    std::array::from_fn(|channel| {
        let half = 8 * place + 2 * channel;
        half::f16::from_ne_bytes([data[half], data[half + 1]]).to_f32()
    })
}

/// Whether a texel is opaque and of this colour, as exactly as halves are.
fn is_of(texel: [f32; 4], color: Rgb) -> bool {
    let expected = color.color().to_linear().to_f32_array();
    let pairs = texel.into_iter().zip(expected);
    pairs
        .map(|(ours, expected)| (ours - expected).abs())
        .all(|difference| difference < 1e-3)
}

/// Those points of which no other is nearer than so many pixels.
fn alone(desktop: &Desktop, distance: f32) -> Vec<usize> {
    let is_alone = |&index: &usize| {
        let place = desktop.pixel_of(index);
        (0..MANY).all(|other| other == index || desktop.pixel_of(other).distance(place) > distance)
    };
    (0..MANY).filter(is_alone).collect()
}

/// The first pixel to the right of a place that is covered neither by a point nor by a ring.
fn empty_pixel_near(desktop: &Desktop, place: Vec2) -> Vec2 {
    (0..400)
        .map(|step| place + Vec2::new(step as f32, 0.0))
        .find(|&at| (0..MANY).all(|index| desktop.pixel_of(index).distance(at) > 14.0))
        .expect("there is room between points")
}

fn imaged() -> Desktop {
    let mut desktop = desktop();
    desktop.app.insert_resource(CrowdDrawing::Image);
    desktop.change(|settings: &mut DataSettings| settings.points = MANY);
    desktop.frames(3);
    desktop
}

#[test]
fn where_a_processor_draws_the_points_of_a_crowd_are_one_image() {
    let mut desktop = imaged();
    assert!(!is_crowd_shown(&mut desktop), "the mesh is not");
    let image = desktop.only("crowd image");
    assert!(desktop.is_shown(image));
    for index in 0..MANY {
        let at = desktop.pixel_of(index);
        assert_eq!(texel(&mut desktop, at)[3], 1.0, "point {index}");
    }
    let empty = empty_pixel_near(&desktop, desktop.pixel_of(0));
    assert_eq!(texel(&mut desktop, empty)[3], 0.0);

    desktop.change(|settings: &mut DataSettings| settings.points = 50);
    desktop.frames(3);
    assert!(!desktop.is_shown(image));
}

#[test]
fn on_the_image_points_have_their_classes_colours_and_mistakes_their_rings() {
    let mut desktop = imaged();
    let mistakes = mistakes(&desktop);
    let alone = alone(&desktop, 24.0);
    let is_mistake = |index: &usize| mistakes.contains(index);
    assert!(alone.iter().any(is_mistake) && !alone.iter().all(is_mistake));
    for index in alone {
        let at = desktop.pixel_of(index);
        let color = if desktop.points()[index].label {
            palette::CLASS_1
        } else {
            palette::CLASS_0
        };
        assert!(is_of(texel(&mut desktop, at), color), "point {index}");
        let is_ringed = (0..12).any(|step| {
            let beside = texel(&mut desktop, at + Vec2::new(step as f32, 0.0));
            is_of(beside, palette::MISCLASSIFIED)
        });
        assert_eq!(is_ringed, is_mistake(&index), "point {index}");
    }
}

#[test]
fn on_the_image_a_point_is_where_it_was_moved_to_and_nowhere_else() {
    let mut desktop = imaged();
    let moved = alone(&desktop, 24.0)[0];
    let old = desktop.pixel_of(moved);
    let new = empty_pixel_near(&desktop, desktop.pixel_of(0));
    assert!(new.distance(old) > 24.0);
    assert_eq!(texel(&mut desktop, new)[3], 0.0);
    assert_eq!(texel(&mut desktop, old)[3], 1.0);

    let to = desktop.plane().to_place(new);
    desktop
        .app
        .world_mut()
        .trigger(MovePoint { index: moved, to });
    desktop.frames(2);

    assert_eq!(texel(&mut desktop, new)[3], 1.0);
    assert_eq!(texel(&mut desktop, old)[3], 0.0);
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
    let alone = alone(&desktop, 16.0)[0];
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
