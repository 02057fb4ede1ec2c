//! The trace of the pass on show in slow motion, and the position in it.

use std::sync::Arc;

use bevy::prelude::*;

use crate::autodiff::{OrderOutcome, Phase, Step, Trace};

use super::{
    Accumulation, Exhibit, Model, Playback, PointRemoved, ReplacePoints, ShownGraph, ShownPoint,
    StepUnit, Stepping,
    playback::{is_playing, is_playing_in},
    stepping::{SeekTrace, StepBack, StepOn},
};

/// The trace of the pass on show, where a step is a node; otherwise there is none, and the pass is shown whole.
#[derive(Resource, Debug, Default)]
pub struct ShownTrace {
    trace: Option<Trace>,
    /// What comes of each order with the numbers of the trace.
    outcomes: Vec<OrderOutcome>,
    source: Option<Source>,
    /// Whether there are other points than when it was made.
    has_other_points: bool,
    /// The part of a step for which time has passed.
    part: f64,
    /// Where the pass that comes on show next is taken up.
    resumed_at: Option<usize>,
}

/// What a trace was made of.
#[derive(Debug, Clone, PartialEq)]
struct Source {
    output: Entity,
    /// Its place in the list; `None` once it is not there any more, or for an example.
    point: Option<usize>,
    values: Vec<u64>,
    held: Vec<Option<u64>>,
    stepping: Stepping,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<ShownTrace>()
        .add_observer(on_step_on)
        .add_observer(on_step_back)
        .add_observer(on_seek_trace)
        .add_observer(on_point_removed)
        .add_observer(on_replace_points);
}

impl ShownTrace {
    /// The trace at its position; `None` where the pass is shown whole.
    pub const fn trace(&self) -> Option<&Trace> {
        self.trace.as_ref()
    }

    /// What comes of each backward order with the numbers of the trace, the right one first; nothing where there is no trace.
    pub fn outcomes(&self) -> &[OrderOutcome] {
        &self.outcomes
    }

    /// The part of the next step for which time has passed: an animation's way from one position to the next, 0 to 1.
    pub const fn part(&self) -> f64 {
        self.part
    }

    /// The pass that comes on show next begins at this position instead of where it usually would.
    pub const fn resume_at(&mut self, position: usize) {
        self.resumed_at = Some(position);
    }

    fn seek(&mut self, to: impl FnOnce(&Trace) -> usize) {
        if let Some(trace) = &mut self.trace {
            let position = to(trace);
            trace.seek(position);
            self.part = 0.0;
        }
    }
}

fn on_step_on(_: On<StepOn>, mut shown: ResMut<ShownTrace>, playback: ResMut<NextState<Playback>>) {
    if shown.trace.is_some() {
        pause(playback);
        shown.seek(|trace| trace.position() + 1);
    }
}

fn on_step_back(
    _: On<StepBack>,
    mut shown: ResMut<ShownTrace>,
    playback: ResMut<NextState<Playback>>,
) {
    if shown.trace.is_some() {
        pause(playback);
        shown.seek(|trace| trace.position().saturating_sub(1));
    }
}

fn on_seek_trace(
    seek: On<SeekTrace>,
    mut shown: ResMut<ShownTrace>,
    playback: ResMut<NextState<Playback>>,
) {
    if shown.trace.is_some() {
        pause(playback);
        shown.seek(|trace| match *seek {
            SeekTrace::Start => 0,
            SeekTrace::End => trace.len(),
            SeekTrace::NextNode => trace.next_node(),
            SeekTrace::PreviousNode => trace.previous_node(),
            SeekTrace::NextPhase => trace.next_phase(),
            SeekTrace::PreviousPhase => trace.previous_phase(),
            SeekTrace::Position(position) => position,
        });
    }
}

/// Points behind a removed one have moved up: the one on show is the same.
fn on_point_removed(removed: On<PointRemoved>, mut shown: ResMut<ShownTrace>) {
    if let Some(source) = &mut shown.source {
        source.point = source.point.and_then(|point| match removed.0 {
            gone if gone < point => Some(point - 1),
            gone if gone == point => None,
            _ => Some(point),
        });
    }
}

fn on_replace_points(_: On<ReplacePoints>, mut shown: ResMut<ShownTrace>) {
    shown.has_other_points = true;
}

fn pause(mut playback: ResMut<NextState<Playback>>) {
    NextState::set_if_neq(&mut playback, Playback::Paused);
}

