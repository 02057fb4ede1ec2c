//! An epoch by the entities: for every point load the coordinates, run the pass, accumulate; after every batch optimize.

use std::time::Instant;

use bevy::prelude::*;

use crate::{
    autodiff::{Derivative, Pass, PassOutput, Value, zero_derivatives},
    nn::descend,
};

use super::{
    EpochRecord, Evaluation, Model, NonFinite, PointResult, Points, Progress, TrainingSettings,
    batches::EpochOrder,
    epoch::{EpochsRun, UnfinishedEpoch, next_order},
    mean_loss::EpochPass,
};

/// An epoch that the entities are running.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EntityEpoch {
    pub(super) order: EpochOrder,
    /// The place in the order to go on from.
    pub(super) next: usize,
    loss: f64,
    correct: usize,
    /// What the parameters have accumulated in this batch so far, put aside while the entities serve other purposes.
    accumulated: Vec<Derivative>,
    /// The parameters at the beginning of the epoch.
    pub(super) start: Vec<f64>,
}

impl EntityEpoch {
    pub(super) const fn new(order: EpochOrder, start: Vec<f64>) -> Self {
        Self {
            order,
            next: 0,
            loss: 0.0,
            correct: 0,
            accumulated: Vec::new(),
            start,
        }
    }
}

/// Goes on with the epoch under way, or begins one, until its end or `deadline`; at least one point.
pub(super) fn advance(world: &mut World, deadline: Option<Instant>, run: &mut EpochsRun) -> Result {
    let points = world.resource::<Points>().len();
    let mut epoch = match world.resource_mut::<Progress>().under_way.take() {
        Some(UnfinishedEpoch::Entities(epoch)) if epoch.order.points() == points => epoch,
        _ => {
            let model = world.resource::<Model>();
            EntityEpoch::new(next_order(world), model.values_in(world).collect())
        }
    };
    world.run_system_cached(zero_derivatives)?;
    restore_accumulated(world, &epoch.accumulated);
    let number = world.resource::<Progress>().epochs + 1;
    let culprit = pass_points(world, &mut epoch, deadline, &mut run.moved)?;
    world.remove_resource::<EpochPass>();
    if let Some(node) = culprit {
        run.fault = Some(NonFinite::describe(world, node, number));
    } else if epoch.next < epoch.order.points() {
        epoch.accumulated = take_accumulated(world);
        world.resource_mut::<Progress>().under_way = Some(UnfinishedEpoch::Entities(epoch));
    } else {
        world.resource_mut::<Progress>().epochs = number;
        run.records.push(EpochRecord {
            epoch: number,
            loss: epoch.loss,
            correct: epoch.correct,
        });
    }
    Ok(())
}

/// Passes one point of the epoch under way, or of a new one. Returns which.
pub(super) fn advance_one(world: &mut World, run: &mut EpochsRun) -> Result<Option<usize>> {
    let place = |epoch: &EntityEpoch| epoch.order.point(epoch.next);
    let point = match &world.resource::<Progress>().under_way {
        Some(UnfinishedEpoch::Entities(epoch)) => place(epoch),
        _ => next_order(world).point(0),
    };
    advance(world, Some(Instant::now()), run)?;
    Ok(run.fault.is_none().then_some(point))
}

/// Passes the points that are left, until the deadline. Returns the first node whose value is not finite.
fn pass_points(
    world: &mut World,
    epoch: &mut EntityEpoch,
    deadline: Option<Instant>,
    moved: &mut bool,
) -> Result<Option<Entity>> {
    world.resource_scope(|world, model: Mut<Model>| {
        world.resource_scope(|world, points: Mut<Points>| {
            world.schedule_scope(Pass, |world, pass| {
                while epoch.next < epoch.order.points() {
                    let batch = epoch.order.batch_around(epoch.next);
                    let index = epoch.order.point(epoch.next);
                    let point = &points[index];
                    load_point(world, &model, point.place());
                    let loss = model.loss(point.label);
                    world.insert_resource(PassOutput::of(loss));
                    world.insert_resource(EpochPass {
                        probability: model.probability(point.label),
                        log_epsilon: model.log_epsilon,
                        share: 1.0 / batch.len() as f64,
                    });
                    pass.run(world);
                    let culprit = NonFinite::culprit(world);
                    if culprit.is_some() {
                        return Ok(culprit);
                    }
                    let result = PointResult {
                        output: value(world, model.output),
                        loss: value(world, loss),
                    };
                    world.resource_mut::<Evaluation>().store(index, result);
                    epoch.loss += result.loss;
                    epoch.correct += usize::from(point.is_correct(result.output));
                    epoch.next += 1;
                    if epoch.next == batch.end {
                        let rate = world.resource::<TrainingSettings>().learning_rate;
                        *moved = true;
                        let culprit = world.run_system_cached_with(descend, rate)?;
                        if culprit.is_some() {
                            return Ok(culprit);
                        }
                        world.run_system_cached(zero_derivatives)?;
                    }
                    if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                        break;
                    }
                }
                Ok(None)
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
