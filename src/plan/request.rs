//! What is to be compiled.

use bevy::prelude::Entity;

/// The most outputs of one plan.
pub const MAX_OUTPUTS: usize = 64;

/// Which leaves vary, what is differentiated by what, and what is read.
///
/// Every lane, that is every data point, is a pass to one of the outputs: with a loss for each label, a point's output is the loss
/// of its label.
#[derive(Debug, Clone, Copy)]
pub struct PlanRequest<'a> {
    /// The leaves that hold another number in each lane: the coordinates of the data points.
    pub lane_inputs: &'a [Entity],
    /// The leaves whose derivatives are wanted, summed over the lanes.
    pub parameters: &'a [Entity],
    /// The outputs, each with the nodes that an [`Objective`](super::Objective) reads to choose its `d_output`.
    pub outputs: &'a [OutputRequest],
    /// Further nodes whose values can be read, all of them inputs of outputs, at whatever distance.
    pub observed: &'a [Entity],
}

/// One output of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutputRequest {
    /// What is differentiated.
    pub variable: Entity,
    /// The two nodes that an [`Objective`](super::Objective) reads. They may be the same, or the output itself.
    pub readings: [Entity; 2],
}

impl OutputRequest {
    /// An output whose `d_output` depends on nothing but itself.
    pub const fn of(variable: Entity) -> Self {
        Self {
            variable,
            readings: [variable; 2],
        }
    }
}
