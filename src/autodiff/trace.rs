//! A pass as a list of steps, in which one can go to any position, on and back.

use std::sync::Arc;

use super::{
    OutputGraph, PassState, Phase, Step,
    backward_order::{BackwardOrder, record_backward},
    recorder::Recorder,
};

/// The steps of one pass and the state at a position among them. Pure: it is made from plain numbers and touches no world.
///
/// Position `p` means that the first `p` steps are done. At the last position values and derivatives are those that the
/// [`Pass`](super::Pass) schedule leaves, to the last bit.
///
/// ```
/// use bevy::prelude::World;
/// use chainrule::autodiff::{BackwardOrder, GraphBuilder, OutputGraph, Trace};
///
/// let mut world = World::new();
/// let builder = GraphBuilder::new();
/// let a = builder.leaf("a", 1.0);
/// let c = { let b = &a + &a; &b + &b };
/// let graph = builder.spawn(&mut world).unwrap();
/// let graph = OutputGraph::of(&world, graph.entity(&c)).unwrap();
/// let values = graph.values_in(&world);
/// let mut trace = Trace::new(graph.into(), &values, 1.0, &[None; 3], BackwardOrder::Sorted);
/// trace.seek(trace.len());
/// assert_eq!(trace.state().derivative(0), Some(4.0));
/// trace.seek(0);
/// assert_eq!(trace.state().derivative(0), None);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    graph: Arc<OutputGraph>,
    order: BackwardOrder,
    steps: Vec<Step>,
    is_cut: bool,
    position: usize,
    state: PassState,
}

impl Trace {
    /// Records a pass: `values` of leaves and constants (others are computed anew), `d_output` of the output, and what each leaf
    /// holds from earlier passes. It stands at its beginning.
    pub fn new(
        graph: Arc<OutputGraph>,
        values: &[f64],
        d_output: f64,
        stored: &[Option<f64>],
        order: BackwardOrder,
    ) -> Self {
        let start = PassState::new(&graph, values, stored);
        let mut recorder = Recorder {
            graph: &graph,
            state: start.clone(),
            steps: Vec::new(),
        };
        record_forward(&mut recorder);
        if order == BackwardOrder::Sorted {
            record_sort(&mut recorder);
        }
        // A constant has no derivative, not even by itself.
        let is_variable = graph.nodes()[graph.output()].is_variable();
        let is_cut = is_variable && !record_backward(&mut recorder, order, d_output);
        Self {
            steps: recorder.steps,
            graph,
            order,
            is_cut,
            position: 0,
            state: start,
        }
    }

    /// The graph whose pass it is.
    pub const fn graph(&self) -> &Arc<OutputGraph> {
        &self.graph
    }

    /// In which order backward goes.
    pub const fn order(&self) -> BackwardOrder {
        self.order
    }

