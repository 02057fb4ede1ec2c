//! Are the derivatives on show right? Every leaf against its central difference, again and again, in slices of a frame.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bevy::prelude::*;

use crate::autodiff::{
    BackwardOrder, CHECK_EPSILON, Derivative, LeafCheck, NodeOf, OutputGraph, Trace,
};

use super::{ShownGraph, ShownTrace};

/// A derivative agrees with its central difference if they are no farther apart, relative to the larger or to 1. A wrong rule is off by
/// far more; steep functions of large weights come near to it by the difference's own error.
pub const AGREEMENT: f64 = 1e-5;

/// Between two checks.
const PAUSE: Duration = Duration::from_millis(250);
/// Of a frame's time.
const SLICE: Duration = Duration::from_millis(1);

/// The latest check of the pass on show: begun a few times a second; of thousands of leaves each takes longer.
#[derive(Resource, Debug, Default)]
pub struct GradientCheck {
    /// Whether anybody looks at it.
    pub is_wanted: bool,
    latest: Option<GradientReport>,
    /// What the latest was of.
    of: Option<Subject>,
    under_way: Option<Sweep>,
    since_latest: Duration,
}

/// What came out for all leaves of the graph on show.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct GradientReport {
    /// How many leaves were compared with their central difference.
    pub compared: usize,
    /// How many of them agree with it.
    pub agreeing: usize,
    /// How many leaves lie at a kink, where there is no derivative to compare with.
    pub at_kinks: usize,
    /// The leaf that is farthest off, and how far.
    pub worst: Option<(Entity, f64)>,
}

/// The numbers that a check is of.
#[derive(Debug, Clone, PartialEq)]
struct Subject {
    /// The entity that holds the graph: points of both classes take turns in one.
    whole: Option<Entity>,
    output: Entity,
    values: Vec<f64>,
    derivatives: Vec<Option<f64>>,
}

#[derive(Debug)]
struct Sweep {
    graph: Arc<OutputGraph>,
    subject: Subject,
    next: usize,
    report: GradientReport,
}

impl GradientCheck {
    /// The latest report; `None` before the first of the graph on show is complete.
    pub const fn latest(&self) -> Option<&GradientReport> {
        self.latest.as_ref()
    }
}

impl GradientReport {
    /// Whether every leaf that could be compared agrees.
    pub const fn is_right(&self) -> bool {
        self.agreeing == self.compared
    }

    fn add(&mut self, graph: &OutputGraph, subject: &Subject, leaf: usize) {
        let values = &subject.values;
        let epsilon = CHECK_EPSILON * values[leaf].abs().max(1.0);
        let difference = graph.central_difference(values, leaf, epsilon);
        if difference.crosses_kink {
            self.at_kinks += 1;
            return;
        }
        let check = LeafCheck {
            leaf: graph.nodes()[leaf].entity,
            // Where nothing arrived, the output does not depend on it as far as backward can tell.
            backward: subject.derivatives[leaf].unwrap_or(0.0),
            central_difference: difference.quotient,
        };
        let error = check.error();
        self.compared += 1;
        self.agreeing += usize::from(error <= AGREEMENT);
        // What is not a number is worst of all.
        if self
            .worst
            .is_none_or(|(_, worst)| error > worst || error.is_nan())
        {
            self.worst = Some((check.leaf, error));
        }
    }
}

/// Goes on with the check, or begins another. Runs in [`SimulationSystems::Pass`](super::SimulationSystems::Pass), last.
pub(super) fn check_gradient(world: &mut World) {
    if world.resource::<GradientCheck>().is_wanted && world.contains_resource::<ShownGraph>() {
        world.resource_scope(|world, mut check: Mut<GradientCheck>| {
            go_on(world, check.bypass_change_detection());
        });
    }
}

fn go_on(world: &World, check: &mut GradientCheck) {
    let time = world.get_resource::<Time<Real>>();
    check.since_latest += time.map_or(Duration::ZERO, Time::delta);
    let shown = world.resource::<ShownGraph>();
    let graph = &shown.graph;
    let whole = world.get::<NodeOf>(shown.output()).map(NodeOf::graph);
    let is_of_another = |subject: &Subject| subject.whole != whole;
    if check.of.as_ref().is_some_and(is_of_another) {
        (check.of, check.latest) = (None, None);
    }
    let sweep = check.under_way.as_ref();
    if sweep.is_some_and(|sweep| is_of_another(&sweep.subject)) {
        check.under_way = None;
    }
    if check.under_way.is_none() && (check.latest.is_none() || check.since_latest >= PAUSE) {
        // An order that has not come to its end has no derivatives to check.
        let derivatives = derivatives_on_show(world, graph);
        let subject = derivatives.map(|derivatives| Subject {
            whole,
            output: shown.output(),
            values: graph.values_in(world),
            derivatives,
        });
        match subject {
            None => (check.of, check.latest) = (None, None),
            Some(subject) if check.of.as_ref() == Some(&subject) => {}
            Some(subject) => {
                check.under_way = Some(Sweep {
                    graph: Arc::clone(graph),
                    subject,
                    next: 0,
                    report: GradientReport::default(),
                });
            }
        }
        check.since_latest = Duration::ZERO;
    }
    let Some(sweep) = &mut check.under_way else {
        return;
    };
    let graph = Arc::clone(&sweep.graph);
    let deadline = Instant::now() + SLICE;
    while sweep.next < graph.len() {
        if graph.nodes()[sweep.next].is_leaf() {
            sweep.report.add(&graph, &sweep.subject, sweep.next);
        }
        sweep.next += 1;
        if Instant::now() >= deadline {
            break;
        }
    }
    if sweep.next == graph.len() {
        check.latest = Some(sweep.report);
        check.of = check.under_way.take().map(|sweep| sweep.subject);
    }
}

/// What the pass on show leaves at its end: the entities' derivatives, or those of the order that plays; `None` where that has none.
fn derivatives_on_show(world: &World, graph: &OutputGraph) -> Option<Vec<Option<f64>>> {
    let trace = world.resource::<ShownTrace>();
    let order = trace.trace().map_or(BackwardOrder::Sorted, Trace::order);
    let outcome = trace
        .outcomes()
        .iter()
        .find(|outcome| outcome.order == order);
    match outcome {
        Some(outcome) if outcome.is_cut => None,
        Some(outcome) if order != BackwardOrder::Sorted => Some(outcome.derivatives.clone()),
        _ => {
            let held = |entity| world.get::<Derivative>(entity).and_then(|held| held.0);
            let nodes = graph.nodes().iter();
            Some(nodes.map(|node| held(node.entity)).collect())
        }
    }
}
