//! Rings around misclassified points and around the one under the pointer.

use std::cmp::Ordering;

use bevy::prelude::*;

use crate::training::{Evaluation, PointRemoved, Points};

use super::{
    Plane, PlanePointer, PointGlyph, ShowSettings, ViewSystems,
    crowd::is_crowd,
    glyphs::{Glyph, Layer, drawn},
    point_glyphs::{FOLLOW_RATE, glyph_scale},
    schedule::DrawSystems,
};

/// The ring around one data point, there while the point is misclassified.
#[derive(Component, Debug, Clone, Copy)]
struct PointRing {
    index: usize,
    /// 0 where the point is right, 1 where it is not, and between the two on the way.
    size: f32,
}

/// The ring around the point under the pointer.
#[derive(Component, Debug)]
struct PointerRing;

pub(super) fn plugin(app: &mut App) {
    app.add_observer(on_point_removed)
        .add_systems(
            Update,
            (spawn_rings, spawn_pointer_ring).in_set(ViewSystems::Sync),
        )
        .add_systems(Update, follow_mistakes.in_set(ViewSystems::Animate))
        .add_systems(
            Update,
            (draw_rings, draw_pointer_ring)
                .chain()
                .in_set(DrawSystems::Rings)
                .run_if(resource_exists::<Plane>),
        );
}

/// Gives every point a ring, and takes away those of points that are gone; a crowd has none.
fn spawn_rings(
    points: Res<Points>,
    glyphs: Query<(&Glyph, &Mesh2d, &MeshMaterial2d<ColorMaterial>)>,
    rings: Query<(Entity, &PointRing)>,
    mut commands: Commands,
) {
    let Some(drawn) = drawn(Glyph::Ring, &glyphs) else {
        return; // not tessellated yet: the next frame comes by again
    };
    let shapes = if is_crowd(points.len()) {
        0
    } else {
        points.len()
    };
    for (entity, ring) in &rings {
        if ring.index >= shapes {
            commands.entity(entity).despawn();
        }
    }
    for index in rings.iter().len()..shapes {
        commands.spawn((
            Name::new(format!("ring {index}")),
            PointRing { index, size: 0.0 },
            drawn.clone(),
            Transform::from_scale(Vec3::ZERO),
            Visibility::Hidden,
        ));
    }
}

/// As with the points: the removed one's own ring goes.
fn on_point_removed(
    removed: On<PointRemoved>,
    mut rings: Query<(Entity, &mut PointRing)>,
    mut commands: Commands,
) {
    for (entity, mut ring) in &mut rings {
        match ring.index.cmp(&removed.0) {
            Ordering::Less => {}
            Ordering::Equal => commands.entity(entity).despawn(),
            Ordering::Greater => ring.index -= 1,
        }
    }
}

fn spawn_pointer_ring(
    glyphs: Query<(&Glyph, &Mesh2d, &MeshMaterial2d<ColorMaterial>)>,
    spawned: Query<(), With<PointerRing>>,
    mut commands: Commands,
) {
    if spawned.is_empty()
        && let Some(ring) = drawn(Glyph::PointerRing, &glyphs)
    {
        commands.spawn((
            Name::new("pointer ring"),
            PointerRing,
            ring,
            Visibility::Hidden,
        ));
    }
}

/// Rings grow around mistakes and shrink when they are mended.
fn follow_mistakes(
    points: Res<Points>,
    evaluation: Res<Evaluation>,
    show: Res<ShowSettings>,
    time: Res<Time>,
    mut rings: Query<&mut PointRing>,
) {
    for mut ring in &mut rings {
        let result = points.get(ring.index).zip(evaluation.result(ring.index));
        let is_mistake = result.is_some_and(|(point, result)| !point.is_correct(result.output));
        let target = f32::from(u8::from(is_mistake && show.rings && show.points));
        if ring.size != target {
            let mut size = ring.size;
            size.smooth_nudge(&target, FOLLOW_RATE, time.delta_secs());
            ring.size = if (size - target).abs() < 0.01 {
                target
            } else {
                size
            };
        }
    }
}

fn draw_rings(
    plane: Res<Plane>,
    points: Res<Points>,
    glyphs: Query<(&PointGlyph, &Transform)>,
    mut rings: Query<(&PointRing, &mut Transform, &mut Visibility), Without<PointGlyph>>,
) {
    let scale = glyph_scale(points.len());
    let mut places = vec![None; points.len()];
    for (glyph, transform) in &glyphs {
        if let Some(place) = places
            .get_mut(glyph.index)
            .filter(|_| plane.visible.contains(glyph.shown_at))
        {
            *place = Some(transform.translation.truncate());
        }
    }
    for (ring, mut transform, mut visibility) in &mut rings {
        let place = places
            .get(ring.index)
            .copied()
            .flatten()
            .filter(|_| ring.size > 0.0);
        visibility.set_if_neq(if place.is_some() {
            Visibility::Inherited
        } else {
            Visibility::Hidden
        });
        if let Some(place) = place {
            transform.set_if_neq(Transform {
                translation: place.extend(Layer::Rings.z() + ring.index as f32 * 1e-5),
                scale: Vec2::splat(scale * ring.size).extend(1.0),
                ..default()
            });
        }
    }
}

fn draw_pointer_ring(
    pointer: Res<PlanePointer>,
    plane: Res<Plane>,
    points: Res<Points>,
    glyphs: Query<(&PointGlyph, &Transform)>,
    ring: Option<
        Single<(&mut Transform, &mut Visibility), (With<PointerRing>, Without<PointGlyph>)>,
    >,
) {
    let Some(mut ring) = ring else { return };
    let (transform, visibility) = &mut *ring;
    let pointed_at = pointer.dragged.or(pointer.hovered);
    let shape = glyphs
        .iter()
        .find(|(glyph, _)| Some(glyph.index) == pointed_at)
        .map(|(_, transform)| transform.translation.truncate());
    let in_crowd = || {
        let point = points.get(pointed_at.filter(|_| is_crowd(points.len()))?)?;
        Some(plane.to_world(point.place()))
    };
    let place = shape.or_else(in_crowd);
    visibility.set_if_neq(if place.is_some() {
        Visibility::Inherited
    } else {
        Visibility::Hidden
    });
    if let Some(place) = place {
        transform.set_if_neq(Transform {
            translation: place.extend(Layer::PointedAt.z()),
            scale: Vec2::splat(glyph_scale(points.len())).extend(1.0),
            ..default()
        });
    }
}
