//! What is under the pointer in the plane: a point, else a line.

use bevy::prelude::*;

use crate::training::Points;

use super::{PlaneMapping, clip_line, separating_lines::ShownLines, sizes};

/// The visible point whose centre is nearest to a window position, within reach.
pub(super) fn nearest_point(
    points: &Points,
    mapping: &PlaneMapping,
    position: Vec2,
) -> Option<usize> {
    points
        .iter()
        .enumerate()
        .filter(|(_, point)| mapping.visible.contains(point.place()))
        .map(|(index, point)| (index, mapping.to_window(point.place()).distance(position)))
        .filter(|(_, distance)| *distance <= sizes::GRAB_RADIUS)
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(index, _)| index)
}

/// The unit whose visible line is nearest to a window position, within reach.
pub(super) fn nearest_line(
    lines: &ShownLines,
    mapping: &PlaneMapping,
    position: Vec2,
) -> Option<usize> {
    let distance = |&[w1, w2, b]: &[f64; 3]| {
        let line = clip_line([w1, w2], b, &mapping.visible)?;
        let [start, end] = line.ends.map(|end| mapping.to_window(end));
        let along = end - start;
        let t = ((position - start).dot(along) / along.length_squared()).clamp(0.0, 1.0);
        Some(position.distance(start + t * along))
    };
    lines
        .0
        .iter()
        .enumerate()
        .filter_map(|(unit, line)| Some((unit, distance(line)?)))
        .filter(|(_, distance)| *distance <= sizes::LINE_REACH)
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(unit, _)| unit)
}
