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
            if is_outside(coordinate.x, columns) || is_outside(coordinate.y, rows) {
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