    /// The steps.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// How many steps there are: the last position.
    #[expect(
        clippy::len_without_is_empty,
        reason = "the sort's first visit or Start is always among them"
    )]
    pub const fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether a pass without a sort was given up because it takes too many visits.
    pub const fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// How many steps are done.
    pub const fn position(&self) -> usize {
        self.position
    }

    /// Whether every step is done.
    pub const fn is_at_end(&self) -> bool {
        self.position == self.steps.len()
    }

    /// The state at the position.
    pub const fn state(&self) -> &PassState {
        &self.state
    }

    /// The step that was done last; `None` at the beginning.
    pub fn latest(&self) -> Option<&Step> {
        self.steps[..self.position].last()
    }

    /// The step that comes next; `None` at the end.
    pub fn next(&self) -> Option<&Step> {
        self.steps.get(self.position)
    }

    /// The phase of the step that was done last, of the first step at the beginning.
    pub fn phase(&self) -> Phase {
        self.latest().map_or(Phase::Forward, Step::phase)
    }

    /// Goes to a position, on or back; to the end if there are not so many steps.
    pub fn seek(&mut self, position: usize) {
        let position = position.min(self.steps.len());
        while self.position < position {
            let step = &self.steps[self.position];
            self.state.apply(&self.graph, step);
            self.position += 1;
        }
        while self.position > position {
            self.position -= 1;
            let step = &self.steps[self.position];
            self.state.revert(&self.graph, step);
        }
    }

    /// The next position at which all steps of a node are done.
    pub fn next_node(&self) -> usize {
        let later = self.steps.iter().enumerate().skip(self.position + 1);
        later
            .filter(|(_, step)| step.begins_node())
            .map(|(position, _)| position)
            .next()
            .unwrap_or(self.steps.len())
    }

    /// The position before at which all steps of a node are done, or the beginning.
    pub fn previous_node(&self) -> usize {
        let earlier = self.steps[..self.position].iter().enumerate().rev();
        earlier
            .filter(|(_, step)| step.begins_node())
            .map(|(position, _)| position)
            .next()
            .unwrap_or(0)
    }

    /// The next position at which a phase is done.
    pub fn next_phase(&self) -> usize {
        let Some(phase) = self.next().map(Step::phase) else {
            return self.steps.len();
        };
        let rest = self.steps[self.position..].iter();
        self.position + rest.take_while(|step| step.phase() == phase).count()
    }

    /// The position at which the phase before the latest step's is done, or the beginning.
    pub fn previous_phase(&self) -> usize {
        let Some(phase) = self.latest().map(Step::phase) else {
            return 0;
        };
        let done = self.steps[..self.position].iter().rev();
        self.position - done.take_while(|step| step.phase() == phase).count()
    }

    /// What a non-leaf has sent to one of its inputs: the latest [`Step::Contribution`] up to the position, as local derivative and
    /// `d_output`; `None` where backward has not come to it.
    pub fn sent(&self, sender: usize, of: usize) -> Option<[f64; 2]> {
        let done = self.steps[..self.position].iter().rev();
        done.filter_map(|step| match *step {
            Step::Contribution {
                node,
                argument,
                local,
                d_output,
                ..
            } if (node, argument) == (sender, of) => Some([local, d_output]),
            _ => None,
        })
        .next()
    }

    /// Whether nothing more will arrive at a variable: it has been visited, and no step that is to come changes its derivative.
    pub fn is_complete(&self, variable: usize) -> bool {
        let mut rest = self.steps[self.position..].iter();
        let changes = |step: &Step| match *step {
            Step::Take { node, .. }
            | Step::Call { node, .. }
            | Step::Accumulate { node, .. }
            | Step::Store { node, .. } => node == variable,
            _ => false,
        };
        !self.is_cut && self.state.visits[variable] > 0 && !rest.any(changes)
    }

    /// How many visits backward makes in all: variables taken.
    pub fn visits(&self) -> usize {
        let is_visit = |step: &&Step| matches!(step, Step::Take { .. } | Step::Call { .. });
        self.steps.iter().filter(is_visit).count()
    }
}

/// Every function's value, in creation order.
fn record_forward(recorder: &mut Recorder<'_>) {
    for (node, kind) in recorder.graph.nodes().iter().enumerate() {
        let Some(function) = kind.function() else {
            continue;
        };
        let mut arguments = [0.0; 2];
        for (argument, &input) in arguments.iter_mut().zip(kind.inputs()) {
            *argument = recorder.state.values[input].unwrap_or(f64::NAN);
        }
        let (value, saved) = function.forward(arguments);
        recorder.record(Step::Forward { node, value, saved });
    }
}

/// The lecture's `visit`, from the output: if marked or constant, return; visit every input; mark; add to the front of the list.
fn record_sort(recorder: &mut Recorder<'_>) {
    let graph = recorder.graph;
    let output = graph.output();
    recorder.record(Step::Visit {
        node: output,
        from: None,
    });
    if !graph.nodes()[output].is_variable() {
        recorder.record(Step::SkipConstant { node: output });
        return;
    }
    let mut stack = vec![(output, 0)];
    while let Some((node, next)) = stack.last_mut() {
        let (node, argument) = (*node, *next);
        let Some(&input) = graph.nodes()[node].inputs().get(argument) else {
            recorder.record(Step::Mark { node });
            recorder.record(Step::Add { node });
            stack.pop();
            continue;
        };
        *next += 1;
        recorder.record(Step::Visit {
            node: input,
            from: Some((node, argument)),
        });
        if !graph.nodes()[input].is_variable() {
            recorder.record(Step::SkipConstant { node: input });
        } else if recorder.state.marks[input] {
            recorder.record(Step::AlreadyMarked { node: input });
        } else {
            stack.push((input, 0));
        }
    }
}