/// Makes the trace anew where what it was made of has changed, at the position where it was.
///
/// Runs in [`SimulationSystems::Pass`](super::SimulationSystems::Pass), after the pass.
pub(super) fn follow_pass(world: &mut World) {
    let stepping = *world.resource::<Stepping>();
    if stepping.unit != StepUnit::Node || !world.contains_resource::<ShownGraph>() {
        let mut shown = world.resource_mut::<ShownTrace>();
        if shown.trace.is_some() || shown.resumed_at.is_some() {
            *shown = ShownTrace::default();
        }
        return;
    }
    let shown = world.resource::<ShownGraph>();
    let graph = shown.graph.clone();
    let values = graph.values_in(world);
    let held = world.resource::<Accumulation>().held_in(&graph);
    let source = Source {
        output: shown.output(),
        point: (*world.resource::<Exhibit>() == Exhibit::Network)
            .then_some(world.resource::<ShownPoint>().0),
        values: values.iter().map(|value| value.to_bits()).collect(),
        held: held.iter().map(|held| held.map(f64::to_bits)).collect(),
        stepping: Stepping {
            steps_per_second: 0.0,
            ..stepping
        },
    };
    let is_playing = is_playing_in(world);
    let model = world.resource::<Model>();
    let coordinates = model.coordinates.map(|leaf| graph.place(leaf));
    let mut shown = world.resource_mut::<ShownTrace>();
    let resumed_at = shown.bypass_change_detection().resumed_at.take();
    if shown.source.as_ref() == Some(&source) {
        if let Some(position) = resumed_at {
            shown.seek(|_| position);
        }
        return;
    }
    let mut trace = Trace::new(Arc::clone(&graph), &values, 1.0, &held, stepping.order);
    trace.seek(trace.len());
    let outcomes = OrderOutcome::all(&graph, &values, &held, Some(&trace));
    // Another order is watched from where it parts from the sorted one; another point from its beginning, unless one looks at
    // results; where only numbers change, at the same step.
    let is_same_point = |before: &Source| {
        let is_where_it_was = |place: usize| before.values.get(place) == source.values.get(place);
        let coordinates = coordinates.iter().flatten();
        if shown.has_other_points {
            coordinates.copied().all(is_where_it_was)
        } else {
            before.point == source.point
        }
    };
    let position = match (&shown.trace, &shown.source) {
        (Some(before), _) if before.order() != stepping.order => {
            let is_forward = |step: &&Step| step.phase() == Phase::Forward;
            trace.steps().iter().take_while(is_forward).count()
        }
        (Some(before), _) if before.is_at_end() => trace.len(),
        (Some(before), Some(same)) if same.output == source.output && is_same_point(same) => {
            before.position()
        }
        (None, _) if !is_playing => trace.len(),
        _ => 0,
    };
    let position = resumed_at.unwrap_or(position);
    let before = shown.trace.as_ref().map(Trace::position);
    if before != Some(position) {
        shown.part = 0.0;
    }
    trace.seek(position);
    shown.trace = Some(trace);
    shown.outcomes = outcomes;
    shown.source = Some(source);
    shown.has_other_points = false;
}

/// Moves on in the trace by the time that has passed, and pauses at its end. Played again, it begins anew.
///
/// Runs in [`SimulationSystems::Pass`](super::SimulationSystems::Pass), after [`follow_pass`].
pub(super) fn play_trace(
    time: Option<Res<Time>>,
    stepping: Res<Stepping>,
    playback: Res<State<Playback>>,
    mut next: ResMut<NextState<Playback>>,
    mut shown: ResMut<ShownTrace>,
) {
    let Some(time) = time else { return };
    if !is_playing(&playback, &next) || shown.trace.is_none() {
        // At rest it is at a step, not on its way to the next.
        if shown.part != 0.0 {
            shown.part = 0.0;
        }
        return;
    }
    let passed = shown.part + time.delta_secs_f64() * stepping.steps_per_second;
    let steps = passed.floor();
    shown.seek(|trace| {
        if trace.is_at_end() && playback.is_changed() {
            return 0;
        }
        trace.position() + steps as usize
    });
    shown.part = passed - steps;
    if shown.trace.as_ref().is_some_and(Trace::is_at_end) {
        shown.part = 0.0;
        NextState::set_if_neq(&mut next, Playback::Paused);
    }
}
