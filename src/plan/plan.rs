//! A compiled graph.

use bevy::{ecs::entity::EntityHashMap, prelude::*};

use super::{
    Level,
    source::OutputSet,
    steps::{Backward, Contribution, Place, Step, Tile, UniformStep, WeightedSums},
    unique::unique,
};

/// A graph, compiled for many data points at once: made once for a structure, run for any numbers.
///
/// It holds no numbers but those of constants: [`PlanRun`](super::PlanRun) holds the parameters and runs it.
#[derive(Debug)]
pub struct Plan {
    /// Tells it from every other plan.
    pub(super) id: u64,
    /// The instruction set that it is cut for.
    pub(super) level: Level,
    pub(super) lane_inputs: usize,
    pub(super) parameters: usize,
    /// The parameters, then every other number that is the same in all lanes.
    pub(super) uniforms: Vec<f64>,
    pub(super) uniform_steps: Vec<UniformStep>,
    pub(super) steps: Vec<Step>,
    pub(super) backward: Vec<Backward>,
    /// How many rows an arena has: the first are the lane inputs.
    pub(super) rows: usize,
    /// The different sets of outputs that steps are needed for.
    pub(super) sets: Vec<OutputSet>,
    pub(super) outputs: Vec<OutputPlaces>,
    /// The uniforms that weighted sums read, in the order in which they read them.
    pub(super) weight_order: Vec<u32>,
    pub(super) nodes: EntityHashMap<PlacedNode>,
    /// About how many multiplications a lane takes.
    pub(super) work: usize,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct OutputPlaces {
    pub(super) variable: Place,
    pub(super) readings: [Place; 2],
}

/// Where a node's value can be read, and in the lanes of which outputs it is computed.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlacedNode {
    pub(super) place: Place,
    pub(super) needed_for: OutputSet,
}

impl Plan {
    /// One without any operation yet.
    pub(super) fn empty(level: Level, lane_inputs: usize, parameters: usize) -> Self {
        Self {
            id: unique(),
            level,
            lane_inputs,
            parameters,
            uniforms: Vec::new(),
            uniform_steps: Vec::new(),
            steps: Vec::new(),
            backward: Vec::new(),
            rows: 0,
            sets: Vec::new(),
            outputs: Vec::new(),
            weight_order: Vec::new(),
            nodes: EntityHashMap::default(),
            work: 0,
        }
    }

    /// How many numbers a lane is given.
    pub const fn lane_inputs(&self) -> usize {
        self.lane_inputs
    }

    /// How many parameters a run is given.
    pub const fn parameters(&self) -> usize {
        self.parameters
    }

    /// How many outputs a lane can have; it has one of them.
    pub const fn outputs(&self) -> usize {
        self.outputs.len()
    }

    /// How many operations a pass makes over the lanes, each for one node or for a group of neurons.
    pub const fn steps(&self) -> usize {
        self.steps.len()
    }

    /// About how many multiplications a lane takes, forward and backward.
    pub const fn work(&self) -> usize {
        self.work
    }

    /// How many numbers are kept for each lane, once for values and once for derivatives.
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// About what the plan takes in memory, in bytes.
    pub fn bytes(&self) -> usize {
        let of_step = |step: &Step| match step {
            Step::Apply(_) => 0,
            Step::WeightedSums(sums) => sums.bytes(),
        };
        size_of::<Step>() * self.steps.len()
            + self.steps.iter().map(of_step).sum::<usize>()
            + size_of::<Backward>() * self.backward.len()
            + size_of::<UniformStep>() * self.uniform_steps.len()
            + size_of::<f64>() * self.uniforms.len()
            + size_of::<u32>() * self.weight_order.len()
            + size_of::<(Entity, PlacedNode)>() * self.nodes.len()
    }
}

impl WeightedSums {
    fn bytes(&self) -> usize {
        let rows = self.inputs.len() + self.results.len() + self.pulled.len();
        let uniforms = self.biases.len() + self.weights.len();
        let fused = self.fused_biases.as_ref().map_or(0, Vec::len);
        size_of::<Self>()
            + size_of::<u32>() * (rows + uniforms + fused)
            + size_of::<Contribution>() * self.contributions.len()
            + size_of::<Tile>() * (self.result_tiles.len() + self.input_tiles.len())
    }
}
