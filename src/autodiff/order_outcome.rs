//! What comes of a backward order: how many visits it makes, and which derivatives.

use std::sync::Arc;

use super::{BackwardOrder, MOST_VISITS, OutputGraph, PathCounts, Trace};

/// Derivatives that differ by no more than this, relative to the larger of them or to 1, differ by the rounding of their sums.
const ROUNDING: f64 = 1e-9;

/// One pass in one order, from beginning to end.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderOutcome {
    /// The order.
    pub order: BackwardOrder,
    /// How many visits it makes, those included that were cut off. Exact up to 2⁵³.
    pub visits: f64,
    /// Whether it has too many visits to be tried.
    pub is_cut: bool,
    /// The derivatives that it leaves, by place; nothing where it was given up.
    pub derivatives: Vec<Option<f64>>,
}

impl OrderOutcome {
    /// The outcome of every order, the right one first, with `d_output` 1, for leaves that hold this from earlier passes. `known` is a
    /// trace of one of them at its end, if there is one already.
    pub fn all(
        graph: &Arc<OutputGraph>,
        values: &[f64],
        held: &[Option<f64>],
        known: Option<&Trace>,
    ) -> Vec<Self> {
        let visits = PathCounts::of(graph).visits(graph);
        let of = |order| match order {
            BackwardOrder::Sorted => Self::sorted(graph, values, held),
            _ if visits > MOST_VISITS as f64 => Self {
                order,
                visits,
                is_cut: true,
                derivatives: Vec::new(),
            },
            _ => match known.filter(|known| known.order() == order) {
                Some(known) => Self::of(known),
                None => {
                    let mut trace = Trace::new(Arc::clone(graph), values, 1.0, held, order);
                    trace.seek(trace.len());
                    Self::of(&trace)
                }
            },
        };
        BackwardOrder::ALL.into_iter().map(of).collect()
    }

    fn sorted(graph: &OutputGraph, values: &[f64], held: &[Option<f64>]) -> Self {
        let mut derivatives = graph.derivatives(values, 1.0);
        for (node, derivative) in derivatives.iter_mut().enumerate() {
            if let (true, Some(held)) = (graph.nodes()[node].is_leaf(), held[node]) {
                *derivative = derivative.map(|derivative| held + derivative);
            }
        }
        let variables = graph.nodes().iter().filter(|node| node.is_variable());
        Self {
            order: BackwardOrder::Sorted,
            visits: variables.count() as f64,
            is_cut: false,
            derivatives,
        }
    }

    /// What comes of a trace, at its end.
    fn of(trace: &Trace) -> Self {
        let derivative = |node| trace.state().derivative(node);
        Self {
            order: trace.order(),
            visits: trace.visits() as f64,
            is_cut: trace.is_cut(),
            derivatives: (0..trace.graph().len()).map(derivative).collect(),
        }
    }

    /// The nodes whose derivative is another than in `right`, by more than rounding; none where it was given up.
    pub fn wrong<'a>(&'a self, right: &'a Self) -> impl Iterator<Item = usize> + 'a {
        let pairs = self.derivatives.iter().zip(&right.derivatives).enumerate();
        pairs
            .filter(|(_, (own, right))| differ(**own, **right))
            .map(|(node, _)| node)
    }
}

fn differ(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() > ROUNDING * a.abs().max(b.abs()).max(1.0),
        (a, b) => a.is_some() != b.is_some(),
    }
}
