//! The numbers that the nodes on show have at this moment.

use bevy::prelude::*;

use crate::autodiff::{Derivative, SavedValues, Value};

use super::{ShownGraph, ShownTrace};

/// The numbers of every node of the [`ShownGraph`] at the moment that is shown, by place.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct ShownNumbers {
    /// Values; `None` where forward has not come yet.
    pub values: Vec<Option<f64>>,
    /// Derivatives: what a leaf holds, else what has arrived; `None` where nothing has.
    pub derivatives: Vec<Option<f64>>,
    /// What each function's forward has saved; `None` where it has not come yet, and for leaves and constants.
    pub saved: Vec<Option<SavedValues>>,
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

    /// What a non-leaf has saved for backward.
    pub fn saved(&self, node: usize) -> Option<&SavedValues> {
        self.saved.get(node)?.as_ref()
    }
}

/// Copies the numbers of the moment. Runs in [`SimulationSystems::Pass`](super::SimulationSystems::Pass), once they are there.
pub(super) fn copy_numbers(
    graph: If<Res<ShownGraph>>,
    shown: Res<ShownTrace>,
    nodes: Query<(&Value, Option<&Derivative>, Option<&SavedValues>)>,
    mut numbers: ResMut<ShownNumbers>,
) {
    let now = if let Some(trace) = shown.trace() {
        let state = trace.state();
        ShownNumbers {
            values: state.values.clone(),
            derivatives: (0..graph.graph.len())
                .map(|node| state.derivative(node))
                .collect(),
            saved: state.saved.clone(),
        }
    } else {
        let mut now = ShownNumbers::default();
        for node in graph.graph.nodes() {
            let held = nodes.get(node.entity).ok();
            now.values.push(held.map(|(value, ..)| value.0));
            now.derivatives
                .push(held.and_then(|(_, derivative, _)| derivative?.0));
            now.saved.push(held.and_then(|(.., saved)| saved.copied()));
        }
        now
    };
    numbers.set_if_neq(now);
}
