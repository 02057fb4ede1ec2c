//! Parameters and constants that nobody else reads stand above their reader, as if they were part of it.

use bevy::math::{Vec2, vec2};

use super::{Layout, LayoutInput};

/// Between a reader and what stands above it.
const GAP: f32 = 7.0;

/// Who stands above whom.
#[derive(Debug, Clone)]
pub(super) struct Satellites {
    /// For each box the reader that it stands above.
    reader: Vec<Option<usize>>,
    /// For each box its number among those that stand by themselves.
    number: Vec<usize>,
}

/// A box stands above its reader if it may, if nobody else reads it, and if the reader reads something that stands by itself.
pub(super) fn find(input: &LayoutInput) -> Satellites {
    let boxes = input.sizes.len();
    let mut reader: Vec<Option<usize>> = vec![None; boxes];
    let mut is_read_by_several = vec![false; boxes];
    for &(from, to) in &input.edges {
        is_read_by_several[from] |= reader[from].is_some_and(|other| other != to);
        reader[from] = Some(to);
    }
    let mut inputs: Vec<Vec<usize>> = vec![Vec::new(); boxes];
    for &(from, to) in &input.edges {
        if !inputs[to].contains(&from) {
            inputs[to].push(from);
        }
    }
    for node in 0..boxes {
        let may = |&input_of: &usize| {
            input.may_sit_above[input_of]
                && !is_read_by_several[input_of]
                && inputs[input_of].is_empty()
        };
        let candidates: Vec<usize> = inputs[node].iter().copied().filter(may).collect();
        // One above, and the others at the left as usual.
        let is_seat_taken = candidates.len() != 1 || inputs[node].len() < 2;
        for &candidate in &inputs[node] {
            if is_seat_taken || candidate != candidates[0] {
                reader[candidate] = reader[candidate].filter(|&other| other != node);
            }
        }
    }
    let mut number = vec![0; boxes];
    let mut next = 0;
    for node in 0..boxes {
        number[node] = next;
        next += usize::from(reader[node].is_none());
    }
    Satellites { reader, number }
}

impl Satellites {
    /// The layout's input without them: their readers are so much higher.
    pub(super) fn standing(&self, input: &LayoutInput) -> LayoutInput {
        let mut standing = LayoutInput::default();
        for (node, &size) in input.sizes.iter().enumerate() {
            if self.reader[node].is_none() {
                standing.sizes.push(size);
                standing.may_sit_above.push(input.may_sit_above[node]);
            }
        }
        for (node, reader) in self.reader.iter().enumerate() {
            if let Some(reader) = *reader {
                let (own, above) = (&mut standing.sizes[self.number[reader]], input.sizes[node]);
                *own = vec2(own.x.max(above.x), own.y + GAP + above.y);
            }
        }
        let edges = input.edges.iter();
        standing.edges = edges
            .filter(|(from, _)| self.reader[*from].is_none())
            .map(|&(from, to)| (self.number[from], self.number[to]))
            .collect();
        standing
    }

    /// How far below the middle of its room each box stands, because another stands above it.
    pub(super) fn lowered(&self, input: &LayoutInput) -> Vec<f32> {
        let mut lowered = vec![0.0; self.reader.len()];
        for (node, reader) in self.reader.iter().enumerate() {
            if let Some(reader) = *reader {
                lowered[self.number[reader]] = 0.5 * (GAP + input.sizes[node].y);
            }
        }
        lowered
    }

    /// Gives every box its place, those that stand above others as well.
    pub(super) fn seat(
        &self,
        input: &LayoutInput,
        standing: &[Vec2],
        standing_bends: &[Vec<Vec2>],
    ) -> Layout {
        let mut centres: Vec<Vec2> = self
            .number
            .iter()
            .map(|&number| standing.get(number).copied().unwrap_or_default())
            .collect();
        for (node, reader) in self.reader.iter().enumerate() {
            if let Some(reader) = *reader {
                // Both share the room of the reader: it stands at the bottom, the other at the top.
                let (own, above) = (input.sizes[reader].y, input.sizes[node].y);
                let middle = standing[self.number[reader]];
                let half = 0.5 * (own + GAP + above);
                centres[node] = middle + vec2(0.0, 0.5 * above - half);
                centres[reader] = middle + vec2(0.0, half - 0.5 * own);
            }
        }
        let mut bends_left = standing_bends.iter();
        let bends = input
            .edges
            .iter()
            .map(|&(from, _)| match self.reader[from] {
                Some(_) => Vec::new(),
                None => bends_left.next().cloned().unwrap_or_default(),
            })
            .collect();
        Layout {
            centres,
            bends,
            size: Vec2::ZERO,
        }
    }
}
