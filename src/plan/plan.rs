//! A compiled graph.

use bevy::{ecs::entity::EntityHashMap, prelude::*};

use super::{
    source::OutputSet,
    steps::{Backward, Place, Step, UniformStep, WeightedSums},
};

/// A graph, compiled for many data points at once: made once for a structure, run for any numbers.
///
/// It holds no numbers but those of constants: [`PlanRun`](super::PlanRun) holds the parameters and runs it.
#[derive(Debug, Default)]
pub struct Plan {
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
    pub(super) packed: Vec<u32>,
    pub(super) places: EntityHashMap<Place>,
    pub(super) structure: u64,
    /// About how many multiplications a lane takes.
    pub(super) work: usize,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct OutputPlaces {
    pub(super) variable: Place,
    pub(super) readings: [Place; 2],
}

impl Plan {
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

    /// The structure that the plan was compiled from: [`TopologicalOrder::structure`](crate::autodiff::TopologicalOrder::structure).
    pub const fn structure(&self) -> u64 {
        self.structure
    }

    /// About what the plan takes in memory, in bytes.
    pub fn bytes(&self) -> usize {
        let of_step = |step: &Step| match step {
            Step::Apply(_) => 0,
            Step::WeightedSums(sums) => {
                size_of::<WeightedSums>() + size_of::<u32>() * sums.weights.len()
            }
        };
        size_of::<Step>() * self.steps.len()
            + self.steps.iter().map(of_step).sum::<usize>()
            + size_of::<Backward>() * self.backward.len()
            + size_of::<f64>() * self.uniforms.len()
            + size_of::<u32>() * self.packed.len()
            + size_of::<(Entity, Place)>() * self.places.len()
    }
}
