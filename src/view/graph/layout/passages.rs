//! How an edge passes through a column between its ends: at a slant where there is room, else straight on between two boxes.

use bevy::math::{Vec2, vec2};

use super::LayoutInput;

/// So far from a box an edge stays, when it passes at a slant.
const CLEARANCE: f32 = 2.0;

/// Where a column is across the picture, and how wide its widest box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Column {
    pub(super) middle: f32,
    pub(super) width: f32,
}

/// The columns, and what of them boxes take.
pub(super) struct Passages {
    columns: Vec<Column>,
    /// For each column its boxes, from above: where each begins and ends.
    boxes: Vec<Vec<[f32; 2]>>,
}

impl Passages {
    /// Of the nodes that stand in the columns at these heights, the first are the boxes of `input`; the others are edges on their way.
    pub(super) fn new(
        input: &LayoutInput,
        order: &[Vec<usize>],
        heights: &[f32],
        columns: Vec<Column>,
    ) -> Self {
        let boxes = order.iter().map(|column| {
            let boxes = column.iter().filter(|&&node| node < input.sizes.len());
            let taken = boxes.map(|&node| {
                let half = 0.5 * input.sizes[node].y;
                [heights[node] - half, heights[node] + half]
            });
            taken.collect()
        });
        Self {
            boxes: boxes.collect(),
            columns,
        }
    }

    /// The columns.
    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The bends of an edge on its way through a column at a height, from and to others: one in the middle, or two where it must go straight
    /// on, or it would run through the boxes above or below.
    pub(super) fn through(
        &self,
        (column, height): (usize, f32),
        from: (usize, f32),
        to: (usize, f32),
    ) -> Vec<Vec2> {
        let Column { middle, width } = self.columns[column];
        let half = 0.5 * width;
        let is_free = |(other, other_height): (usize, f32)| {
            let other = self.columns[other];
            let apart = (other.middle - middle).abs() - 0.5 * other.width;
            let end = height + risen(half / apart.max(half)) * (other_height - height);
            let (top, bottom) = (height.min(end) - CLEARANCE, height.max(end) + CLEARANCE);
            let mut boxes = self.boxes[column].iter();
            boxes.all(|[above, below]| *above >= bottom || *below <= top)
        };
        if is_free(from) && is_free(to) {
            vec![vec2(middle, height)]
        } else {
            vec![vec2(middle - half, height), vec2(middle + half, height)]
        }
    }
}

/// How much of its way up or down a piece of an edge has made after a part of its way across: it is a cubic curve with level ends, the
/// handles of which reach to the middle.
fn risen(across: f32) -> f32 {
    let (mut low, mut high) = (0.0_f32, 1.0_f32);
    for _ in 0..16 {
        let t = 0.5 * (low + high);
        if 1.5 * t * (1.0 - t) + t * t * t < across {
            low = t;
        } else {
            high = t;
        }
    }
    high * high * (3.0 - 2.0 * high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_begins_and_ends_level_and_is_half_way_up_in_the_middle() {
        assert!(risen(0.01) < 1e-3 && risen(0.99) > 0.999);
        assert!((risen(0.5) - 0.5).abs() < 1e-3);
    }
}
