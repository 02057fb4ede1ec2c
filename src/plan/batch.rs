//! Data points laid out as lanes.

use std::ops::Range;

use super::{LANES, Lanes, Plan, source::OutputSet, unique::unique};

/// The most vectors of lanes in a block. More of them do not make better use of the registers, and leave the cache.
const MOST_VECTORS: usize = 33;
/// What the values and derivatives of a block may take up: half of a usual second-level cache.
const BLOCK_BYTES: usize = 512 * 1024;

/// Data points as lanes, cut into blocks that are computed one after the other.
///
/// The points of one output stand together; the last vector of each output is filled up with copies of its last point, which
/// count for nothing.
#[derive(Debug, Clone, Default)]
pub struct LaneBatch {
    /// The plan that it is laid out for, and which layout of all it is; 0 before the first.
    pub(super) plan: u64,
    pub(super) layout: u64,
    /// Where each output's vectors begin, and where the last one's end.
    bounds: Vec<usize>,
    /// Which outputs it has points of.
    pub(super) outputs: OutputSet,
    /// For each lane input its numbers.
    pub(super) inputs: Vec<Vec<Lanes>>,
    /// 1 for a point, 0 for a copy.
    pub(super) counted: Vec<Lanes>,
    pub(super) blocks: Vec<Block>,
    /// Which point stands in each lane.
    points: Vec<u32>,
}

/// Neighbouring vectors of lanes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) vectors: Range<usize>,
    /// For each of the plan's sets of outputs, which vectors it means, counted from the start of the block.
    pub(super) spans: Vec<Vec<Range<usize>>>,
    /// The same for each output alone.
    pub(super) outputs: Vec<Range<usize>>,
}

impl LaneBatch {
    /// Lays out `count` points, each with its output and its numbers for the plan's lane inputs.
    ///
    /// If every lane holds a point of the same number and output as before, the layout counts as the same, and a pass that is under
    /// way goes on: where the numbers mean other points, it must be abandoned.
    ///
    /// # Panics
    ///
    /// If a point has an output that the plan has not, or there are 2³² points or more.
    pub fn pack(
        &mut self,
        plan: &Plan,
        count: usize,
        output_of: impl Fn(usize) -> usize,
        input_of: impl Fn(usize, usize) -> f64,
    ) {
        assert!(u32::try_from(count).is_ok(), "fewer than 2³² points");
        let before = std::mem::take(&mut self.points);
        self.counted.clear();
        self.outputs = 0;
        let mut bounds = vec![0; plan.outputs() + 1];
        for output in 0..plan.outputs() {
            let start = self.points.len();
            let of_output = (0..count).filter(|&point| output_of(point) == output);
            self.points.extend(of_output.map(|point| point as u32));
            if self.points.len() > start {
                self.outputs |= 1 << output;
            }
            self.fill_up(start);
            bounds[output + 1] = self.points.len() / LANES;
        }
        let lanes = self.points.as_chunks::<LANES>().0;
        let points: f64 = self.counted.iter().flat_map(|lanes| lanes.0).sum();
        assert_eq!(points, count as f64, "a point's output is not the plan's");
        self.inputs.resize(plan.lane_inputs(), Vec::new());
        for (input, numbers) in self.inputs.iter_mut().enumerate() {
            let vector =
                |points: &[u32; LANES]| Lanes(points.map(|point| input_of(point as usize, input)));
            numbers.clear();
            numbers.extend(lanes.iter().map(vector));
        }
        self.cut(plan, &bounds);
        if self.plan != plan.id || self.points != before || self.bounds != bounds {
            self.plan = plan.id;
            self.bounds = bounds;
            self.layout = unique();
        }
    }

    /// Whether it was packed for this plan: no other can run it.
    pub const fn is_packed_for(&self, plan: &Plan) -> bool {
        self.plan == plan.id
    }

    /// How many vectors of lanes there are.
    pub const fn vectors(&self) -> usize {
        self.counted.len()
    }

    /// What the lanes take in memory, in bytes.
    pub fn bytes(&self) -> usize {
        let rows = self.inputs.len() + 1;
        size_of::<Lanes>() * rows * self.vectors() + size_of::<u32>() * self.points.len()
    }

    /// How many blocks there are.
    pub const fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// Fills the last vector of an output that starts at a lane.
    fn fill_up(&mut self, start: usize) {
        let Some(&last) = self.points[start..].last() else {
            return;
        };
        let full = (self.points.len() - start) / LANES;
        self.counted
            .resize(self.counted.len() + full, Lanes([1.0; LANES]));
        let left = (self.points.len() - start) % LANES;
        if left > 0 {
            let counted = std::array::from_fn(|lane| f64::from(u8::from(lane < left)));
            self.counted.push(Lanes(counted));
            self.points.resize(self.points.len() + LANES - left, last);
        }
    }

    /// Cuts the vectors into blocks of nearly equal length.
    fn cut(&mut self, plan: &Plan, bounds: &[usize]) {
        let row_bytes = 2 * size_of::<Lanes>();
        let most = (BLOCK_BYTES / (row_bytes * plan.rows().max(1))).clamp(1, MOST_VECTORS);
        let vectors = self.vectors();
        let mut blocks = vectors.div_ceil(most);
        if blocks > 1 {
            // An even number, so that two threads have the same to do.
            blocks = blocks.next_multiple_of(2).min(vectors);
        }
        self.blocks.clear();
        let mut start = 0;
        for block in 0..blocks {
            let end = start + (vectors - start).div_ceil(blocks - block);
            self.blocks.push(Block::new(plan, start..end, bounds));
            start = end;
        }
    }

    /// The points in the lanes of a block, copies included.
    pub fn points(&self, block: usize) -> &[u32] {
        let vectors = &self.blocks[block].vectors;
        &self.points[vectors.start * LANES..vectors.end * LANES]
    }

    /// The longest block.
    pub(super) fn most_vectors(&self) -> usize {
        let lengths = self.blocks.iter().map(|block| block.vectors.len());
        lengths.max().unwrap_or(0)
    }
}

impl Block {
    fn new(plan: &Plan, vectors: Range<usize>, bounds: &[usize]) -> Self {
        let within = |bound: usize| bound.clamp(vectors.start, vectors.end) - vectors.start;
        let outputs: Vec<Range<usize>> = bounds
            .windows(2)
            .map(|pair| within(pair[0])..within(pair[1]))
            .collect();
        let spans = plan
            .sets
            .iter()
            .map(|&set| spans_of(set, &outputs))
            .collect();
        Self {
            vectors,
            spans,
            outputs,
        }
    }
}

/// The vectors of a set of outputs, neighbours joined.
fn spans_of(set: OutputSet, outputs: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    for (output, span) in outputs.iter().enumerate() {
        if set & (1 << output) == 0 || span.is_empty() {
            continue;
        }
        match spans.last_mut() {
            Some(before) if before.end == span.start => before.end = span.end,
            _ => spans.push(span.clone()),
        }
    }
    spans
}
