//! The data points: a glyph for each, placed and pulsing by its transform alone.

use std::cmp::Ordering;

use bevy::prelude::*;

use crate::training::{DataPoint, Evaluation, PointRemoved, Points};

use super::{
    Plane, PlanePointer, ShowSettings, ViewSystems,
    crowd::{MOST_SHAPES, is_crowd},
    glyphs::{Drawn, Glyph, Layer, drawn},
    schedule::DrawSystems,
    visible_if::visible_if,
};

/// How fast points glide to new places and rings grow, in 1/s.
pub(super) const FOLLOW_RATE: f32 = 14.0;
/// The pulse: at most so much larger and smaller, so many times in a second.
const PULSE: f32 = 0.16;
const PULSES_PER_SECOND: f32 = 0.9;
/// Glyphs of a crowd shrink, down to the smallest scale.
const SMALLEST: f32 = 0.38;

/// The picture of one data point.
#[derive(Component, Debug, Clone, Copy)]
pub struct PointGlyph {
    /// Which point.
    pub index: usize,
    /// Where it is shown now, in the data's coordinates.
    pub(super) shown_at: [f64; 2],
    label: bool,
}

pub(super) fn plugin(app: &mut App) {
    app.add_observer(on_point_removed)
        .add_systems(Update, spawn_points.in_set(ViewSystems::Sync))
        .add_systems(Update, follow_places.in_set(ViewSystems::Animate))
        .add_systems(
            Update,
            draw_points
                .in_set(DrawSystems::Points)
                .run_if(resource_exists::<Plane>),
        );
}

/// Gives every point a glyph, and takes away those of points that are gone; a crowd has none.
fn spawn_points(
    points: Res<Points>,
    glyphs: Query<(&Glyph, &Mesh2d, &MeshMaterial2d<ColorMaterial>)>,
    mut spawned: Query<(Entity, &mut PointGlyph)>,
    mut commands: Commands,
) {
    let (Some(circle), Some(square)) =
        (drawn(Glyph::Circle, &glyphs), drawn(Glyph::Square, &glyphs))
    else {
        return; // not tessellated yet: the next frame comes by again
    };
    let of_class = |label: bool| {
        if label {
            circle.clone()
        } else {
            square.clone()
        }
    };
    let shapes = if is_crowd(points.len()) {
        &[]
    } else {
        points.as_slice()
    };
    let count = spawned.iter().len();
    for (entity, mut glyph) in &mut spawned {
        match shapes.get(glyph.index) {
            None => commands.entity(entity).despawn(),
            Some(point) if point.label != glyph.label => {
                glyph.label = point.label;
                commands.entity(entity).insert(of_class(point.label));
            }
            Some(_) => {}
        }
    }
    for (index, point) in shapes.iter().enumerate().skip(count) {
        commands.spawn(point_bundle(index, point, of_class(point.label)));
    }
}

/// The removed point's own glyph goes; the others keep their places and take their new numbers.
fn on_point_removed(
    removed: On<PointRemoved>,
    mut glyphs: Query<(Entity, &mut PointGlyph)>,
    mut commands: Commands,
) {
    for (entity, mut glyph) in &mut glyphs {
        match glyph.index.cmp(&removed.0) {
            Ordering::Less => {}
            Ordering::Equal => commands.entity(entity).despawn(),
            Ordering::Greater => glyph.index -= 1,
        }
    }
}

fn point_bundle(index: usize, point: &DataPoint, drawn: Drawn) -> impl Bundle {
    let glyph = PointGlyph {
        index,
        shown_at: point.place(),
        label: point.label,
    };
    (
        Name::new(format!("point {index}")),
        glyph,
        drawn,
        Transform::from_scale(Vec3::ZERO),
    )
}

/// Points glide to where they belong; the one that is dragged is there already.
fn follow_places(
    points: Res<Points>,
    pointer: Res<PlanePointer>,
    time: Res<Time>,
    mut glyphs: Query<&mut PointGlyph>,
) {
    let step = f64::from(1.0 - (-FOLLOW_RATE * time.delta_secs()).exp());
    for mut glyph in &mut glyphs {
        let Some(point) = points.get(glyph.index) else {
            continue;
        };
        let place = point.place();
        if glyph.shown_at == place {
            continue;
        }
        let is_near = glyph
            .shown_at
            .iter()
            .zip(place)
            .all(|(now, there)| (there - now).abs() < 1e-5);
        glyph.shown_at = if is_near || pointer.dragged == Some(glyph.index) {
            place
        } else {
            [0, 1].map(|axis| glyph.shown_at[axis] + step * (place[axis] - glyph.shown_at[axis]))
        };
    }
}

fn draw_points(
    plane: Res<Plane>,
    show: Res<ShowSettings>,
    evaluation: Res<Evaluation>,
    points: Res<Points>,
    time: Res<Time>,
    mut glyphs: Query<(&PointGlyph, &mut Transform, &mut Visibility)>,
) {
    let scale = glyph_scale(points.len());
    for (glyph, mut transform, mut visibility) in &mut glyphs {
        let is_shown = show.points && plane.visible.contains(glyph.shown_at);
        visibility.set_if_neq(visible_if(is_shown));
        let loss = evaluation
            .result(glyph.index)
            .map_or(0.0, |result| result.loss as f32);
        let layer = if glyph.label {
            Layer::Class1
        } else {
            Layer::Class0
        };
        // Points a little apart, so that overlapping ones do not flicker.
        let z = layer.z() + glyph.index as f32 * 1e-5;
        transform.set_if_neq(Transform {
            translation: plane.to_world(glyph.shown_at).extend(z),
            scale: Vec2::splat(scale * pulse(loss, glyph.index, time.elapsed_secs_wrapped()))
                .extend(1.0),
            ..default()
        });
    }
}

/// Many points are drawn smaller, so that they can be told apart.
pub(super) fn glyph_scale(points: usize) -> f32 {
    (MOST_SHAPES as f32 / points.max(1) as f32)
        .sqrt()
        .clamp(SMALLEST, 1.0)
}

/// The scale of a point at a time in seconds: the larger the loss, the stronger it breathes. Neighbours breathe at other times.
fn pulse(loss: f32, index: usize, seconds: f32) -> f32 {
    let strength = if loss.is_finite() {
        loss.max(0.0) / (1.0 + loss.max(0.0))
    } else {
        1.0
    };
    let phase = index as f32 * 0.61803;
    1.0 + PULSE * strength * (std::f32::consts::TAU * (PULSES_PER_SECOND * seconds + phase)).sin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_without_loss_does_not_pulse() {
        assert!((0..100).all(|frame| pulse(0.0, 3, frame as f32 / 60.0) == 1.0));
    }

    #[test]
    fn a_larger_loss_pulses_more_but_never_much() {
        let swing = |loss: f32| {
            (0..200)
                .map(|frame| pulse(loss, 0, frame as f32 / 60.0))
                .fold(0.0, f32::max)
        };
        assert!(swing(0.1) < swing(1.0) && swing(1.0) < swing(10.0));
        assert!(swing(f32::INFINITY) <= 1.0 + PULSE);
    }

    #[test]
    fn glyphs_shrink_with_their_number_but_stay_visible() {
        assert_eq!(glyph_scale(50), 1.0);
        assert!(glyph_scale(500) < 1.0);
        assert_eq!(glyph_scale(5_000), SMALLEST);
    }
}
