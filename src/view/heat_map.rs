//! The network's output as colour.

use bevy::{asset::RenderAssetUsages, image::ImageSampler, prelude::*};

use crate::training::{Extent, FIELD_SIZE, HiddenUnit};

use super::{
    Plane, Rgb, ShowSettings,
    glyphs::Layer,
    heat_colors::{output_color, unit_color},
    plane::PlaneSurface,
    schedule::DrawSystems,
    shown_field::ShownField,
    texel::{self, CLEAR, Texel, texel},
};

/// Texels between two samples. Logits are interpolated before they become probabilities: between two samples a sigmoid is a
/// sigmoid, not a straight line.
const TEXELS_PER_CELL: usize = 3;
/// Texels along each side; the outermost lie on the border samples.
const TEXTURE_SIZE: usize = (FIELD_SIZE - 1) * TEXELS_PER_CELL + 1;
/// Shades from class 0 to class 1: more than an eye tells apart.
const SHADES: usize = 1024;

#[derive(Component, Debug)]
struct HeatMap;

/// The texels of the probabilities from 0 to 1, evenly spaced.
#[derive(Resource, Debug)]
struct Shades(Vec<Texel>);

pub(super) fn plugin(app: &mut App) {
    app.insert_resource(Shades(shades()))
        .add_systems(Startup, spawn_heat_map)
        .add_systems(
            Update,
            (
                paint_heat_map.run_if(resource_changed::<ShownField>),
                place_heat_map.run_if(resource_exists::<Plane>),
            )
                .chain()
                .in_set(DrawSystems::HeatMap),
        );
}

fn shades() -> Vec<Texel> {
    (0..SHADES)
        .map(|index| opaque(output_color(index as f32 / (SHADES - 1) as f32)))
        .collect()
}

fn opaque(rgb: Rgb) -> Texel {
    texel(rgb.color().to_linear().to_f32_array())
}

fn spawn_heat_map(mut commands: Commands, mut images: ResMut<Assets<Image>>) {
    let texels = vec![CLEAR; TEXTURE_SIZE * TEXTURE_SIZE];
    let mut image = texel::image(UVec2::splat(TEXTURE_SIZE as u32), texels);
    // It is painted again and again, and stretched.
    image.asset_usage = RenderAssetUsages::default();
    image.sampler = ImageSampler::linear();
    commands.spawn((
        Name::new("heat map"),
        HeatMap,
        Sprite {
            image: images.add(image),
            flip_y: true,
            ..default()
        },
        Visibility::Hidden,
    ));
}

/// Writes the texture; runs when the shown field changed.
fn paint_heat_map(
    field: Res<ShownField>,
    shades: Res<Shades>,
    sprite: Single<&Sprite, With<HeatMap>>,
    mut images: ResMut<Assets<Image>>,
) {
    if field.logits.len() != FIELD_SIZE * FIELD_SIZE {
        return;
    }
    let Some(mut image) = images.get_mut(&sprite.image) else {
        return;
    };
    let Some(texels) = &mut image.data else {
        return;
    };
    let steps = (SHADES - 1) as f32;
    if let Some(unit) = field.unit {
        let largest = field.largest_value().max(f32::MIN_POSITIVE);
        let shades = unit_shades(unit);
        for (index, texel) in texels.chunks_exact_mut(size_of::<Texel>()).enumerate() {
            let value = interpolate(&field.values, index % TEXTURE_SIZE, index / TEXTURE_SIZE);
            let part = (0.5 + 0.5 * value / largest).clamp(0.0, 1.0);
            texel.copy_from_slice(&shades[(part * steps).round() as usize]);
        }
        return;
    }
    for (index, texel) in texels.chunks_exact_mut(size_of::<Texel>()).enumerate() {
        let logit = interpolate(&field.logits, index % TEXTURE_SIZE, index / TEXTURE_SIZE);
        let probability = 1.0 / (1.0 + (-logit).exp());
        texel.copy_from_slice(&shades.0[(probability * steps).round() as usize]);
    }
}

/// The texels of a hidden unit's values, from minus the largest to the largest.
fn unit_shades(unit: HiddenUnit) -> Vec<Texel> {
    let part = |index| 2.0 * index as f32 / (SHADES - 1) as f32 - 1.0;
    (0..SHADES)
        .map(|index| opaque(unit_color(unit, part(index))))
        .collect()
}

