//! The hand that writes a trace: it does every step that it writes down.

use super::{OutputGraph, PassState, Step};

/// Does steps and writes them down.
pub(super) struct Recorder<'a> {
    pub(super) graph: &'a OutputGraph,
    pub(super) state: PassState,
    pub(super) steps: Vec<Step>,
}

impl Recorder<'_> {
    pub(super) fn record(&mut self, step: Step) {
        self.state.apply(self.graph, &step);
        self.steps.push(step);
    }
}
