//! What a node sends to its inputs at the moment that is shown: the chain rule in numbers.

use crate::{
    autodiff::Trace,
    training::{ShownGraph, ShownNumbers, ShownTrace},
};

/// One contribution: local derivative × `d_output`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sent {
    /// ∂f/∂input, from what forward saved.
    pub(super) local: f64,
    /// The derivative that the node passes on.
    pub(super) d_output: f64,
}

impl Sent {
    /// What arrives at the input.
    pub(super) fn product(self) -> f64 {
        self.local * self.d_output
    }
}

/// What `node` has sent to its input at `argument`, the latest if it has sent several times; `None` where backward has not come to it.
pub(super) fn sent(
    shown: &ShownGraph,
    numbers: &ShownNumbers,
    trace: &ShownTrace,
    node: usize,
    argument: usize,
) -> Option<Sent> {
    if let Some(trace) = trace.trace() {
        let [local, d_output] = trace.sent(node, argument)?;
        return Some(Sent { local, d_output });
    }
    let function = shown.graph.nodes()[node].function()?;
    let local = function.local_derivatives(numbers.saved(node)?)[argument];
    let d_output = numbers.derivative(node)?;
    Some(Sent { local, d_output })
}

/// Whether everything that backward brings to `node` is there: what is shown as its derivative is no partial sum.
pub(super) fn is_whole(trace: &ShownTrace, node: usize) -> bool {
    trace.trace().is_none_or(|trace| trace.is_complete(node))
}

/// Whether backward has been at `node`.
pub(super) fn is_visited(trace: &ShownTrace, node: usize) -> bool {
    let is_it = |trace: &Trace| trace.state().visits[node] > 0;
    trace.trace().is_none_or(is_it)
}
