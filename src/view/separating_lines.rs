//! One line for each unit of the first layer: where its sum is zero, with an arrow to the side where it is positive.

use bevy::prelude::*;

use crate::{
    autodiff::Value,
    training::{Model, ShownGraph},
};

use super::{
    LineInPlane, Plane, PlaneMapping, ShowSettings, ViewSystems,
    arrow::{bar, head},
    clip_line,
    glyphs::{Drawn, Glyph, Ink, Layer, drawn},
    graph::Highlight,
    schedule::DrawSystems,
    sizes,
    visible_if::visible_if,
};

/// How fast lines follow their parameters, in 1/s.
const FOLLOW_RATE: f64 = 23.0;
/// w₁, w₂ and b of every line as they are shown now.
#[derive(Resource, Debug, Default)]
pub(super) struct ShownLines(pub(super) Vec<[f64; 3]>);

/// A part of a line's picture.
#[derive(Component, Debug, Clone, Copy)]
struct LinePart {
    unit: usize,
    kind: LinePartKind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum LinePartKind {
    Line,
    Edge,
    Shaft,
    Head,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<ShownLines>()
        .add_systems(
            Update,
            spawn_lines
                .in_set(ViewSystems::Sync)
                .run_if(resource_exists::<Model>),
        )
        .add_systems(
            Update,
            follow_parameters
                .in_set(ViewSystems::Animate)
                .run_if(resource_exists::<Model>),
        )
        .add_systems(
            Update,
            draw_lines
                .in_set(DrawSystems::Lines)
                .run_if(resource_exists::<Plane>),
        );
}

/// Gives every unit its parts, and takes away those of units that are gone.
fn spawn_lines(
    model: Res<Model>,
    parts: Query<(Entity, &LinePart)>,
    glyphs: Query<(&Glyph, &Mesh2d, &MeshMaterial2d<ColorMaterial>)>,
    mut commands: Commands,
) {
    let units = model.first_units.len();
    let spawned = parts
        .iter()
        .filter(|(_, part)| part.kind == LinePartKind::Line)
        .count();
    for (entity, part) in &parts {
        if part.unit >= units {
            commands.entity(entity).despawn();
        }
    }
    for unit in spawned..units {
        let ink = Ink::of_unit(unit);
        let (Some(bar), Some(soft), Some(head)) = (
            drawn(Glyph::Bar(ink), &glyphs),
            drawn(Glyph::SoftBar(ink), &glyphs),
            drawn(Glyph::Head(ink), &glyphs),
        ) else {
            return; // not tessellated yet: the next frame comes by again
        };
        let mut spawn = |kind, drawn: Drawn| {
            let name = Name::new(format!("separating line {unit}, {kind:?}"));
            commands.spawn((
                name,
                LinePart { unit, kind },
                drawn,
                Transform::default(),
                Visibility::Hidden,
            ));
        };
        spawn(LinePartKind::Line, bar.clone());
        spawn(LinePartKind::Edge, soft);
        spawn(LinePartKind::Shaft, bar);
        spawn(LinePartKind::Head, head);
    }
}

/// Moves the shown lines towards the parameters.
fn follow_parameters(
    model: Res<Model>,
    values: Query<&Value>,
    time: Res<Time>,
    mut shown: ResMut<ShownLines>,
) {
    let step = 1.0 - (-FOLLOW_RATE * time.delta_secs_f64()).exp();
    shown.0.truncate(model.first_units.len());
    for (index, unit) in model.first_units.iter().enumerate() {
        let [w1, w2, b] = [unit.weights[0], unit.weights[1], unit.bias]
            .map(|parameter| values.get(parameter).map_or(f64::NAN, |value| value.0));
        if ![w1, w2, b].iter().all(|value| value.is_finite()) {
            continue; // the last good line stays
        }
        match shown.0.get_mut(index) {
            Some(line) => {
                for (now, target) in line.iter_mut().zip([w1, w2, b]) {
                    *now += step * (target - *now);
                }
                // Weights that are exactly zero have no line: the way there must end.
                if w1 == 0.0 && w2 == 0.0 && line[0].hypot(line[1]) < 1e-3 {
                    *line = [w1, w2, b];
                }
            }
            None => shown.0.push([w1, w2, b]),
        }
    }
}

fn draw_lines(
    plane: Res<Plane>,
    shown: Res<ShownLines>,
    show: Res<ShowSettings>,
    highlight: Res<Highlight>,
    graph: Option<Res<ShownGraph>>,
    mut parts: Query<(&LinePart, &mut Transform, &mut Visibility)>,
) {
    let lit = graph.and_then(|graph| highlight.lit_line(&graph));
    for (part, mut transform, mut visibility) in &mut parts {
        let is_wanted = show.lines
            && (show.arrows || matches!(part.kind, LinePartKind::Line | LinePartKind::Edge));
        let line = shown.0.get(part.unit).filter(|_| is_wanted);
        let place = line
            .and_then(|&[w1, w2, b]| clip_line([w1, w2], b, &plane.visible))
            .and_then(|line| part_transform(part, &line, &plane, lit == Some(part.unit)));
        visibility.set_if_neq(visible_if(place.is_some()));
        if let Some(place) = place {
            transform.set_if_neq(place);
        }
    }
}

/// Where a part of a line's picture belongs; `None` for an arrow that has no room inside the plane.
fn part_transform(
    part: &LinePart,
    line: &LineInPlane,
    mapping: &PlaneMapping,
    is_lit: bool,
) -> Option<Transform> {
    let width = sizes::LINE_WIDTH * if is_lit { sizes::LIT_LINE } else { 1.0 };
    let [start, end] = line.ends.map(|end| mapping.to_world(end));
    // The scale is the same on both axes and y points up in both: a normal of the data is a normal of the picture.
    let normal = Vec2::new(line.active_side[0] as f32, line.active_side[1] as f32);
    // Units a little apart, so that no two lines flicker where they cross.
    let z = Layer::Lines.z() + part.unit as f32 * 1e-3;
    let shaft = sizes::ARROW_LENGTH - sizes::ARROW_HEAD;
    Some(match part.kind {
        LinePartKind::Line => bar(start, end, width, z),
        LinePartKind::Edge => bar(start, end, width + sizes::SOFT_EDGE, z - 5e-4),
        LinePartKind::Shaft => {
            let foot = arrow_foot(start, end, normal, mapping)?;
            bar(foot, foot + shaft * normal, sizes::LINE_WIDTH, z)
        }
        LinePartKind::Head => {
            let base = arrow_foot(start, end, normal, mapping)? + shaft * normal;
            head(base, normal, 1.0, z)
        }
    })
}

/// Where on the line its arrow begins: the place nearest to the middle from which the tip stays inside the plane.
fn arrow_foot(start: Vec2, end: Vec2, normal: Vec2, mapping: &PlaneMapping) -> Option<Vec2> {
    let plane = mapping.world_rect();
    let reach = (sizes::ARROW_LENGTH + sizes::ARROW_HEAD) * normal;
    [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9]
        .into_iter()
        .map(|t| start.lerp(end, t))
        .find(|foot| plane.contains(*foot + reach))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::Extent;

    #[test]
    fn a_line_is_as_long_as_its_ends_are_apart_and_the_arrow_points_to_the_active_side() {
        let line = clip_line([1.0, 0.0], -0.25, &Extent::UNIT).unwrap();
        let part = |kind| {
            part_transform(
                &LinePart { unit: 0, kind },
                &line,
                &PlaneMapping::of_unit_square(),
                false,
            )
            .unwrap()
        };
        assert_eq!(part(LinePartKind::Line).scale.x, 600.0);
        assert_eq!(
            part(LinePartKind::Line).translation.truncate(),
            Vec2::new(-150.0, 0.0)
        );
        assert!(part(LinePartKind::Head).translation.x > -150.0);
        assert!((part(LinePartKind::Head).rotation * Vec3::X).abs_diff_eq(Vec3::X, 1e-6));
    }

    #[test]
    fn an_arrow_without_room_is_not_drawn_and_one_with_room_elsewhere_moves_there() {
        let part = LinePart {
            unit: 0,
            kind: LinePartKind::Head,
        };
        // Along the right border, pointing out: no room at all.
        let outwards = clip_line([1.0, 0.0], -0.99, &Extent::UNIT).unwrap();
        assert_eq!(
            part_transform(&part, &outwards, &PlaneMapping::of_unit_square(), false),
            None
        );
        // Slanted across the upper right corner: its middle is too near to the border, its lower end is not.
        let slanted = clip_line([1.0, 0.2], -1.0, &Extent::UNIT).unwrap();
        let head = part_transform(&part, &slanted, &PlaneMapping::of_unit_square(), false).unwrap();
        assert!(head.translation.x + sizes::ARROW_HEAD < 300.0);
    }
}
