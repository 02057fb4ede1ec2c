//! What comes of a backward order: how many visits it makes, and which derivatives.

use std::sync::Arc;

use super::{BackwardOrder, OutputGraph, PathCounts, Trace};

/// Derivatives that differ by no more than this, relative to the larger of them or to 1, differ by the rounding of their sums.
const ROUNDING: f64 = 1e-9;

/// One pass in one order, from beginning to end.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderOutcome {
    /// The order.
    pub order: BackwardOrder,
    /// How many visits it makes, those included that were cut off. Exact up to 2⁵³.
    pub visits: f64,
    /// Whether it was given up before its end: then the derivatives are those of the visits until then.
    pub is_cut: bool,
    /// The derivatives that it leaves, by place.
    pub derivatives: Vec<Option<f64>>,
}

impl OrderOutcome {
    /// The outcome of every order, the right one first, with `d_output` 1 and leaves that hold nothing.
    pub fn all(graph: &Arc<OutputGraph>, values: &[f64]) -> Vec<Self> {
        let nothing = vec![None; graph.len()];
        let paths = PathCounts::of(graph).visits(graph);
        BackwardOrder::ALL
            .into_iter()
            .map(|order| {
                let mut trace = Trace::new(Arc::clone(graph), values, 1.0, &nothing, order);
                trace.seek(trace.len());
                Self {
                    order,
                    visits: match order {
                        BackwardOrder::Sorted => trace.visits() as f64,
                        _ => paths,
                    },
                    is_cut: trace.is_cut(),
                    derivatives: (0..graph.len())
                        .map(|node| trace.state().derivative(node))
                        .collect(),
                }
            })
            .collect()
    }

    /// The nodes whose derivative is another than in `right`, by more than rounding.
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
