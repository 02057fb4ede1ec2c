//! Where a gradient step would move a separating line. Pure.

use crate::training::Extent;

use super::clip_line;

/// How the loss of one point pulls a line: at its place nearest to the point, along the line's normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinePull {
    /// On the line.
    pub at: [f64; 2],
    /// How far the line goes there for a small learning rate, divided by that rate.
    pub rate: [f64; 2],
}

/// The pull on the line w₁x₁ + w₂x₂ + b = 0, given the derivatives of the loss with respect to w₁, w₂ and b.
///
/// Where the parameters θ become θ − η ∂, the line's place p with normal n = w / |w| moves by η (∂w · p + ∂b) / |w| · n, to the
/// first order in η. `None` where no part of the line is visible.
pub fn line_pull(
    line: [f64; 3],
    derivatives: [f64; 3],
    point: [f64; 2],
    visible: &Extent,
) -> Option<LinePull> {
    let [w1, w2, b] = line;
    let found = clip_line([w1, w2], b, visible)?;
    let [start, end] = found.ends;
    let along = [0, 1].map(|axis: usize| end[axis] - start[axis]);
    let dot = |a: [f64; 2], b: [f64; 2]| a[0] * b[0] + a[1] * b[1];
    let to_point = [0, 1].map(|axis: usize| point[axis] - start[axis]);
    let t = (dot(to_point, along) / dot(along, along)).clamp(0.0, 1.0);
    let at = [0, 1].map(|axis: usize| start[axis] + t * along[axis]);
    let [d1, d2, db] = derivatives;
    let rate = (dot([d1, d2], at) + db) / w1.hypot(w2);
    rate.is_finite().then(|| LinePull {
        at,
        rate: found.active_side.map(|side| rate * side),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pull_is_where_a_small_step_moves_the_line() {
        let (line, derivatives, point) = ([0.8, -0.5, 0.1], [0.3, -0.7, 0.2], [0.7, 0.2]);
        let pull = line_pull(line, derivatives, point, &Extent::UNIT).unwrap();
        let [w1, w2, b] = line;
        assert!((w1 * pull.at[0] + w2 * pull.at[1] + b).abs() < 1e-12);
        let rate = 1e-7;
        let [v1, v2, c] = [0, 1, 2].map(|index: usize| line[index] - rate * derivatives[index]);
        let moved = [0, 1].map(|axis: usize| pull.at[axis] + rate * pull.rate[axis]);
        // On the moved line but for terms of the second order.
        assert!((v1 * moved[0] + v2 * moved[1] + c).abs() < 1e-12);
        assert!(pull.rate[0].hypot(pull.rate[1]) > 0.1);
    }

    #[test]
    fn it_is_at_the_place_nearest_to_the_point_that_can_be_seen() {
        let line = [1.0, 0.0, -0.5];
        let at = |point| {
            line_pull(line, [1.0, 0.0, 0.0], point, &Extent::UNIT)
                .unwrap()
                .at
        };
        assert_eq!(at([0.9, 0.25]), [0.5, 0.25]);
        assert_eq!(at([0.9, 7.0]), [0.5, 1.0]);
    }

    #[test]
    fn a_line_that_is_not_there_is_not_pulled() {
        let pull = |line| line_pull(line, [1.0; 3], [0.5, 0.5], &Extent::UNIT);
        assert_eq!(pull([0.0, 0.0, 1.0]), None);
        assert_eq!(pull([1.0, 0.0, -3.0]), None);
    }
}
