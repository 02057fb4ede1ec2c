//! Where in a pass an answer comes to be seen.

use crate::autodiff::{Phase, Step, Trace};

use super::{Answer, PassPart};

/// The positions between which an answer comes to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    /// Up to here it cannot be seen.
    pub(super) before: usize,
    /// From here on it can be seen whole.
    pub(super) after: usize,
}

/// Whether a step is the one in question.
type IsIt = Box<dyn Fn(&Step) -> bool>;

impl Answer {
    /// Where it comes to be seen; `None` if no step of the pass shows it. `place` finds a node by its name.
    pub(super) fn seen(
        &self,
        trace: &Trace,
        place: impl Fn(&str) -> Option<usize>,
    ) -> Option<Seen> {
        // Which step begins to show it, and which ends to.
        let (begins, ends): (IsIt, IsIt) = match self {
            Self::Value(node) | Self::Saved(node) => {
                let wanted = place(node)?;
                let is_it = move |step: &Step| matches!(*step, Step::Forward { node, .. } if node == wanted);
                (Box::new(is_it), Box::new(is_it))
            }
            Self::Derivative(node) => {
                let wanted = place(node)?;
                let is_result = wanted == trace.graph().output();
                let begins = move |step: &Step| {
                    step.input() == Some(wanted)
                        || (is_result && matches!(step, Step::Start { .. }))
                };
                // A leaf keeps it in the end, a non-leaf is taken with it.
                let ends = move |step: &Step| match *step {
                    Step::Take { node, .. } | Step::Store { node, .. } => node == wanted,
                    _ => step.input() == Some(wanted),
                };
                (Box::new(begins), Box::new(ends))
            }
            Self::Sent { node, input } | Self::Local { node, input } => {
                let (from, to) = (place(node)?, place(input)?);
                // The local derivative is worked out before it is used.
                let begins = move |step: &Step| match *step {
                    Step::ChainRule { node, .. } => node == from,
                    _ => false,
                };
                let ends = move |step: &Step| step.input() == Some(to) && step.node() == Some(from);
                (Box::new(begins), Box::new(ends))
            }
            Self::Place(_) => {
                return Some(Seen {
                    before: PassPart::Forward.end(trace),
                    after: PassPart::Sort.end(trace),
                });
            }
            _ => return None,
        };
        let steps = trace.steps();
        Some(Seen {
            before: steps.iter().position(begins)?,
            // Nothing is sent to a constant.
            after: steps
                .iter()
                .rposition(ends)
                .map_or(trace.len(), |at| at + 1),
        })
    }
}

impl PassPart {
    /// The position at which it is done.
    pub(super) fn end(self, trace: &Trace) -> usize {
        let last = match self {
            Self::Nothing => return 0,
            Self::Forward => Phase::Forward,
            Self::Sort => Phase::TopologicalOrder,
            Self::All => return trace.len(),
        };
        let steps = trace.steps().iter();
        steps.take_while(|step| step.phase() <= last).count()
    }

    /// How much is done at the trace's position.
    pub(super) fn done(trace: &Trace) -> Self {
        [Self::All, Self::Sort, Self::Forward]
            .into_iter()
            .find(|part| part.end(trace) <= trace.position())
            .unwrap_or(Self::Nothing)
    }
}
