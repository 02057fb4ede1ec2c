//! What a pass has done so far: what every step changes, and how it is taken back.

use super::{NodeKind, OutputGraph, SavedValues, Step};

/// The state of a pass between two steps. Everything is indexed by place in the [`OutputGraph`].
#[derive(Debug, Clone, PartialEq)]
pub struct PassState {
    /// Each node's value; `None` before forward has computed it. Leaves and constants have theirs from the start.
    pub values: Vec<Option<f64>>,
    /// What each function has saved.
    pub saved: Vec<Option<SavedValues>>,
    /// Which nodes the sort has marked.
    pub marks: Vec<bool>,
    /// The visits that are under way, of the sort or of a backward pass without one: the outermost first.
    pub stack: Vec<usize>,
    /// The sort's list, the last added last: the topological order from the right.
    pub list: Vec<usize>,
    /// The dictionary of derivatives; `None` where nothing has arrived.
    pub dictionary: Vec<Option<f64>>,
    /// The variables that backward has taken, in order, one as often as it was; the last is in hand.
    pub taken: Vec<usize>,
    /// How often backward has taken each variable.
    pub visits: Vec<u32>,
    /// What each leaf holds, from earlier passes as well; `None` where nothing was ever stored.
    pub stored: Vec<Option<f64>>,
}

impl PassState {
    /// Before the first step: leaves and constants have their values, leaves hold what earlier passes left.
    pub(super) fn new(graph: &OutputGraph, values: &[f64], stored: &[Option<f64>]) -> Self {
        let nodes = graph.len();
        let given = |(node, &value): (usize, &f64)| {
            let is_computed = matches!(graph.nodes()[node].kind, NodeKind::NonLeaf { .. });
            (!is_computed).then_some(value)
        };
        let held = |(node, &derivative): (usize, &Option<f64>)| {
            derivative.filter(|_| graph.nodes()[node].is_leaf())
        };
        Self {
            values: values.iter().enumerate().map(given).collect(),
            saved: vec![None; nodes],
            marks: vec![false; nodes],
            stack: Vec::new(),
            list: Vec::new(),
            dictionary: vec![None; nodes],
            taken: Vec::new(),
            visits: vec![0; nodes],
            stored: stored.iter().enumerate().map(held).collect(),
        }
    }

    /// The derivative to show for a node: what a leaf holds once something was stored, else what has arrived.
    pub fn derivative(&self, node: usize) -> Option<f64> {
        self.stored[node].or(self.dictionary[node])
    }

    /// Does a step.
    pub(super) fn apply(&mut self, graph: &OutputGraph, step: &Step) {
        match *step {
            Step::Forward { node, value, saved } => {
                self.values[node] = Some(value);
                self.saved[node] = Some(saved);
            }
            Step::Visit { node, .. } => self.stack.push(node),
            Step::AlreadyMarked { .. } | Step::SkipConstant { .. } | Step::Return { .. } => {
                self.stack.pop();
            }
            Step::Mark { node } => self.marks[node] = true,
            Step::Add { node } => {
                self.list.push(node);
                self.stack.pop();
            }
            Step::Start { d_output } => self.dictionary[graph.output()] = Some(d_output),
            Step::Take { node, .. } => self.take(node),
            Step::Call { node, .. } => {
                self.take(node);
                self.stack.push(node);
            }
            Step::Accumulate { node, after, .. } => self.dictionary[node] = Some(after),
            Step::Store { node, after, .. } => self.stored[node] = Some(after),
            Step::ChainRule { .. } | Step::Contribution { .. } => {}
        }
    }

    /// Takes the step back that was done last.
    pub(super) fn revert(&mut self, graph: &OutputGraph, step: &Step) {
        match *step {
            Step::Forward { node, .. } => {
                self.values[node] = None;
                self.saved[node] = None;
            }
            Step::Visit { .. } => drop(self.stack.pop()),
            Step::AlreadyMarked { node } | Step::SkipConstant { node } | Step::Return { node } => {
                self.stack.push(node);
            }
            Step::Mark { node } => self.marks[node] = false,
            Step::Add { node } => {
                self.list.pop();
                self.stack.push(node);
            }
            Step::Start { .. } => self.dictionary[graph.output()] = None,
            Step::Take { node, .. } => self.put_back(node),
            Step::Call { node, .. } => {
                self.put_back(node);
                self.stack.pop();
            }
            Step::Accumulate { node, before, .. } => self.dictionary[node] = before,
            Step::Store { node, before, .. } => self.stored[node] = before,
            Step::ChainRule { .. } | Step::Contribution { .. } => {}
        }
    }

    fn take(&mut self, node: usize) {
        self.taken.push(node);
        self.visits[node] += 1;
    }

    fn put_back(&mut self, node: usize) {
        self.taken.pop();
        self.visits[node] -= 1;
    }
}
