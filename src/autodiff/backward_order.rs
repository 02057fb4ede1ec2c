//! In which order backward passes derivatives on: the sorted one, and the two that everybody tries first.

use super::{Step, recorder::Recorder};

/// How backward goes from variable to variable.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum BackwardOrder {
    /// In topological order: a variable is taken once, when everything has arrived for it. Right, and as fast as can be.
    #[default]
    Sorted,
    /// Every contribution is passed on as it arrives, by recursion. Right, but a variable is visited once for every path.
    EachContribution,
    /// What has accumulated so far is passed on at every arrival, by recursion. Wrong below every non-leaf that is used
    /// twice: what arrived first is passed on again.
    AccumulatedSoFar,
}

/// More visits than these are not recorded: their number doubles with every non-leaf that is used twice.
pub const MOST_VISITS: usize = 20_000;

impl BackwardOrder {
    /// Every order, the right one first.
    pub const ALL: [Self; 3] = [Self::Sorted, Self::EachContribution, Self::AccumulatedSoFar];
}

/// Records backward in this order, from `d_output` of the output. Returns whether it came to its end.
pub(super) fn record_backward(
    recorder: &mut Recorder<'_>,
    order: BackwardOrder,
    d_output: f64,
) -> bool {
    recorder.record(Step::Start { d_output });
    match order {
        BackwardOrder::Sorted => {
            record_loops(recorder);
            true
        }
        BackwardOrder::EachContribution => {
            record_recursion(recorder, d_output, |contribution, _| contribution)
        }
        BackwardOrder::AccumulatedSoFar => {
            record_recursion(recorder, d_output, |_, accumulated| accumulated)
        }
    }
}

/// The lecture's outer and inner loop over the sort's list.
fn record_loops(recorder: &mut Recorder<'_>) {
    for place in (0..recorder.state.list.len()).rev() {
        let node = recorder.state.list[place];
        let d_output = recorder.state.dictionary[node].unwrap_or(0.0);
        recorder.record(Step::Take { node, d_output });
        begin(recorder, node, d_output);
        for argument in 0..recorder.graph.nodes()[node].inputs().len() {
            if let Some((input, contribution)) = send(recorder, node, argument, d_output) {
                accumulate(recorder, input, contribution);
            }
        }
    }
}

/// A recursion over inputs, with its stack written out: a variable, what it passes on, its next argument. What an input passes on
/// is chosen from what has just arrived and from all that has. Returns whether there were few enough visits.
fn record_recursion(
    recorder: &mut Recorder<'_>,
    d_output: f64,
    passed_on: impl Fn(f64, f64) -> f64,
) -> bool {
    let mut visits = 0;
    let mut called = Some((recorder.graph.output(), d_output, d_output));
    let mut stack: Vec<(usize, f64, usize)> = Vec::new();
    loop {
        if let Some((node, contribution, d_output)) = called.take() {
            if visits == MOST_VISITS {
                return false;
            }
            visits += 1;
            recorder.record(Step::Call { node, d_output });
            begin(recorder, node, contribution);
            stack.push((node, d_output, 0));
        }
        let Some((node, d_output, argument)) = stack.last_mut() else {
            return true;
        };
        if *argument == recorder.graph.nodes()[*node].inputs().len() {
            recorder.record(Step::Return { node: *node });
            stack.pop();
            continue;
        }
        *argument += 1;
        if let Some((input, contribution)) = send(recorder, *node, *argument - 1, *d_output) {
            let accumulated = accumulate(recorder, input, contribution);
            called = Some((input, contribution, passed_on(contribution, accumulated)));
        }
    }
}

/// What is done with a variable before it passes anything on: a leaf adds what has `arrived` to what it holds, a non-leaf computes
/// its local derivatives.
fn begin(recorder: &mut Recorder<'_>, node: usize, arrived: f64) {
    if let Some(function) = recorder.graph.nodes()[node].function() {
        let saved = recorder.state.saved[node].unwrap_or_default();
        let local = function.local_derivatives(&saved);
        recorder.record(Step::ChainRule { node, local });
    } else {
        let before = recorder.state.stored[node];
        let after = before.unwrap_or(0.0) + arrived;
        recorder.record(Step::Store {
            node,
            before,
            after,
        });
    }
}

/// The chain rule for one argument: the input and what it is sent; `None` if it is a constant, which wants no derivative.
fn send(
    recorder: &mut Recorder<'_>,
    node: usize,
    argument: usize,
    d_output: f64,
) -> Option<(usize, f64)> {
    let sender = &recorder.graph.nodes()[node];
    let input = sender.inputs()[argument];
    if !recorder.graph.nodes()[input].is_variable() {
        return None;
    }
    let saved = recorder.state.saved[node].unwrap_or_default();
    let local = sender.function()?.local_derivatives(&saved)[argument];
    recorder.record(Step::Contribution {
        node,
        argument,
        input,
        local,
        d_output,
    });
    Some((input, local * d_output))
}

/// Adds a contribution to the dictionary; returns the entry.
fn accumulate(recorder: &mut Recorder<'_>, node: usize, contribution: f64) -> f64 {
    let before = recorder.state.dictionary[node];
    let after = before.unwrap_or(0.0) + contribution;
    recorder.record(Step::Accumulate {
        node,
        before,
        after,
    });
    after
}
