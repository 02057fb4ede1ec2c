//! Where the names of the separating lines are written: beside the line, clear of each other.

use bevy::prelude::*;

use super::{
    LineInPlane, Plane, PlaneMapping, Rgb, ShowSettings, clip_line, palette, schedule::DrawSystems,
    separating_lines::ShownLines,
};

/// Room for a label, in logical pixels.
pub(super) const LABEL: Vec2 = Vec2::new(56.0, 20.0);

/// The names of more lines than this would hide the plane: then none are written.
const MOST_LABELS: usize = 12;

/// Where to write the names of the lines.
#[derive(Resource, Debug, Default, Clone, PartialEq, Deref)]
pub struct LineLabels(pub Vec<LineLabel>);

/// The name of one line.
#[derive(Debug, Clone, PartialEq)]
pub struct LineLabel {
    /// The unit of the first layer, counted from 0.
    pub unit: usize,
    /// The label's centre in the window, in logical pixels.
    pub centre: Vec2,
    /// The line's colour.
    pub color: Rgb,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<LineLabels>().add_systems(
        Update,
        label_lines
            .in_set(DrawSystems::Lines)
            .run_if(resource_exists::<Plane>),
    );
}

fn label_lines(
    plane: Res<Plane>,
    shown: Res<ShownLines>,
    show: Res<ShowSettings>,
    mut labels: ResMut<LineLabels>,
) {
    let mut placed = Vec::new();
    if show.lines && shown.0.len() <= MOST_LABELS {
        for (unit, &[w1, w2, b]) in shown.0.iter().enumerate() {
            let centre = clip_line([w1, w2], b, &plane.visible)
                .and_then(|line| place_label(&line, &plane, &placed));
            if let Some(centre) = centre {
                placed.push(LineLabel {
                    unit,
                    centre,
                    color: palette::of_unit(unit),
                });
            }
        }
    }
    labels.set_if_neq(LineLabels(placed));
}

/// A place beside the line, on its passive side if it can be, inside the plane and clear of other labels: the highest there is.
fn place_label(line: &LineInPlane, mapping: &PlaneMapping, placed: &[LineLabel]) -> Option<Vec2> {
    let [a, b] = line.ends.map(|end| mapping.to_window(end));
    let (top, bottom) = if a.y <= b.y { (a, b) } else { (b, a) };
    let passive_side = -Vec2::new(line.active_side[0] as f32, -line.active_side[1] as f32);
    // Far enough to the side that the box does not touch the line.
    let aside = 0.5 * (LABEL.x * passive_side.x.abs() + LABEL.y * passive_side.y.abs()) + 3.0;
    let inner = Rect::from_corners(
        mapping.rect.min + 0.5 * LABEL,
        mapping.rect.max - 0.5 * LABEL,
    );
    // On the other side where there is no room on this one.
    [passive_side, -passive_side]
        .into_iter()
        .flat_map(|side| {
            (1..20).map(move |step| top.lerp(bottom, step as f32 / 20.0) + aside * side)
        })
        .find(|centre| {
            let is_free = |other: &LineLabel| {
                let apart = (other.centre - centre).abs();
                apart.x >= LABEL.x || apart.y >= LABEL.y
            };
            inner.contains(*centre) && placed.iter().all(is_free)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::Extent;

    #[test]
    fn labels_stay_inside_and_apart() {
        let mapping = PlaneMapping::of_unit_square();
        let mut placed = Vec::new();
        for unit in 0..6 {
            let line = clip_line([1.0, 0.02 * unit as f64], -0.01, &Extent::UNIT).unwrap();
            let centre = place_label(&line, &mapping, &placed);
            if let Some(centre) = centre {
                assert!(
                    mapping.rect.contains(centre - 0.5 * LABEL)
                        && mapping.rect.contains(centre + 0.5 * LABEL)
                );
                placed.push(LineLabel {
                    unit,
                    centre,
                    color: palette::of_unit(0),
                });
            }
        }
        for (index, label) in placed.iter().enumerate() {
            for other in &placed[..index] {
                let apart = (label.centre - other.centre).abs();
                assert!(apart.x >= LABEL.x || apart.y >= LABEL.y);
            }
        }
    }
}
