//! A layered layout, left to right: every box in the column after its inputs'. Pure.
//!
//! Sugiyama's four steps: columns ([`columns`]), long edges cut at every column ([`junctions`]), an order within each column that
//! crosses few edges ([`ordering`]), and heights that make edges straight ([`heights`]). No recursion, no hashing: a graph is always
//! drawn the same way.

mod columns;
mod heights;
mod junctions;
mod ordering;
mod satellites;

use bevy::math::{Vec2, vec2};

use junctions::Layered;

/// Between two columns, in the units of the boxes' sizes.
pub const COLUMN_GAP: f32 = 19.0;
/// Between two boxes of a column.
pub const ROW_GAP: f32 = 12.0;
/// Between two long edges, or one and a box.
const EDGE_GAP: f32 = 5.0;

/// What is to be laid out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LayoutInput {
    /// Width and height of each box.
    pub sizes: Vec<Vec2>,
    /// From a box to one that reads it, which stands after it in the list of boxes.
    pub edges: Vec<(usize, usize)>,
    /// The boxes that may be put above their only reader: parameters and constants.
    pub may_sit_above: Vec<bool>,
}

/// Where everything is: y points down, the middle of the picture is the origin.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layout {
    /// The middle of each box.
    pub centres: Vec<Vec2>,
    /// For each edge the places on its way, without its ends.
    pub bends: Vec<Vec<Vec2>>,
    /// Width and height of the whole.
    pub size: Vec2,
}

impl Layout {
    /// The same with so much more room between boxes, across and down; boxes of these sizes keep them.
    #[must_use]
    pub(super) fn stretched(&self, factor: Vec2, sizes: &[Vec2]) -> Self {
        let mut layout = self.clone();
        for centre in &mut layout.centres {
            *centre *= factor;
        }
        for bend in layout.bends.iter_mut().flatten() {
            *bend *= factor;
        }
        centred(layout, sizes)
    }
}

/// Lays out boxes and edges.
pub fn lay_out(input: &LayoutInput) -> Layout {
    let satellites = satellites::find(input);
    let standing = satellites.standing(input);
    let columns = columns::assign(&standing);
    let layered = Layered::new(&standing, columns);
    let order = ordering::order(&layered);
    let heights = heights::assign(&standing, &layered, &order);
    let middles = column_middles(&standing, &order, layered.boxes());
    let place = |node: usize| vec2(middles[layered.column(node)], heights[node]);
    let centres: Vec<Vec2> = (0..standing.sizes.len()).map(place).collect();
    let bends: Vec<Vec<Vec2>> = layered
        .junctions_of_edges()
        .iter()
        .map(|junctions| junctions.iter().map(|&junction| place(junction)).collect())
        .collect();
    centred(satellites.seat(input, &centres, &bends), &input.sizes)
}

/// The middle of each column, where the first begins at 0.
fn column_middles(input: &LayoutInput, order: &[Vec<usize>], boxes: usize) -> Vec<f32> {
    let mut right = 0.0;
    order
        .iter()
        .map(|column| {
            let widths = column.iter().filter(|&&node| node < boxes);
            let width = widths.map(|&node| input.sizes[node].x).fold(0.0, f32::max);
            let middle = right + 0.5 * width;
            right += width + COLUMN_GAP;
            middle
        })
        .collect()
}

/// Moves everything so that the middle of the picture is the origin.
fn centred(mut layout: Layout, sizes: &[Vec2]) -> Layout {
    let (mut low, mut high) = (Vec2::INFINITY, Vec2::NEG_INFINITY);
    for (&centre, &size) in layout.centres.iter().zip(sizes) {
        low = low.min(centre - 0.5 * size);
        high = high.max(centre + 0.5 * size);
    }
    for bend in layout.bends.iter().flatten() {
        (low, high) = (low.min(*bend), high.max(*bend));
    }
    if layout.centres.is_empty() {
        return layout;
    }
    let middle = 0.5 * (low + high);
    let places = layout.centres.iter_mut();
    for place in places.chain(layout.bends.iter_mut().flatten()) {
        *place -= middle;
    }
    layout.size = high - low;
    layout
}

#[cfg(test)]
mod tests;
