//! The numbers that the nodes on show have at this moment.

use bevy::prelude::*;

use crate::autodiff::{Derivative, Value};

use super::{ShownGraph, ShownTrace};

/// The numbers of every node of the [`ShownGraph`] at the moment that is shown, by place.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct ShownNumbers {
    /// Values; `None` where forward has not come yet.
    pub values: Vec<Option<f64>>,
    /// Derivatives: what a leaf holds, else what has arrived; `None` where nothing has.
    pub derivatives: Vec<Option<f64>>,
}

impl ShownNumbers {
    /// The value of a node.
    pub fn value(&self, node: usize) -> Option<f64> {
        self.values.get(node).copied().flatten()
    }

    /// The derivative of a node.
    pub fn derivative(&self, node: usize) -> Option<f64> {
        self.derivatives.get(node).copied().flatten()
    }
}

/// Copies the numbers of the moment. Runs in [`SimulationSystems::Pass`](super::SimulationSystems::Pass), last.
pub(super) fn copy_numbers(
    graph: If<Res<ShownGraph>>,
    shown: Res<ShownTrace>,
    nodes: Query<(&Value, Option<&Derivative>)>,
    mut numbers: ResMut<ShownNumbers>,
) {
    let now = if let Some(trace) = shown.trace() {
        let state = trace.state();
        ShownNumbers {
            values: state.values.clone(),
            derivatives: (0..graph.graph.len())
                .map(|node| state.derivative(node))
                .collect(),
        }
    } else {
        let held = graph
            .graph
            .nodes()
            .iter()
            .map(|node| nodes.get(node.entity));
        let (values, derivatives) = held
            .map(|node| match node {
                Ok((value, derivative)) => (Some(value.0), derivative.and_then(|held| held.0)),
                Err(_) => (None, None),
            })
            .unzip();
        ShownNumbers {
            values,
            derivatives,
        }
    };
    numbers.set_if_neq(now);
}