/// The logit at a texel, between the four samples around it.
fn interpolate(logits: &[f32], column: usize, row: usize) -> f32 {
    let cell = |texel: usize| (texel / TEXELS_PER_CELL).min(FIELD_SIZE - 2);
    let (left, low) = (cell(column), cell(row));
    let across = column as f32 / TEXELS_PER_CELL as f32 - left as f32;
    let up = row as f32 / TEXELS_PER_CELL as f32 - low as f32;
    let at = |row: usize| {
        let start = row * FIELD_SIZE + left;
        logits[start] + across * (logits[start + 1] - logits[start])
    };
    at(low) + up * (at(low + 1) - at(low))
}

/// Puts the texture where its samples lie: exactly registered, at any zoom.
fn place_heat_map(
    plane: Res<Plane>,
    field: Res<ShownField>,
    show: Res<ShowSettings>,
    mut heat_map: Single<(&mut Sprite, &mut Transform, &mut Visibility), With<HeatMap>>,
    mut surface: Single<&mut Visibility, (With<PlaneSurface>, Without<HeatMap>)>,
) {
    let (sprite, transform, visibility) = &mut *heat_map;
    // While the view moves, the field that was sampled before is drawn where it belongs, as far as it is visible.
    let overlap = field
        .extent
        .and_then(|extent| Some((extent, extent.intersection(&plane.visible)?)));
    let Some((extent, overlap)) = overlap.filter(|_| show.heat_map) else {
        visibility.set_if_neq(Visibility::Hidden);
        surface.set_if_neq(Visibility::Inherited);
        return;
    };
    visibility.set_if_neq(Visibility::Inherited);
    // What is covered need not be drawn.
    let covers_all = overlap == plane.visible;
    surface.set_if_neq(if covers_all {
        Visibility::Hidden
    } else {
        Visibility::Inherited
    });
    let [low, high] = [overlap.min, overlap.max].map(|corner| texture_position(corner, &extent));
    sprite.rect = Some(Rect::from_corners(low, high));
    let [low, high] = [overlap.min, overlap.max].map(|corner| plane.to_world(corner));
    sprite.custom_size = Some(high - low);
    transform.set_if_neq(Transform::from_translation(
        (0.5 * (low + high)).extend(Layer::HeatMap.z()),
    ));
}

/// Where in the texture a place of the data lies, in texels: samples are at the texels' centres.
fn texture_position(place: [f64; 2], extent: &Extent) -> Vec2 {
    let size = extent.size();
    let along = |axis: usize| {
        (place[axis] - extent.min[axis]) / size[axis] * (TEXTURE_SIZE - 1) as f64 + 0.5
    };
    Vec2::new(along(0) as f32, along(1) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_texel_on_a_sample_has_the_samples_logit() {
        let logits: Vec<f32> = (0..FIELD_SIZE * FIELD_SIZE)
            .map(|index| (index as f32).sin())
            .collect();
        for (column, row) in [
            (0, 0),
            (3, 7),
            (FIELD_SIZE - 1, 0),
            (FIELD_SIZE - 1, FIELD_SIZE - 1),
        ] {
            let texel = interpolate(&logits, column * TEXELS_PER_CELL, row * TEXELS_PER_CELL);
            assert!((texel - logits[row * FIELD_SIZE + column]).abs() < 1e-6);
        }
    }

    #[test]
    fn between_samples_a_plane_stays_a_plane() {
        let logits: Vec<f32> = (0..FIELD_SIZE * FIELD_SIZE)
            .map(|index| (index % FIELD_SIZE) as f32 + 10.0 * (index / FIELD_SIZE) as f32)
            .collect();
        let texel = interpolate(&logits, 4 * TEXELS_PER_CELL + 1, 2 * TEXELS_PER_CELL + 2);
        let cell = 1.0 / TEXELS_PER_CELL as f32;
        assert!(
            (texel - (4.0 + cell + 20.0 + 20.0 * cell)).abs() < 1e-4,
            "{texel}"
        );
    }

    #[test]
    fn a_part_of_the_field_is_cut_from_the_texture_where_it_lies() {
        let extent = Extent {
            min: [1.0, 2.0],
            max: [3.0, 6.0],
        };
        let last = (TEXTURE_SIZE - 1) as f32;
        assert_eq!(texture_position([1.0, 2.0], &extent), Vec2::splat(0.5));
        assert_eq!(
            texture_position([3.0, 6.0], &extent),
            Vec2::splat(last + 0.5)
        );
        assert_eq!(
            texture_position([1.5, 5.0], &extent),
            Vec2::new(0.25 * last + 0.5, 0.75 * last + 0.5)
        );
    }
}
