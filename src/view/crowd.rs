//! Many points: a picture of each on one mesh.
//!
//! A shape of its own for every point is what a graphics card draws without noticing; a processor that draws in its place counts
//! every triangle. Beyond a number, points are small anyway: each is two triangles with a picture of the glyph, drawn in the very
//! size in which it is shown, with soft edges.

use bevy::{
    camera::visibility::NoFrustumCulling, prelude::*, sprite_render::AlphaMode2d,
    window::PrimaryWindow,
};

use crate::training::{Evaluation, Points};

use super::{
    Plane, ShowSettings,
    crowd_pictures::{Picture, PictureSizes, pictures},
    glyphs::Layer,
    point_glyphs::glyph_scale,
    quads::{PixelGrid, Quads},
    schedule::DrawSystems,
};

/// The most points that are shapes of their own.
pub(super) const MOST_SHAPES: usize = 150;

/// The one entity that all points are drawn by.
#[derive(Component, Debug)]
struct Crowd;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<PictureSizes>()
        .add_systems(Startup, spawn_crowd)
        .add_systems(
            Update,
            (draw_pictures, draw_crowd)
                .chain()
                .in_set(DrawSystems::Crowd)
                .run_if(resource_exists::<Plane>),
        );
}

/// Whether so many points are drawn as one.
pub(super) const fn is_crowd(points: usize) -> bool {
    points > MOST_SHAPES
}

fn spawn_crowd(
    mut commands: Commands,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<ColorMaterial>>,
) {
    let material = ColorMaterial {
        alpha_mode: AlphaMode2d::Blend,
        ..default()
    };
    commands.spawn((
        Name::new("crowd"),
        Crowd,
        Mesh2d(meshes.add(Quads::default().into_mesh())),
        MeshMaterial2d(materials.add(material)),
        Transform::from_xyz(0.0, 0.0, Layer::Rings.z()),
        // Its mesh is never the same, and never out of sight.
        NoFrustumCulling,
        Visibility::Hidden,
    ));
}

/// Draws the glyphs anew when they are shown in another size.
fn draw_pictures(
    points: Res<Points>,
    window: Single<&Window, With<PrimaryWindow>>,
    crowd: Single<&MeshMaterial2d<ColorMaterial>, With<Crowd>>,
    mut sizes: ResMut<PictureSizes>,
    mut materials: ResMut<Assets<ColorMaterial>>,
    mut images: ResMut<Assets<Image>>,
) {
    let needed = PictureSizes::new(glyph_scale(points.len()) * window.scale_factor());
    if is_crowd(points.len()) && *sizes != needed {
        if let Some(mut material) = materials.get_mut(&crowd.0) {
            material.texture = Some(images.add(pictures(&needed)));
        }
        *sizes = needed;
    }
}

fn draw_crowd(
    points: Res<Points>,
    plane: Res<Plane>,
    show: Res<ShowSettings>,
    evaluation: Res<Evaluation>,
    sizes: Res<PictureSizes>,
    window: Single<&Window, With<PrimaryWindow>>,
    crowd: Single<(&Mesh2d, &mut Visibility), With<Crowd>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut drawn: Local<Quads>,
) {
    let (mesh, mut visibility) = crowd.into_inner();
    let mut quads = Quads::default();
    if is_crowd(points.len()) && show.points {
        let grid = PixelGrid::of(&window);
        let seen = |index: usize| {
            let place = points[index].place();
            plane.visible.contains(place).then(|| plane.to_world(place))
        };
        if show.rings {
            for (index, point) in points.iter().enumerate() {
                let result = evaluation.result(index);
                let is_mistake = result.is_some_and(|result| !point.is_correct(result.output));
                if let Some(centre) = seen(index).filter(|_| is_mistake) {
                    quads.push(centre, Picture::Ring, &sizes, &grid);
                }
            }
        }
        for (index, point) in points.iter().enumerate() {
            let picture = if point.label {
                Picture::Circle
            } else {
                Picture::Square
            };
            if let Some(centre) = seen(index) {
                quads.push(centre, picture, &sizes, &grid);
            }
        }
    }
    visibility.set_if_neq(if quads.is_empty() {
        Visibility::Hidden
    } else {
        Visibility::Inherited
    });
    // Where nothing has moved, nothing is sent to the graphics card.
    if *drawn != quads
        && !quads.is_empty()
        && let Some(mut mesh) = meshes.get_mut(&mesh.0)
    {
        *mesh = quads.clone().into_mesh();
        *drawn = quads;
    }
}
