//! Every point's output and loss, kept up to date while training rests.

use std::time::Instant;

use bevy::prelude::*;

use crate::autodiff::{PassOutput, run_forward};

use super::{
    DataPoint, Executor, Model, NonFinite, Points, Progress, TrainingSettings,
    compiled::{Compiled, CompiledModel, MeanLoss},
    entity_epoch,
};

/// What the network says of one point.
#[derive(Reflect, Debug, Clone, Copy, Default, PartialEq)]
pub struct PointResult {
    /// The probability of class 1.
    pub output: f64,
    /// −log of the probability of the point's own class.
    pub loss: f64,
}

/// The latest result for every point, and which of them are out of date.
///
/// Where epochs are run by the entities, their passes leave the results of their points here. Everything else is evaluated by the
/// plan: after its own epochs, and after an edit.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct Evaluation {
    results: Vec<Option<PointResult>>,
    due: Vec<bool>,
}

/// How a call of [`evaluate_all`] ended.
#[derive(Debug, Clone, PartialEq)]
pub enum EvaluationOutcome {
    /// Every value was finite.
    Totals {
        /// The sum of the points' losses.
        loss: f64,
        /// How many points lie on the right side of 0.5.
        correct: usize,
    },
    /// A value was NaN or infinite.
    Failed(NonFinite),
}

impl Evaluation {
    /// The latest result for a point; `None` before the first.
    pub fn result(&self, index: usize) -> Option<PointResult> {
        self.results.get(index).copied().flatten()
    }

    /// Whether every result is that of the current points and parameters.
    pub fn is_up_to_date(&self) -> bool {
        !self.due.contains(&true)
    }

    /// Sum of the losses and number of correct points, once every point has a result.
    pub fn totals(&self, points: &Points) -> Option<(f64, usize)> {
        if self.results.len() != points.len() {
            return None;
        }
        let mut totals = (0.0, 0);
        for (result, point) in self.results.iter().zip(points.iter()) {
            let result = (*result)?;
            totals.0 += result.loss;
            totals.1 += usize::from(point.is_correct(result.output));
        }
        Some(totals)
    }

    /// Marks every point as out of date: the parameters changed, or the points did.
    pub(super) fn expire(&mut self, points: usize) {
        self.results.resize(points, None);
        self.due.clear();
        self.due.resize(points, true);
    }

    /// Marks one point as out of date: it was moved.
    pub(super) fn expire_one(&mut self, index: usize) {
        if let Some(due) = self.due.get_mut(index) {
            *due = true;
        }
    }

    /// A point that nothing is known of is due as well.
    fn is_due(&self, index: usize) -> bool {
        self.due.get(index).is_none_or(|&due| due)
    }

    pub(super) fn store(&mut self, index: usize, result: PointResult) {
        let needed = self.results.len().max(index + 1);
        self.results.resize(needed, None);
        self.due.resize(needed, true);
        self.results[index] = Some(result);
        self.due[index] = false;
    }
}

/// Evaluates what is out of date by the plan, until `deadline`.
pub(super) fn evaluate_points(world: &mut World, deadline: Option<Instant>) -> Result {
    if world.resource::<Evaluation>().is_up_to_date() || world.contains_resource::<NonFinite>() {
        return Ok(());
    }
    CompiledModel::scope(world, |world, compiled| {
        compiled.load_parameters(world);
        compiled.pack_points(world);
        let model = world.resource::<Model>();
        let nodes = [model.losses[0], model.losses[1], model.output];
        let point_count = world.resource::<Points>().len();
        let evaluation = &mut *world.resource_mut::<Evaluation>();
        evaluate_blocks(evaluation, point_count, compiled, nodes, deadline);
    })?;
    Ok(())
}

/// Goes round the blocks from where the last call stopped, so that every point has its turn however little time there is.
fn evaluate_blocks(
    evaluation: &mut Evaluation,
    point_count: usize,
    compiled: &mut Compiled,
    nodes: [Entity; 3],
    deadline: Option<Instant>,
) {
    const OUTPUT: usize = 2; // after the losses by label, of which a point has one
    let Compiled {
        run,
        all_points,
        next_evaluated,
        ..
    } = compiled;
    let mut results = vec![PointResult::default(); point_count];
    for _ in 0..all_points.blocks() {
        let block = *next_evaluated % all_points.blocks();
        *next_evaluated = block + 1;
        let points = all_points.points(block);
        if !points
            .iter()
            .any(|&point| evaluation.is_due(point as usize))
        {
            continue;
        }
        run.evaluate_block(all_points, block, &nodes, |point, node, value| {
            if node != OUTPUT {
                results[point].loss = value;
                return;
            }
            results[point].output = value;
            if evaluation.is_due(point) {
                evaluation.store(point, results[point]);
            }
        });
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return;
        }
    }
}

/// Evaluates every point with the current parameters by the chosen executor, whether it is out of date or not.
///
/// The loss is the very number that the next epoch would record, if its batch is the whole set: that of the parameters before its
/// update.
///
/// # Errors
///
/// A node that was despawned on its own.
pub fn evaluate_all(world: &mut World) -> Result<EvaluationOutcome> {
    if world.resource::<TrainingSettings>().executor == Executor::Plan {
        let totals = CompiledModel::scope(world, |world, compiled| {
            compiled.load_parameters(world);
            compiled.pack_points(world);
            let Compiled {
                run, all_points, ..
            } = compiled;
            let log_epsilon = world.resource::<Model>().log_epsilon;
            let objective = MeanLoss {
                log_epsilon,
                share: 0.0,
            };
            run.totals(all_points, &objective)
        })?;
        if totals.is_finite {
            return Ok(EvaluationOutcome::Totals {
                loss: totals.output,
                correct: totals.score as usize,
            });
        }
        // Otherwise the entities find out which value it is.
    }
    world.resource_scope(|world, model: Mut<Model>| {
        world.resource_scope(|world, points: Mut<Points>| {
            let (mut loss, mut correct) = (0.0, 0);
            for (index, point) in points.iter().enumerate() {
                let result = evaluate_point(world, &model, index, point)?;
                if let Some(node) = NonFinite::culprit(world) {
                    let epoch = world.resource::<Progress>().epochs;
                    return Ok(EvaluationOutcome::Failed(NonFinite::describe(
                        world, node, epoch,
                    )));
                }
                loss += result.loss;
                correct += usize::from(point.is_correct(result.output));
            }
            Ok(EvaluationOutcome::Totals { loss, correct })
        })
    })
}

fn evaluate_point(
    world: &mut World,
    model: &Model,
    index: usize,
    point: &DataPoint,
) -> Result<PointResult> {
    entity_epoch::load_point(world, model, point.place());
    let loss = model.loss(point.label);
    world.insert_resource(PassOutput::of(loss));
    run_forward(world)?;
    let result = PointResult {
        output: entity_epoch::value(world, model.output),
        loss: entity_epoch::value(world, loss),
    };
    world.resource_mut::<Evaluation>().store(index, result);
    Ok(result)
}
