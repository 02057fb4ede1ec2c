//! Rings around misclassified points, around the one under the pointer, and around the one whose pass is on show.

use std::cmp::Ordering;

use bevy::prelude::*;

use crate::training::{Evaluation, PointRemoved, Points, ShownPoint};

use super::{
    Plane, PlanePointer, PointGlyph, ShowSettings, ViewSystems,
    crowd::is_crowd,
    glyphs::{Glyph, Layer, drawn},
    point_glyphs::{FOLLOW_RATE, glyph_scale},
    schedule::DrawSystems,
    visible_if::visible_if,
};

/// The ring around one data point, there while the point is misclassified.
#[derive(Component, Debug, Clone, Copy)]
struct PointRing {
    index: usize,
    /// 0 where the point is right, 1 where it is not, and between the two on the way.
    size: f32,
}

/// The ring around one point of the moment.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
enum MomentRing {
    /// The point under the pointer.
    PointedAt,
    /// The point whose pass is on show.
    Shown,
}

impl MomentRing {
    /// In units of the ring around the point under the pointer.
    const fn scale(self) -> f32 {
        match self {
            Self::PointedAt => 1.0,
            Self::Shown => 1.28,
        }
    }
}

pub(super) fn plugin(app: &mut App) {
    app.add_observer(on_point_removed)
        .add_systems(
            Update,
            (spawn_rings, spawn_moment_rings).in_set(ViewSystems::Sync),
        )
        .add_systems(Update, follow_mistakes.in_set(ViewSystems::Animate))
        .add_systems(
            Update,
            (draw_rings, draw_moment_rings)
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

fn spawn_moment_rings(
    glyphs: Query<(&Glyph, &Mesh2d, &MeshMaterial2d<ColorMaterial>)>,
    spawned: Query<(), With<MomentRing>>,
    mut commands: Commands,
) {
    if spawned.is_empty()
        && let Some(drawn) = drawn(Glyph::PointerRing, &glyphs)
    {
        for (name, ring) in [
            ("pointer ring", MomentRing::PointedAt),
            ("shown ring", MomentRing::Shown),
        ] {
            commands.spawn((Name::new(name), ring, drawn.clone(), Visibility::Hidden));
        }
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
        visibility.set_if_neq(visible_if(place.is_some()));
        if let Some(place) = place {
            transform.set_if_neq(Transform {
                translation: place.extend(Layer::Rings.z() + ring.index as f32 * 1e-5),
                scale: Vec2::splat(scale * ring.size).extend(1.0),
                ..default()
            });
        }
    }
}

fn draw_moment_rings(
    pointer: Res<PlanePointer>,
    shown: Res<ShownPoint>,
    show: Res<ShowSettings>,
    plane: Res<Plane>,
    points: Res<Points>,
    glyphs: Query<(&PointGlyph, &Transform)>,
    mut rings: Query<(&MomentRing, &mut Transform, &mut Visibility), Without<PointGlyph>>,
) {
    for (ring, mut transform, mut visibility) in &mut rings {
        let index = match ring {
            MomentRing::PointedAt => pointer.dragged.or(pointer.hovered),
            MomentRing::Shown => Some(shown.0).filter(|_| show.points),
        };
        let shape = glyphs
            .iter()
            .find(|(glyph, _)| Some(glyph.index) == index)
            .filter(|(glyph, _)| plane.visible.contains(glyph.shown_at))
            .map(|(_, transform)| transform.translation.truncate());
        let in_crowd = || {
            let place = points
                .get(index.filter(|_| is_crowd(points.len()))?)?
                .place();
            plane.visible.contains(place).then(|| plane.to_world(place))
        };
        let place = shape.or_else(in_crowd);
        visibility.set_if_neq(visible_if(place.is_some()));
        if let Some(place) = place {
            transform.set_if_neq(Transform {
                translation: place.extend(Layer::PointedAt.z()),
                scale: Vec2::splat(ring.scale() * glyph_scale(points.len())).extend(1.0),
                ..default()
            });
        }
    }
}
