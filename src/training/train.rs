//! What training does in a frame: epochs or passes, as many as there is time for.

use std::time::Instant;

use bevy::prelude::*;

use super::{
    EpochFinished, EpochsRun, Executor, FrameBudget, OutputFields, Playback, Points, Progress,
    ShownPoint, StepUnit, Stepping, TrainingSettings, advance_epochs, entity_epoch, evaluation,
    expiry::expire_results, next_step, output_field, playback::is_playing_in, rewind,
    steps_due::StepsDue,
};

/// What training did in the latest frame.
#[derive(Resource, Reflect, Debug, Clone, Copy, Default, PartialEq, Eq)]
#[reflect(Resource)]
pub struct FrameReport {
    /// Epochs that the settings or a step asked for; passes, where a step is one.
    pub wanted: u32,
    /// Epochs that were finished, or passes.
    pub done: u32,
    /// How many points the epoch that is not finished yet has passed, of how many; whole batches alone, if it is run by the plan.
    pub passed: Option<[u32; 2]>,
    /// Whether the first epoch of the frame had been begun in an earlier frame.
    pub has_resumed: bool,
}

/// The part of a pass for which time has passed.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq)]
struct PartOfPass(f64);

impl FrameReport {
    /// Whether an epoch takes more than a frame.
    pub const fn is_slow(&self) -> bool {
        self.wanted > 0 && (self.done == 0 || (self.has_resumed && self.done == self.wanted))
    }

    /// Whether there was no time for all that was asked for.
    pub const fn is_limited(&self) -> bool {
        self.done < self.wanted
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<FrameReport>()
        .init_resource::<PartOfPass>();
}

/// Runs the epochs of this frame, or its passes. Runs in [`SimulationSystems::Train`](super::SimulationSystems::Train).
pub(super) fn train(world: &mut World) -> Result {
    let deadline = Instant::now().checked_add(world.resource::<FrameBudget>().train);
    let is_playing = is_playing_in(world);
    let unit = world.resource::<Stepping>().unit;
    let mut due = world.resource_mut::<StepsDue>();
    if due.unit != unit {
        // What they were steps of is not wanted any more.
        *due = StepsDue { unit, ..default() };
    }
    if unit == StepUnit::Epoch && is_playing {
        due.is_begun = false;
    }
    let steps = due.count;
    let wanted = match (unit, is_playing) {
        (StepUnit::Node, _) => 0,
        // One at a time, so that each can be taken back by itself.
        (StepUnit::Epoch, false) => steps.min(1),
        (StepUnit::Epoch, true) => world.resource::<TrainingSettings>().epochs_per_frame,
        (StepUnit::Pass, true) => passes_due(world),
        (_, false) => steps,
    };
    let mut wanted = if world.resource::<Points>().is_empty() {
        0
    } else {
        wanted
    };
    let has_resumed =
        unit == StepUnit::Epoch && wanted > 0 && world.resource::<Progress>().is_within_epoch();
    if wanted > 0 && unit == StepUnit::Epoch && !is_playing {
        begin_step(world);
    }
    let (run, passes) = match unit {
        StepUnit::Pass => advance_passes(world, wanted, deadline)?,
        _ => (advance_epochs(world, wanted as usize, deadline)?, 0),
    };
    let (finished, moved) = (run.records.len() as u32, run.moved);
    world.write_message_batch(run.records.into_iter().map(EpochFinished));
    let mut done = if unit == StepUnit::Pass {
        passes
    } else {
        finished
    };
    if let Some(fault) = run.fault {
        world.insert_resource(fault);
        let mut playback = world.resource_mut::<NextState<Playback>>();
        NextState::set_if_neq(&mut playback, Playback::Paused);
        world.resource_mut::<StepsDue>().clear();
        done = finished;
        wanted = done; // it did not stop for lack of time
    }
    if moved {
        expire_results(world);
    }
    if !is_playing {
        let mut due = world.resource_mut::<StepsDue>();
        due.count = due.count.saturating_sub(done);
        due.is_begun &= done == 0;
    }
    let report = FrameReport {
        wanted,
        done,
        passed: world.resource::<Progress>().passed_points(),
        has_resumed,
    };
    world.resource_mut::<FrameReport>().set_if_neq(report);
    Ok(())
}

/// Keeps the moment before a step, unless it is under way already.
fn begin_step(world: &mut World) {
    let is_begun = &mut world.resource_mut::<StepsDue>().is_begun;
    if !std::mem::replace(is_begun, true) {
        rewind::remember(world);
    }
}

/// How many passes the time since the latest frame is good for.
fn passes_due(world: &mut World) -> u32 {
    let Some(time) = world.get_resource::<Time>() else {
        return 0;
    };
    let passed = time.delta_secs_f64() * world.resource::<Stepping>().steps_per_second;
    let mut part = world.resource_mut::<PartOfPass>();
    part.0 += passed;
    let whole = part.0.floor();
    part.0 -= whole;
    whole as u32
}

/// Runs passes one by one, by the entities, until `wanted` are done or `deadline` has come, one at least; the point of the last is on
/// show then. An epoch that the plan has begun is finished by it, as one step. Returns how many were done as well.
fn advance_passes(
    world: &mut World,
    wanted: u32,
    deadline: Option<Instant>,
) -> Result<(EpochsRun, u32)> {
    let mut run = EpochsRun::default();
    let mut done = 0;
    while done < wanted && run.fault.is_none() {
        begin_step(world);
        if world.resource::<Progress>().is_with_plan() {
            run = advance_epochs(world, 1, deadline)?;
            if run.records.is_empty() {
                break;
            }
        } else if let Some(point) = entity_epoch::advance_one(world, &mut run)? {
            world
                .resource_mut::<ShownPoint>()
                .set_if_neq(ShownPoint(point));
        }
        world.resource_mut::<StepsDue>().is_begun = false;
        done += 1;
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            break;
        }
    }
    Ok((run, done))
}

/// Brings outputs up to date. Runs in [`SimulationSystems::Evaluate`](super::SimulationSystems::Evaluate).
///
/// While the entities are playing, an epoch's own passes have just told every point's output: only the field is sampled.
pub(super) fn evaluate(world: &mut World) -> Result {
    let (start, budget) = (Instant::now(), world.resource::<FrameBudget>().evaluate);
    let is_playing = is_playing_in(world);
    let executor = world.resource::<TrainingSettings>().executor;
    let is_at_full_speed = world.resource::<Stepping>().unit == StepUnit::Epoch;
    if !(is_playing && is_at_full_speed && executor == Executor::Entities) {
        // The field has its share, however many points there are.
        let is_field_due = !world.resource::<OutputFields>().is_up_to_date();
        let share = if is_field_due { budget / 2 } else { budget };
        evaluation::evaluate_points(world, start.checked_add(share))?;
    }
    next_step::differentiate(world, start.checked_add(budget))?;
    output_field::sample_field(world, start.checked_add(budget))
}
