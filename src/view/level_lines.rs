//! The lines along which a sampled function has one value. Pure.

use contour::ContourBuilder;

/// The lines along which values on a grid of so many columns and rows are equal to `level`, in units of the grid: sample i stands at
/// i + 0.5.
///
/// Between samples the function is taken as linear. Nothing where there is not a value for each place.
pub fn level_lines(values: &[f64], sides: [usize; 2], level: f64) -> Vec<Vec<[f64; 2]>> {
    let [columns, rows] = sides;
    if values.len() != columns * rows {
        return Vec::new();
    }
    let Ok(contours) = ContourBuilder::new(columns, rows, true).lines(values, &[level]) else {
        return Vec::new();
    };
    // The library closes every ring along the outside of the grid, at 0 and at its sizes.
    let is_outside = |x: f64, side: usize| x <= 0.0 || x >= side as f64;
    let mut lines = Vec::new();
    for ring in contours
        .iter()
        .flat_map(|contour| contour.geometry().0.iter())
    {
        let mut line = Vec::new();
        for coordinate in &ring.0 {
            // Beside a sample without a value there is no place between two of them.
            let is_place = coordinate.x.is_finite() && coordinate.y.is_finite();
            if !is_place || is_outside(coordinate.x, columns) || is_outside(coordinate.y, rows) {
                lines.push(std::mem::take(&mut line));
            } else {
                line.push([coordinate.x, coordinate.y]);
            }
        }
        lines.push(line);
    }
    lines.retain(|line| line.len() > 1);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_where_there_are_no_values() {
        let side = 8;
        let value = |index: usize| match index % side {
            0..4 => (index / side) as f64,
            4 => f64::INFINITY,
            _ => f64::NAN,
        };
        let values: Vec<f64> = (0..side * side).map(value).collect();
        let lines = level_lines(&values, [side, side], 3.4);
        assert!(!lines.is_empty());
        assert!(lines.concat().iter().flatten().all(|it| it.is_finite()));
    }
}
