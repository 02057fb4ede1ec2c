//! The lines along which a sampled function has one value. Pure.

use contour::ContourBuilder;

/// The lines along which values on a square grid are equal to `level`, in units of the grid: sample i stands at i + 0.5.
///
/// Between samples the function is taken as linear. Nothing where there are not `side` times `side` values.
pub fn level_lines(values: &[f64], side: usize, level: f64) -> Vec<Vec<[f64; 2]>> {
    if values.len() != side * side {
        return Vec::new();
    }
    let Ok(contours) = ContourBuilder::new(side, side, true).lines(values, &[level]) else {
        return Vec::new();
    };
    // The library closes every ring along the outside of the grid, at 0 and at its size.
    let size = side as f64;
    let is_outside = |x: f64| x <= 0.0 || x >= size;
    let mut lines = Vec::new();
    for ring in contours
        .iter()
        .flat_map(|contour| contour.geometry().0.iter())
    {
        let mut line = Vec::new();
        for coordinate in &ring.0 {
            if is_outside(coordinate.x) || is_outside(coordinate.y) {
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
