//! The line w₁x₁ + w₂x₂ + b = 0 inside a rectangle. Pure.

use crate::training::Extent;

/// The visible part of a separating line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineInPlane {
    /// Both ends, on the border of the rectangle.
    pub ends: [[f64; 2]; 2],
    /// The unit normal that points to the side where the unit's sum is positive.
    pub active_side: [f64; 2],
}

/// Clips the line w₁x₁ + w₂x₂ + b = 0 to a rectangle.
///
/// Right for vertical and horizontal lines: the line is walked along its own direction, never divided by one weight alone.
/// `None` where both weights are zero (there is no line) or the line passes outside.
pub fn clip_line(weights: [f64; 2], bias: f64, extent: &Extent) -> Option<LineInPlane> {
    let norm = weights[0].hypot(weights[1]);
    if !(norm > 0.0 && norm.is_finite() && bias.is_finite()) {
        return None;
    }
    let normal = weights.map(|weight| weight / norm);
    let along = [-normal[1], normal[0]];
    // The place of the line that is nearest to the rectangle's middle: rounding stays small however far the origin is.
    let middle = [0, 1].map(|axis| 0.5 * (extent.min[axis] + extent.max[axis]));
    let distance = normal[0] * middle[0] + normal[1] * middle[1] + bias / norm;
    let foot = [0, 1].map(|axis| middle[axis] - distance * normal[axis]);
    // Liang and Barsky: the interval of t in which foot + t · along is inside, side by side.
    let (mut from, mut to) = (f64::NEG_INFINITY, f64::INFINITY);
    for axis in [0, 1] {
        let (low, high) = (extent.min[axis] - foot[axis], extent.max[axis] - foot[axis]);
        if along[axis] == 0.0 {
            if low > 0.0 || high < 0.0 {
                return None;
            }
            continue;
        }
        let (a, b) = (low / along[axis], high / along[axis]);
        from = from.max(a.min(b));
        to = to.min(a.max(b));
    }
    let place = |t: f64| extent.clamp([0, 1].map(|axis| foot[axis] + t * along[axis]));
    (from < to).then(|| LineInPlane {
        ends: [place(from), place(to)],
        active_side: normal,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(weights: [f64; 2], bias: f64) -> Option<[[f64; 2]; 2]> {
        clip_line(weights, bias, &Extent::UNIT).map(|line| line.ends)
    }

    fn assert_between(found: Option<[[f64; 2]; 2]>, mut expected: [[f64; 2]; 2]) {
        let mut found = found.expect("the line crosses the rectangle");
        found.sort_by(|a, b| a.partial_cmp(b).unwrap());
        expected.sort_by(|a, b| a.partial_cmp(b).unwrap());
        for (end, expected) in found
            .into_iter()
            .flatten()
            .zip(expected.into_iter().flatten())
        {
            assert!((end - expected).abs() < 1e-12, "{end} is not {expected}");
        }
    }

    #[test]
    fn the_lectures_lines_are_vertical_at_their_places() {
        assert_between(ends([1.0, 0.0], -0.8), [[0.8, 0.0], [0.8, 1.0]]);
        assert_between(ends([-1.0, 0.0], 0.25), [[0.25, 0.0], [0.25, 1.0]]);
    }

    #[test]
    fn a_horizontal_line_is_horizontal() {
        assert_between(ends([0.0, 2.0], -1.0), [[0.0, 0.5], [1.0, 0.5]]);
    }

    #[test]
    fn a_diagonal_ends_on_the_border() {
        assert_between(ends([1.0, 1.0], -0.5), [[0.0, 0.5], [0.5, 0.0]]);
    }

    #[test]
    fn a_line_is_gone_without_weights_or_outside() {
        assert_eq!(ends([0.0, 0.0], 1.0), None);
        assert_eq!(ends([1.0, 0.0], -2.0), None);
        assert_eq!(ends([f64::NAN, 0.0], 0.0), None);
        assert_eq!(ends([1.0, 1.0], f64::INFINITY), None);
    }

    #[test]
    fn the_arrow_points_to_where_the_sum_is_positive() {
        for (weights, bias) in [([1.0, 0.0], -0.8), ([-1.0, 0.0], 0.25), ([0.3, -2.0], 0.4)] {
            let line = clip_line(weights, bias, &Extent::UNIT).unwrap();
            let [end, _] = line.ends;
            let beside = [0, 1].map(|axis| end[axis] + 0.1 * line.active_side[axis]);
            assert!(weights[0] * beside[0] + weights[1] * beside[1] + bias > 0.0);
        }
    }

    #[test]
    fn tiny_and_huge_weights_describe_the_same_line() {
        for scale in [1e-150, 1.0, 1e150] {
            assert_between(ends([scale, 0.0], -0.8 * scale), [[0.8, 0.0], [0.8, 1.0]]);
        }
    }
}
