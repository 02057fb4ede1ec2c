//! Where the name of the chosen point's arrow is written: beyond its tip, clear of the point and of the lines' names.

use bevy::prelude::*;

use super::line_labels::{LABEL as LINE_LABEL, LineLabel};

/// Half of the label's width and height, and some room.
pub(super) const LABEL: Vec2 = Vec2::new(38.0, 12.0);

/// Where the label of the chosen point's arrow belongs.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq)]
pub struct GradientLabel {
    /// Beyond the arrow's tip, as far as the plane reaches, in the window; `None` where there is no arrow.
    pub at: Option<Vec2>,
}

/// The place nearest to `wanted` that is whole within `plane` and clear of the point, up to a distance of `clear_of_point`, and of the
/// names of lines. Everything in the window, in logical pixels.
pub(super) fn place_label(
    wanted: Vec2,
    plane: Rect,
    point: Option<Vec2>,
    clear_of_point: f32,
    names: &[LineLabel],
) -> Vec2 {
    // Whole, or a cut-off minus would turn it around.
    let inner = Rect::from_corners(plane.min + LABEL, plane.max - LABEL);
    let at = wanted.clamp(inner.min, inner.max.max(inner.min));
    let of_name = LABEL + 0.5 * LINE_LABEL;
    let of_point = LABEL + Vec2::splat(clear_of_point);
    let kept_clear = || {
        let names = names.iter().map(|name| (name.centre, of_name));
        names.chain(point.map(|point| (point, of_point)))
    };
    let is_clear = |at: Vec2| {
        kept_clear().all(|(other, apart)| (at - other).abs().cmpge(apart).any())
            && (inner.min.y..=inner.max.y).contains(&at.y)
    };
    // Where the border or a name is in the way, it stands above or below what it would cover.
    let beside = kept_clear().flat_map(|(other, apart)| [other.y - apart.y, other.y + apart.y]);
    let places = beside.map(|y| Vec2::new(at.x, y));
    let nearest = places
        .filter(|place| is_clear(*place))
        .min_by(|a, b| (a.y - at.y).abs().total_cmp(&(b.y - at.y).abs()));
    if is_clear(at) {
        at
    } else {
        nearest.unwrap_or(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::palette;

    const PLANE: Rect = Rect {
        min: Vec2::new(100.0, 50.0),
        max: Vec2::new(500.0, 450.0),
    };

    fn name_at(x: f32, y: f32) -> LineLabel {
        LineLabel {
            unit: 0,
            centre: Vec2::new(x, y),
            color: palette::of_unit(0),
        }
    }

    #[test]
    fn it_stays_where_nothing_is_in_the_way() {
        let wanted = Vec2::new(300.0, 200.0);
        let names = [name_at(300.0, 80.0)];
        let point = Some(Vec2::new(300.0, 260.0));
        assert_eq!(place_label(wanted, PLANE, point, 17.0, &names), wanted);
    }

    #[test]
    fn it_is_whole_and_covers_neither_the_point_nor_a_name() {
        let point = Vec2::new(110.0, 60.0);
        let names = [name_at(140.0, 100.0), name_at(140.0, 125.0)];
        let at = place_label(Vec2::new(90.0, 40.0), PLANE, Some(point), 17.0, &names);
        assert!(PLANE.contains(at - LABEL) && PLANE.contains(at + LABEL));
        let apart = |other: Vec2, room: Vec2| (at - other).abs().cmpge(room).any();
        assert!(apart(point, LABEL + 17.0));
        for name in &names {
            assert!(apart(name.centre, LABEL + 0.5 * LINE_LABEL));
        }
    }
}
