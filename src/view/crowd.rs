//! Many points: a picture of each, all drawn at once.
//!
//! A shape of its own for every point is what a graphics card draws without noticing; a processor that draws in its place counts
//! every triangle. Beyond a number, points are small anyway: each is a picture of the glyph in the very size in which it is shown,
//! with soft edges, on whole pixels. A graphics card draws them as one mesh with two triangles for each; where a processor draws,
//! they are put together to one image.

use bevy::{
    camera::visibility::NoFrustumCulling, prelude::*, render::renderer::RenderAdapterInfo,
    sprite_render::AlphaMode2d, window::PrimaryWindow,
};

use crate::training::{Evaluation, Points};

use super::{
    Plane, ShowSettings,
    crowd_image::{CrowdImage, compose},
    crowd_pictures::{Picture, PictureSizes, PlacedPicture, Stamps},
    glyphs::Layer,
    pixel_grid::PixelGrid,
    point_glyphs::glyph_scale,
    quads::quads,
    schedule::DrawSystems,
    visible_if::visible_if,
    window::draws_in_software,
};

/// The most points that are shapes of their own.
pub(super) const MOST_SHAPES: usize = 150;

/// How a crowd is drawn. Chosen when the app starts, unless it is there already.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrowdDrawing {
    /// Two triangles a point, on one mesh: for a graphics card.
    Mesh,
    /// One image of all points: for a processor that draws in its place.
    Image,
}

/// What is drawn, from back to front.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
struct Crowd {
    pictures: Vec<PlacedPicture>,
    grid: PixelGrid,
}

/// The entity with the mesh of all points.
#[derive(Component, Debug)]
struct CrowdMesh;

/// The entity with the image of all points.
#[derive(Component, Debug)]
struct CrowdSprite;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Stamps>()
        .init_resource::<Crowd>()
        .add_systems(Startup, (choose_drawing, spawn_crowd))
        .add_systems(
            Update,
            (
                draw_stamps,
                arrange_crowd.run_if(resource_exists::<Plane>),
                (
                    draw_mesh.run_if(resource_exists_and_equals(CrowdDrawing::Mesh)),
                    draw_image.run_if(resource_exists_and_equals(CrowdDrawing::Image)),
                )
                    .chain()
                    .run_if(resource_changed::<Crowd>.or_eager(resource_changed::<Stamps>)),
            )
                .chain()
                .in_set(DrawSystems::Crowd),
        );
}

/// Whether so many points are drawn as one.
pub(super) const fn is_crowd(points: usize) -> bool {
    points > MOST_SHAPES
}

fn choose_drawing(
    mut commands: Commands,
    adapter: Option<Res<RenderAdapterInfo>>,
    chosen: Option<Res<CrowdDrawing>>,
) {
    if chosen.is_some() {
        return;
    }
    commands.insert_resource(match adapter {
        Some(adapter) if draws_in_software(&adapter) => CrowdDrawing::Image,
        _ => CrowdDrawing::Mesh,
    });
}

fn spawn_crowd(
    mut commands: Commands,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<ColorMaterial>>,
    mut images: ResMut<Assets<Image>>,
) {
    let material = ColorMaterial {
        alpha_mode: AlphaMode2d::Blend,
        ..default()
    };
    commands.spawn((
        Name::new("crowd"),
        CrowdMesh,
        Mesh2d(meshes.add(Rectangle::default())),
        MeshMaterial2d(materials.add(material)),
        Transform::from_xyz(0.0, 0.0, Layer::Rings.z()),
        // Its mesh is never the same, and never out of sight.
        NoFrustumCulling,
        Visibility::Hidden,
    ));
    commands.spawn((
        Name::new("crowd image"),
        CrowdSprite,
        Sprite::from_image(images.add(Image::default())),
        Visibility::Hidden,
    ));
}

/// Draws the glyphs anew when they are shown in another size.
fn draw_stamps(
    points: Res<Points>,
    window: Single<&Window, With<PrimaryWindow>>,
    mut stamps: ResMut<Stamps>,
) {
    let sizes = PictureSizes::new(glyph_scale(points.len()) * window.scale_factor());
    if is_crowd(points.len()) && stamps.sizes != sizes {
        *stamps = Stamps::new(sizes);
    }
}

/// Decides what is to be drawn: nothing if the points are few.
fn arrange_crowd(
    points: Res<Points>,
    plane: Res<Plane>,
    show: Res<ShowSettings>,
    evaluation: Res<Evaluation>,
    stamps: Res<Stamps>,
    window: Single<&Window, With<PrimaryWindow>>,
    mut crowd: ResMut<Crowd>,
) {
    let grid = PixelGrid::of(&window);
    let mut pictures = Vec::new();
    if is_crowd(points.len()) && show.points {
        let mut place = |index: usize, picture| {
            let place = points[index].place();
            if plane.visible.contains(place) {
                let side = stamps.sizes.side(picture);
                let low = grid.lower_left(plane.to_world(place), side);
                pictures.push(PlacedPicture { picture, low });
            }
        };
        if show.rings {
            for (index, point) in points.iter().enumerate() {
                let result = evaluation.result(index);
                if result.is_some_and(|result| !point.is_correct(result.output)) {
                    place(index, Picture::Ring);
                }
            }
        }
        for (index, point) in points.iter().enumerate() {
            place(index, Picture::of_label(point.label));
        }
    }
    // Where nothing has moved, nothing is drawn anew.
    crowd.set_if_neq(Crowd { pictures, grid });
}

fn draw_mesh(
    crowd: Res<Crowd>,
    stamps: Res<Stamps>,
    entity: Single<(&Mesh2d, &MeshMaterial2d<ColorMaterial>, &mut Visibility), With<CrowdMesh>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<ColorMaterial>>,
    mut images: ResMut<Assets<Image>>,
) -> Result {
    let (mesh, material, mut visibility) = entity.into_inner();
    if stamps.is_changed()
        && let Some(mut material) = materials.get_mut(&material.0)
    {
        material.texture = Some(images.add(stamps.side_by_side()));
    }
    visibility.set_if_neq(visible_if(!crowd.pictures.is_empty()));
    if !crowd.pictures.is_empty() {
        let drawn = quads(&crowd.pictures, &stamps.sizes, &crowd.grid);
        meshes.insert(&mesh.0, drawn)?;
    }
    Ok(())
}

fn draw_image(
    crowd: Res<Crowd>,
    stamps: Res<Stamps>,
    entity: Single<(&mut Sprite, &mut Transform, &mut Visibility), With<CrowdSprite>>,
    mut images: ResMut<Assets<Image>>,
) -> Result {
    let (mut sprite, mut transform, mut visibility) = entity.into_inner();
    let composed = compose(&crowd.pictures, &stamps);
    visibility.set_if_neq(visible_if(composed.is_some()));
    if let Some(CrowdImage { pixels, image }) = composed {
        let (low, high) = (crowd.grid.place(pixels.min), crowd.grid.place(pixels.max));
        images.insert(&sprite.image, image)?;
        sprite.custom_size = Some(high - low);
        transform.translation = (0.5 * (low + high)).extend(Layer::Rings.z());
    }
    Ok(())
}
