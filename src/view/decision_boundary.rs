//! The line where the network gives both classes the same probability.

use bevy::prelude::*;
use bevy_prototype_lyon::prelude::*;

use crate::training::{Extent, FIELD_SIZE};

use super::{
    Plane, ShowSettings, glyphs::Layer, level_lines::level_lines, palette, schedule::DrawSystems,
    shown_field::ShownField, sizes, visible_if::visible_if,
};

/// A stroke along the boundary: the line itself, or the soft edge around it.
#[derive(Component, Debug, Clone, Copy)]
struct BoundaryStroke {
    color: Color,
    width: f32,
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Startup, spawn_boundary).add_systems(
        Update,
        draw_boundary
            .in_set(DrawSystems::Boundary)
            .run_if(resource_exists::<Plane>),
    );
}

fn spawn_boundary(mut commands: Commands) {
    let color = palette::BOUNDARY.color();
    let core = BoundaryStroke {
        color,
        width: sizes::BOUNDARY_WIDTH,
    };
    let edge = BoundaryStroke {
        color: color.with_alpha(sizes::SOFT_EDGE_ALPHA),
        width: sizes::BOUNDARY_WIDTH + sizes::SOFT_EDGE,
    };
    for (stroke, behind) in [(core, 0.0), (edge, 0.1)] {
        commands.spawn((
            Name::new("decision boundary"),
            stroke,
            Transform::from_xyz(0.0, 0.0, Layer::Boundary.z() - behind),
            Visibility::Hidden,
        ));
    }
}

/// Draws the path anew when the field or the plane's mapping changed: here the geometry itself is what moves.
fn draw_boundary(
    plane: Res<Plane>,
    field: Res<ShownField>,
    show: Res<ShowSettings>,
    mut strokes: Query<(Entity, &BoundaryStroke, &mut Visibility)>,
    mut commands: Commands,
) {
    if !(plane.is_changed() || field.is_changed() || show.is_changed()) {
        return;
    }
    let Some(extent) = &field.extent else { return };
    let paths = boundary_paths(&field.logits, extent);
    let mut path = ShapePath::new();
    let mut is_empty = true;
    for places in &paths {
        // While the view moves, the field may reach beyond the plane: there the path is interrupted.
        let mut is_drawing = false;
        for place in places {
            let is_visible = plane.visible.contains(*place);
            let point = plane.to_world(*place);
            path = match (is_visible, is_drawing) {
                (true, true) => path.line_to(point),
                (true, false) => path.move_to(point),
                (false, _) => path,
            };
            is_empty &= !(is_visible && is_drawing);
            is_drawing = is_visible;
        }
    }
    for (entity, stroke, mut visibility) in &mut strokes {
        // A path without points would be a mesh without triangles, which the renderer does not take.
        let is_shown = show.boundary && !is_empty;
        visibility.set_if_neq(visible_if(is_shown));
        if is_shown {
            commands.entity(entity).insert(stroke.along(&path));
        }
    }
}

impl BoundaryStroke {
    fn along(self, path: &ShapePath) -> Shape {
        let options = StrokeOptions::default()
            .with_line_width(self.width)
            .with_line_join(LineJoin::Round)
            .with_line_cap(LineCap::Round);
        ShapeBuilder::with(path)
            .stroke(Stroke {
                color: self.color,
                options,
            })
            .build()
    }
}

/// The paths along which the logits are zero, in the data's coordinates.
///
/// Logits are linear in ReLU networks between the units' lines, so linear interpolation puts the path where it belongs.
pub fn boundary_paths(logits: &[f32], extent: &Extent) -> Vec<Vec<[f64; 2]>> {
    if logits.len() != FIELD_SIZE * FIELD_SIZE {
        return Vec::new();
    }
    let values: Vec<f64> = logits.iter().map(|&logit| f64::from(logit)).collect();
    let size = FIELD_SIZE as f64;
    let to_data = |x: f64, axis: usize| {
        let t = ((x - 0.5) / (size - 1.0)).clamp(0.0, 1.0);
        extent.min[axis] + t * (extent.max[axis] - extent.min[axis])
    };
    let to_data = |[x, y]: [f64; 2]| [to_data(x, 0), to_data(y, 1)];
    let lines = level_lines(&values, [FIELD_SIZE; 2], 0.0).into_iter();
    lines
        .map(|line| line.into_iter().map(to_data).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::OutputField;

    fn paths_of(logit: impl Fn([f64; 2]) -> f64) -> Vec<Vec<[f64; 2]>> {
        let logits: Vec<f32> = (0..FIELD_SIZE * FIELD_SIZE)
            .map(|index| {
                logit(OutputField::place(
                    &Extent::UNIT,
                    index % FIELD_SIZE,
                    index / FIELD_SIZE,
                )) as f32
            })
            .collect();
        boundary_paths(&logits, &Extent::UNIT)
    }

    #[test]
    fn a_straight_boundary_is_where_the_logit_is_zero_from_border_to_border() {
        let paths = paths_of(|[x1, x2]| 3.0 * x1 - 2.0 * x2 - 0.4);
        assert_eq!(paths.len(), 1);
        for [x1, x2] in paths.concat() {
            assert!(
                (3.0 * x1 - 2.0 * x2 - 0.4).abs() < 1e-6,
                "({x1}, {x2}) is off the line"
            );
        }
        let (lowest, highest) = paths[0]
            .iter()
            .fold((1.0f64, 0.0f64), |(low, high), [_, x2]| {
                (low.min(*x2), high.max(*x2))
            });
        assert!(
            lowest < 1e-6 && highest > 1.0 - 1e-6,
            "the path ends short of the border: {lowest} to {highest}"
        );
    }

    #[test]
    fn a_closed_boundary_closes() {
        let paths = paths_of(|[x1, x2]| 0.1 - (x1 - 0.5).powi(2) - (x2 - 0.5).powi(2));
        assert_eq!(paths.len(), 1);
        assert_eq!(paths[0].first(), paths[0].last());
        for [x1, x2] in paths.concat() {
            let radius = (x1 - 0.5).hypot(x2 - 0.5);
            // Linear interpolation of a parabola over a cell of 1/64 is off by at most (1/64)²/8 in the logit.
            assert!((radius - 0.1f64.sqrt()).abs() < 1e-4, "radius {radius}");
        }
    }

    #[test]
    fn two_boundaries_are_two_paths() {
        assert_eq!(paths_of(|[x1, _]| (x1 - 0.2) * (x1 - 0.8)).len(), 2);
    }

    #[test]
    fn there_is_no_boundary_where_the_network_is_of_one_mind() {
        assert!(paths_of(|_| 1.0).is_empty());
        assert!(paths_of(|_| -1.0).is_empty());
    }
}
