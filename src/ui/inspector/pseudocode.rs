//! The lecture's algorithms as lines of pseudocode, each with the steps that it stands for.

use crate::autodiff::{BackwardOrder, Phase, Step};

/// A line, and whether a step is it.
pub(super) type Line = (&'static str, fn(&Step) -> bool);

const NO_STEP: fn(&Step) -> bool = |_| false;

const FORWARD: [Line; 3] = [
    ("for f in creation order:", NO_STEP),
    ("  value ← f.forward(inputs)", |step| {
        matches!(step, Step::Forward { .. })
    }),
    ("  save what backward needs", NO_STEP),
];

const SORT: [Line; 6] = [
    ("visit(v):", |step| {
        matches!(step, Step::Visit { from: None, .. })
    }),
    ("  if v is marked: return", |step| {
        matches!(step, Step::AlreadyMarked { .. })
    }),
    ("  if v is constant: return", |step| {
        matches!(step, Step::SkipConstant { .. })
    }),
    ("  for u in v.inputs: visit(u)", |step| {
        matches!(step, Step::Visit { from: Some(_), .. })
    }),
    ("  mark v", |step| matches!(step, Step::Mark { .. })),
    ("  add v to the front of the list", |step| {
        matches!(step, Step::Add { .. })
    }),
];

const BACKWARD: [Line; 7] = [
    ("order ← topological_sort(loss)", NO_STEP),
    ("d ← {loss: 1}", is_start),
    ("for v in order:", |step| matches!(step, Step::Take { .. })),
    ("  if v is leaf: v.derivative += d[v]", is_store),
    ("  else:", NO_STEP),
    ("    for u, du in v.chain_rule(d[v]):", is_chain_rule),
    ("      d[u] += du", is_accumulate),
];

const EACH_CONTRIBUTION: [Line; 6] = [
    ("visit(loss, 1)", is_start),
    ("visit(v, d):", is_call),
    ("  if v is leaf: v.derivative += d", is_store),
    ("  else:", NO_STEP),
    ("    for u, du in v.chain_rule(d):", is_chain_rule),
    ("      visit(u, du)", is_accumulate),
];

const ACCUMULATED_SO_FAR: [Line; 7] = [
    ("d ← {loss: 1}; visit(loss, 1)", is_start),
    ("visit(v, dv):", is_call),
    ("  if v is leaf: v.derivative += dv", is_store),
    ("  else:", NO_STEP),
    ("    for u, du in v.chain_rule(d[v]):", is_chain_rule),
    ("      d[u] += du", is_accumulate),
    ("      visit(u, du)", NO_STEP),
];

const fn is_start(step: &Step) -> bool {
    matches!(step, Step::Start { .. })
}

const fn is_store(step: &Step) -> bool {
    matches!(step, Step::Store { .. })
}

const fn is_chain_rule(step: &Step) -> bool {
    matches!(step, Step::ChainRule { .. } | Step::Contribution { .. })
}

const fn is_accumulate(step: &Step) -> bool {
    matches!(step, Step::Accumulate { .. })
}

const fn is_call(step: &Step) -> bool {
    matches!(step, Step::Call { .. } | Step::Return { .. })
}

/// The lines of a phase.
pub(super) const fn lines(order: BackwardOrder, phase: Phase) -> &'static [Line] {
    match (phase, order) {
        (Phase::Forward, _) => &FORWARD,
        (Phase::TopologicalOrder, _) => &SORT,
        (Phase::Backward, BackwardOrder::Sorted) => &BACKWARD,
        (Phase::Backward, BackwardOrder::EachContribution) => &EACH_CONTRIBUTION,
        (Phase::Backward, BackwardOrder::AccumulatedSoFar) => &ACCUMULATED_SO_FAR,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bevy::prelude::World;

    use crate::autodiff::{GraphBuilder, OutputGraph, Trace};

    use super::*;

    #[test]
    fn every_step_of_every_order_is_one_line() {
        let mut world = World::new();
        let builder = GraphBuilder::new();
        let x = builder.leaf("x", 2.0);
        let output = (&x * &x) * 3.0;
        let graph = builder.spawn(&mut world).unwrap();
        let graph = Arc::new(OutputGraph::of(&world, graph.entity(&output)).unwrap());
        let values = graph.values_in(&world);
        let nothing = vec![None; graph.len()];
        for order in BackwardOrder::ALL {
            let trace = Trace::new(graph.clone(), &values, 1.0, &nothing, order);
            for step in trace.steps() {
                let lines = lines(order, step.phase()).iter();
                let fitting = lines.filter(|(_, is_it)| is_it(step)).count();
                assert_eq!(fitting, 1, "{order:?} {step:?}");
            }
        }
    }
}
