//! What a plan is made of: operations over rows of lanes.

use crate::autodiff::Function;

use super::source::OutputSet;

/// Where a node's number stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The same number in every lane: an index of the uniforms.
    Uniform(u32),
    /// A number a lane: a row of the arena.
    Row(u32),
}

/// One operation over all lanes that need it. Forward runs the steps in order, backward in reverse.
#[derive(Debug)]
pub(super) enum Step {
    Apply(Apply),
    WeightedSums(Box<WeightedSums>),
}

/// One function, lane by lane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Apply {
    pub(super) function: Function,
    /// Of one argument, both hold it.
    pub(super) inputs: [Place; 2],
    pub(super) result: u32,
    /// Which lanes: an index of the plan's output sets.
    pub(super) output_set: u32,
    /// What backward does with each input's contribution.
    pub(super) contributions: [Contribution; 2],
}

/// What backward does with a contribution to an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contribution {
    /// Nobody asks for the input's derivative.
    Unwanted,
    /// It is the first: it is stored, so that nothing needs to be zeroed.
    First,
    /// It is added to what is there; for a uniform, summed over the lanes.
    Added,
}

/// Neurons that read the same inputs: result = bias + Σ input · weight, and then perhaps ReLU.
#[derive(Debug, Default)]
pub(super) struct WeightedSums {
    pub(super) inputs: Vec<u32>,
    pub(super) results: Vec<u32>,
    /// A uniform for each result.
    pub(super) biases: Vec<u32>,
    /// A uniform for each input and result: those of the first input first.
    pub(super) weights: Vec<u32>,
    /// Whether the result is ReLU of the sum. The sum itself is not kept: ReLU's derivative can be read off its result.
    pub(super) is_relu: bool,
    pub(super) output_set: u32,
    /// What backward does with each input's derivative.
    pub(super) contributions: Vec<Contribution>,
    /// If every input is the ReLU of another group's sum, and of use to this group alone: the bias of each of those sums. Backward
    /// then applies ReLU's derivative, and sums the biases' derivatives, while it has the inputs' derivatives at hand.
    pub(super) fused_biases: Option<Vec<u32>>,
    /// Whether the group that reads the results does this for this group.
    pub(super) is_fused: bool,
    /// Tiles of results, for forward.
    pub(super) result_tiles: Vec<Tile>,
    /// Tiles of those inputs whose derivative is wanted, for backward, and the inputs in the order of the tiles.
    pub(super) input_tiles: Vec<Tile>,
    pub(super) pulled: Vec<u32>,
}

/// Neighbours that are computed together in registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tile {
    pub(super) first: u32,
    pub(super) width: u32,
    /// Where its weights begin in the order of reading.
    pub(super) first_weight: u32,
}

/// A function of uniforms: computed once, not lane by lane.
#[derive(Debug, Clone, Copy)]
pub(super) struct UniformStep {
    /// Which outputs depend on it.
    pub(super) needed_for: OutputSet,
    pub(super) function: Function,
    pub(super) inputs: [u32; 2],
    pub(super) result: u32,
}

/// One instruction of backward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Backward {
    /// The chain rule of a step.
    Step(u32),
    /// Zero in those lanes of a row that no contribution has reached, where others have.
    Clear { row: u32, output_set: u32 },
}

impl Tile {
    pub(super) const fn range(&self) -> std::ops::Range<usize> {
        self.first as usize..(self.first + self.width) as usize
    }
}
