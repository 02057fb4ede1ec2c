//! What a pass does, one thing at a time: the words of a [`Trace`](super::Trace).

use super::{Inputs, SavedValues};

/// The three algorithms of the lecture, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Values, from the leaves to the output.
    Forward,
    /// The depth-first sort of the variables.
    TopologicalOrder,
    /// Derivatives, from the output to the leaves.
    Backward,
}

impl Phase {
    /// Every phase, in order.
    pub const ALL: [Self; 3] = [Self::Forward, Self::TopologicalOrder, Self::Backward];

    /// One word for it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::TopologicalOrder => "sort",
            Self::Backward => "backward",
        }
    }
}

/// One thing that a pass does. Nodes are places in an [`OutputGraph`](super::OutputGraph).
///
/// A step holds what it needs to be done and to be taken back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// Forward: a function computes its value and saves what backward will need.
    Forward {
        /// The non-leaf.
        node: usize,
        /// Its value.
        value: f64,
        /// What its function saved.
        saved: SavedValues,
    },
    /// Sort: `visit(node)` is called, from the visit of the node that reads it.
    Visit {
        /// The node.
        node: usize,
        /// The node whose visit calls, and the argument at which it reads; none for the output.
        from: Option<(usize, usize)>,
    },
    /// Sort: the node has a mark already, so that its visit returns.
    AlreadyMarked {
        /// The node.
        node: usize,
    },
    /// Sort: the node is a constant, so that its visit returns.
    SkipConstant {
        /// The node.
        node: usize,
    },
    /// Sort: everything that the node depends on has been visited; it is marked.
    Mark {
        /// The node.
        node: usize,
    },
    /// Sort: the node goes to the front of the list, and its visit returns.
    Add {
        /// The node.
        node: usize,
    },
    /// Backward: the dictionary of derivatives is made, with the output alone in it.
    Start {
        /// The output's own derivative.
        d_output: f64,
    },
    /// Backward in topological order: the next variable is taken, with everything that has arrived for it.
    Take {
        /// The variable.
        node: usize,
        /// Its entry in the dictionary.
        d_output: f64,
    },
    /// Backward without a sort: a visit of the variable begins, from the visit of the non-leaf that has sent to it.
    Call {
        /// The variable.
        node: usize,
        /// What it will pass on.
        d_output: f64,
    },
    /// Backward: the function's local derivatives are computed from what it saved.
    ChainRule {
        /// The non-leaf.
        node: usize,
        /// ∂f/∂input for each argument; the second says nothing for a function of one.
        local: [f64; Inputs::MOST],
    },
    /// Backward: what the chain rule sends to one input.
    Contribution {
        /// The non-leaf that sends.
        node: usize,
        /// Which of its arguments, from 0.
        argument: usize,
        /// The variable that receives.
        input: usize,
        /// ∂f/∂input.
        local: f64,
        /// The non-leaf's own derivative.
        d_output: f64,
    },
    /// Backward: a contribution is added to the dictionary.
    Accumulate {
        /// The variable.
        node: usize,
        /// The entry before; none for the first contribution.
        before: Option<f64>,
        /// The entry now.
        after: f64,
    },
    /// Backward: a leaf adds its entry to what it holds from earlier passes.
    Store {
        /// The leaf.
        node: usize,
        /// What it held.
        before: Option<f64>,
        /// What it holds now.
        after: f64,
    },
    /// Backward without a sort: the visit is over.
    Return {
        /// The variable.
        node: usize,
    },
}

impl Step {
    /// The algorithm that the step belongs to.
    pub const fn phase(&self) -> Phase {
        match self {
            Self::Forward { .. } => Phase::Forward,
            Self::Visit { .. }
            | Self::AlreadyMarked { .. }
            | Self::SkipConstant { .. }
            | Self::Mark { .. }
            | Self::Add { .. } => Phase::TopologicalOrder,
            Self::Start { .. }
            | Self::Take { .. }
            | Self::Call { .. }
            | Self::ChainRule { .. }
            | Self::Contribution { .. }
            | Self::Accumulate { .. }
            | Self::Store { .. }
            | Self::Return { .. } => Phase::Backward,
        }
    }

    /// The node that it is about; none for the dictionary's making, which is about the output.
    pub const fn node(&self) -> Option<usize> {
        match *self {
            Self::Forward { node, .. }
            | Self::Visit { node, .. }
            | Self::AlreadyMarked { node }
            | Self::SkipConstant { node }
            | Self::Mark { node }
            | Self::Add { node }
            | Self::Take { node, .. }
            | Self::Call { node, .. }
            | Self::ChainRule { node, .. }
            | Self::Contribution { node, .. }
            | Self::Accumulate { node, .. }
            | Self::Store { node, .. }
            | Self::Return { node } => Some(node),
            Self::Start { .. } => None,
        }
    }

    /// The variable that a contribution goes to; none for other steps.
    pub const fn input(&self) -> Option<usize> {
        match *self {
            Self::Contribution { input, .. } => Some(input),
            _ => None,
        }
    }

    /// Whether it turns to a node: that is where one goes from node to node.
    pub const fn begins_node(&self) -> bool {
        matches!(
            self,
            Self::Forward { .. }
                | Self::Visit { .. }
                | Self::Start { .. }
                | Self::Take { .. }
                | Self::Call { .. }
        )
    }
}
