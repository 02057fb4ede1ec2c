//! Epochs by the plan: all points of a batch at once, many epochs without a look at the world.

use std::time::Instant;

use bevy::prelude::*;

use crate::plan::LANES;

use super::{
    EpochRecord, Model, Points, Progress, TrainingSettings,
    batches::EpochOrder,
    compiled::{Compiled, CompiledModel, MeanLoss, pack},
    entity_epoch::EntityEpoch,
    epoch::{EpochsRun, UnfinishedEpoch},
};

/// An epoch that the plan is running.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct PlanEpoch {
    pub(super) order: EpochOrder,
    /// The place in the order where the batch that is being passed begins.
    pub(super) next: usize,
    loss: f64,
    correct: f64,
    /// The parameters at the beginning of the epoch.
    pub(super) start: Vec<f64>,
}

/// How a piece of an epoch ended.
enum Piece {
    Finished,
    Unfinished,
    /// A value or a parameter was not finite.
    NotFinite,
}

/// How many multiplications are made before the clock is looked at: some 20 µs.
const WORK_BETWEEN_LOOKS: usize = 400_000;

/// Runs epochs until there are `wanted` in the run, or until `deadline`; at least a block.
///
/// Where a value is not finite, the epoch is given to the entities: they find out which.
pub(super) fn advance(
    world: &mut World,
    wanted: usize,
    deadline: Option<Instant>,
    run: &mut EpochsRun,
) -> Result {
    CompiledModel::scope(world, |world, compiled| {
        let points = world.resource::<Points>().len();
        let epoch = match world.resource_mut::<Progress>().under_way.take() {
            Some(UnfinishedEpoch::Plan(epoch)) if epoch.order.points() == points => epoch,
            _ => PlanEpoch::default(),
        };
        compiled.load_parameters(world);
        compiled.pack_points(world);
        let settings = world.resource::<TrainingSettings>().clone();
        let log_epsilon = world.resource::<Model>().log_epsilon;
        world.resource_scope(|world, points: Mut<Points>| {
            let mut epochs = Epochs {
                compiled,
                points: &points,
                settings,
                log_epsilon,
                deadline,
                work: 0,
            };
            let progress = &mut world.resource_mut::<Progress>();
            epochs.advance(progress, epoch, wanted, run);
        });
        compiled.store_parameters(world);
    })?;
    Ok(())
}

/// What epochs need of the world.
struct Epochs<'a> {
    compiled: &'a mut Compiled,
    points: &'a Points,
    settings: TrainingSettings,
    log_epsilon: f64,
    deadline: Option<Instant>,
    /// How many multiplications have been made since the clock was looked at.
    work: usize,
}

impl Epochs<'_> {
    fn advance(
        &mut self,
        progress: &mut Progress,
        mut epoch: PlanEpoch,
        wanted: usize,
        run: &mut EpochsRun,
    ) {
        loop {
            if !epoch.is_begun() {
                let number = progress.epochs + 1;
                let order = EpochOrder::of(&self.settings, self.points.len(), number);
                // Another epoch's batch may have points of the same numbers in its lanes.
                self.compiled.run.abandon_pass();
                epoch.begin(order, self.compiled.run.parameters());
            }
            match self.run_to_end(&mut epoch, &mut run.moved) {
                Piece::Unfinished => {
                    progress.under_way = Some(UnfinishedEpoch::Plan(epoch));
                    return;
                }
                Piece::NotFinite => {
                    let start = epoch.start.iter().copied();
                    self.compiled.run.set_parameters(start);
                    let again = EntityEpoch::new(epoch.order, epoch.start);
                    progress.under_way = Some(UnfinishedEpoch::Entities(again));
                    return;
                }
                Piece::Finished => {}
            }
            progress.epochs += 1;
            run.records.push(EpochRecord {
                epoch: progress.epochs,
                loss: epoch.loss,
                correct: epoch.correct as usize,
            });
            if run.records.len() >= wanted || self.is_late() {
                return;
            }
        }
    }

    /// Passes the batches that are left, until the deadline.
    fn run_to_end(&mut self, epoch: &mut PlanEpoch, moved: &mut bool) -> Piece {
        while epoch.next < epoch.order.points() {
            let places = epoch.order.batch_around(epoch.next);
            let Compiled {
                run,
                all_points,
                mini_batch,
                ..
            } = &mut *self.compiled;
            let batch = if epoch.order.is_whole() {
                &*all_points
            } else {
                let point = |place| epoch.order.point(places.start + place);
                pack(mini_batch, run.plan(), self.points, places.len(), point);
                mini_batch
            };
            let objective = MeanLoss {
                log_epsilon: self.log_epsilon,
                share: 1.0 / places.len() as f64,
            };
            let Some(totals) = run.advance_pass(batch, &objective, self.deadline) else {
                return Piece::Unfinished;
            };
            *moved = true;
            if !totals.is_finite || !run.descend(self.settings.learning_rate) {
                return Piece::NotFinite;
            }
            epoch.loss += totals.output;
            epoch.correct += totals.score;
            epoch.next = places.end;
            self.work += run.plan().work() * batch.vectors() * LANES;
            if epoch.next < epoch.order.points() && self.is_late() {
                return Piece::Unfinished;
            }
        }
        Piece::Finished
    }

    /// Whether the deadline has come; the clock is not looked at all the time.
    fn is_late(&mut self) -> bool {
        let Some(deadline) = self.deadline else {
            return false;
        };
        if self.work < WORK_BETWEEN_LOOKS {
            return false;
        }
        self.work = 0;
        Instant::now() >= deadline
    }
}

impl PlanEpoch {
    fn is_begun(&self) -> bool {
        self.next < self.order.points()
    }

    /// Starts another epoch, in the room of the one before.
    fn begin(&mut self, order: EpochOrder, parameters: &[f64]) {
        self.order = order;
        self.next = 0;
        self.loss = 0.0;
        self.correct = 0.0;
        self.start.clear();
        self.start.extend_from_slice(parameters);
    }
}
