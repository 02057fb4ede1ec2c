//! An epoch by the entities: for every point load the coordinates, run the pass, accumulate; then optimize.

use std::time::Instant;

use bevy::prelude::*;

use crate::{
    autodiff::{Derivative, Pass, PassOutput, Value, zero_derivatives},
    nn::descend,
};

use super::{
    EpochRecord, Evaluation, Model, NonFinite, PointResult, Points, TrainingSettings,
    mean_loss::EpochPass,
};

/// How far training has come.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct Progress {
    /// Epochs finished since the last reset.
    pub epochs: u64,
    /// The epoch that was begun but not finished, if there was no time for all of its points.
    under_way: Option<UnfinishedEpoch>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct UnfinishedEpoch {
    next_point: usize,
    loss: f64,
    correct: usize,
    /// What the parameters have accumulated so far, put aside while the entities serve other purposes.
    accumulated: Vec<Derivative>,
}

/// How a call of [`advance_epoch`] ended.
#[derive(Debug, Clone, PartialEq)]
pub enum EpochOutcome {
    /// Every point was passed and the parameters were updated.
    Finished(EpochRecord),
    /// The deadline came first; the next call goes on where this one stopped.
    Unfinished,
    /// A value was NaN or infinite: the epoch is abandoned.
    Failed(NonFinite),
}

impl Progress {
    /// Forgets the epoch under way, so that the next call starts a new one.
    pub fn abandon_epoch(&mut self) {
        self.under_way = None;
    }

    /// Whether an epoch was begun and not finished.
    pub const fn is_within_epoch(&self) -> bool {
        self.under_way.is_some()
    }
}

/// Runs one epoch, or as much of it as fits before `deadline`; at least one point.
///
/// What is differentiated is the mean loss, as [`mean_loss_d_output`](super::mean_loss_d_output) has it; the record holds the sum.
/// The result is the same to the last bit wherever a deadline cuts the epoch.
///
/// # Errors
///
/// A node that was despawned on its own.
pub fn advance_epoch(world: &mut World, deadline: Option<Instant>) -> Result<EpochOutcome> {
    let epoch = world.resource::<Progress>().epochs + 1;
    let mut unfinished = match world.resource_mut::<Progress>().under_way.take() {
        Some(unfinished) => {
            restore_accumulated(world, &unfinished.accumulated);
            unfinished
        }
        None => {
            world.run_system_cached(zero_derivatives)?;
            UnfinishedEpoch::default()
        }
    };
    let culprit = pass_points(world, &mut unfinished, deadline);
    world.remove_resource::<EpochPass>();
    if let Some(node) = culprit {
        return Ok(EpochOutcome::Failed(NonFinite::describe(
            world, node, epoch,
        )));
    }
    if unfinished.next_point < world.resource::<Points>().len() {
        unfinished.accumulated = take_accumulated(world);
        world.resource_mut::<Progress>().under_way = Some(unfinished);
        return Ok(EpochOutcome::Unfinished);
    }
    let rate = world.resource::<TrainingSettings>().learning_rate;
    if let Some(parameter) = world.run_system_cached_with(descend, rate)? {
        return Ok(EpochOutcome::Failed(NonFinite::describe(
            world, parameter, epoch,
        )));
    }
    world.resource_mut::<Progress>().epochs = epoch;
    Ok(EpochOutcome::Finished(EpochRecord {
        epoch,
        loss: unfinished.loss,
        correct: unfinished.correct,
    }))
}

/// Passes the points that are left, until the deadline. Returns the first node whose value is not finite.
fn pass_points(
    world: &mut World,
    epoch: &mut UnfinishedEpoch,
    deadline: Option<Instant>,
) -> Option<Entity> {
    world.resource_scope(|world, model: Mut<Model>| {
        world.resource_scope(|world, points: Mut<Points>| {
            world.schedule_scope(Pass, |world, pass| {
                for (index, point) in points.iter().enumerate().skip(epoch.next_point) {
                    load_point(world, &model, point.place());
                    let loss = model.loss(point.label);
                    world.insert_resource(PassOutput::of(loss));
                    world.insert_resource(EpochPass {
                        probability: model.probability(point.label),
                        log_epsilon: model.log_epsilon,
                        points: points.len(),
                    });
                    pass.run(world);
                    if let Some(node) = NonFinite::culprit(world) {
                        return Some(node);
                    }
                    let result = PointResult {
                        output: value(world, model.output),
                        loss: value(world, loss),
                    };
                    world.resource_mut::<Evaluation>().store(index, result);
                    epoch.loss += result.loss;
                    epoch.correct += usize::from(point.is_correct(result.output));
                    epoch.next_point = index + 1;
                    if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                        break;
                    }
                }
                None
            })
        })
    })
}

/// Sets the coordinate leaves: the graph is now that of this place.
pub(super) fn load_point(world: &mut World, model: &Model, place: [f64; 2]) {
    for (leaf, coordinate) in model.coordinates.into_iter().zip(place) {
        if let Some(mut value) = world.get_mut::<Value>(leaf) {
            **value = coordinate;
        }
    }
}

/// A node's value; NaN if the node is not there, which no reader takes for a result.
pub(super) fn value(world: &World, node: Entity) -> f64 {
    world.get::<Value>(node).map_or(f64::NAN, |value| value.0)
}

fn take_accumulated(world: &World) -> Vec<Derivative> {
    let parameters = &world.resource::<Model>().parameters;
    parameters
        .iter()
        .map(|&parameter| world.get(parameter).copied().unwrap_or_default())
        .collect()
}

fn restore_accumulated(world: &mut World, accumulated: &[Derivative]) {
    let parameters = world.resource::<Model>().parameters.clone();
    for (parameter, derivative) in parameters.into_iter().zip(accumulated) {
        if let Some(mut place) = world.get_mut::<Derivative>(parameter) {
            *place = *derivative;
        }
    }
}
