//! A layered layout, left to right: every box in the column after its inputs'. Pure.
//!
//! Sugiyama's four steps: columns ([`columns`]), long edges cut at every column ([`junctions`]), an order within each column that
//! crosses few edges ([`ordering`]), and heights that make edges straight ([`heights`]); then the way of edges between boxes
//! ([`passages`]). No recursion, no hashing: a graph is always drawn the same way.
//!
//! Why not a library: a parameter belongs above the one product that reads it ([`satellites`]), which halves the height of a network,
//! and none of those for Rust can put it there; and the whole has to be laid out within a frame, between two pictures of a box that is
//! being unfolded. On the 436 nodes of a 2-10-10-1 network's pass, with the same sizes and gaps: this takes 0.7 ms and is 2,046 high;
//! `rust-sugiyama` 0.4 takes 18 ms, is 4,934 high and says nothing of the way of long edges; `dagre` 0.1 takes 510 ms and is 4,201 high;
//! `graphlay` 0.3 takes 339 ms and is 1,710 high and 2,375 wide, against 1,871.

mod columns;
mod heights;
mod junctions;
mod ordering;
mod passages;
mod satellites;

use bevy::math::{Vec2, vec2};

use junctions::Layered;
use passages::{Column, Passages};

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
    /// For each edge the places on its way, without its ends: one in every column between, or two where it goes straight on.
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
    let columns = place_columns(&standing, &order);
    let passages = Passages::new(&standing, &order, &heights, columns);
    let stand = |node: usize| (layered.column(node), heights[node]);
    let place = |node: usize| {
        let (column, height) = stand(node);
        vec2(passages.columns()[column].middle, height)
    };
    let centres: Vec<Vec2> = (0..standing.sizes.len()).map(place).collect();
    let lowered = satellites.lowered(input);
    let seated = |node: usize| (layered.column(node), heights[node] + lowered[node]);
    let edges = standing.edges.iter().zip(layered.junctions_of_edges());
    let bends: Vec<Vec<Vec2>> = edges
        .map(|(&(from, to), junctions)| {
            let start = std::iter::once(seated(from));
            let way = start.chain(junctions.iter().map(|&junction| stand(junction)));
            let way: Vec<(usize, f32)> = way.chain([seated(to)]).collect();
            let between = way.windows(3);
            between
                .flat_map(|way| passages.through(way[1], way[0], way[2]))
                .collect()
        })
        .collect();
    centred(satellites.seat(input, &centres, &bends), &input.sizes)
}

/// The columns, of which the first begins at 0.
fn place_columns(input: &LayoutInput, order: &[Vec<usize>]) -> Vec<Column> {
    let mut right = 0.0;
    order
        .iter()
        .map(|column| {
            let widths = column.iter().filter(|&&node| node < input.sizes.len());
            let width = widths.map(|&node| input.sizes[node].x).fold(0.0, f32::max);
            let middle = right + 0.5 * width;
            right += width + COLUMN_GAP;
            Column { middle, width }
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
