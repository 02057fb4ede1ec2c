//! Epochs: every point once, by one of the executors, and the parameters move after every batch.

use std::time::Instant;

use bevy::prelude::*;

use super::{
    EpochRecord, Executor, Model, NonFinite, Points, TrainingSettings,
    batches::EpochOrder,
    entity_epoch::{self, EntityEpoch},
    plan_epoch::{self, PlanEpoch},
};

/// How far training has come.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct Progress {
    /// Epochs finished since the last reset.
    pub epochs: u64,
    /// The epoch that was begun but not finished, if there was no time for all of its points.
    pub(super) under_way: Option<UnfinishedEpoch>,
}

/// An epoch, as its executor left it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum UnfinishedEpoch {
    Entities(EntityEpoch),
    Plan(PlanEpoch),
}

/// What a call of [`advance_epochs`] has done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EpochsRun {
    /// The epochs that were finished, in order.
    pub records: Vec<EpochRecord>,
    /// Whether any step was made: within an epoch that is not finished, too.
    pub moved: bool,
    /// Why there are fewer than were wanted, if it was not the deadline: a value was NaN or infinite, and the epoch is abandoned.
    pub fault: Option<NonFinite>,
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
    /// Forgets the epoch under way, so that the next call starts a new one. What its batches have moved stays moved.
    pub fn abandon_epoch(&mut self) {
        self.under_way = None;
    }

    /// How many points the epoch under way has passed, of how many; of the plan's, whole batches alone are counted.
    pub(super) fn passed_points(&self) -> Option<[u32; 2]> {
        let (order, passed) = self.place()?;
        Some([passed, order.points()].map(|count| count as u32))
    }

    /// The order of the epoch under way, and the place in it from which it goes on.
    pub(super) fn place(&self) -> Option<(&EpochOrder, usize)> {
        Some(match self.under_way.as_ref()? {
            UnfinishedEpoch::Entities(epoch) => (&epoch.order, epoch.next),
            UnfinishedEpoch::Plan(epoch) => (&epoch.order, epoch.next),
        })
    }

    /// Whether the plan has begun an epoch and not finished it.
    pub(super) const fn is_with_plan(&self) -> bool {
        matches!(self.under_way, Some(UnfinishedEpoch::Plan(_)))
    }

    /// Whether an epoch was begun and not finished.
    pub const fn is_within_epoch(&self) -> bool {
        self.under_way.is_some()
    }
}

/// Runs epochs by the chosen executor until `wanted` are finished or `deadline` has come; a piece of one at least.
///
/// What is differentiated is the mean loss of a batch, as [`mean_loss_d_output`](super::mean_loss_d_output) has it; the record
/// holds the sum over the epoch. The result is the same to the last bit wherever a deadline cuts an epoch. An epoch that was begun
/// by one executor is finished by it.
///
/// # Errors
///
/// A node that was despawned on its own.
pub fn advance_epochs(
    world: &mut World,
    wanted: usize,
    deadline: Option<Instant>,
) -> Result<EpochsRun> {
    let mut run = EpochsRun::default();
    while run.records.len() < wanted && run.fault.is_none() {
        let executor = match &world.resource::<Progress>().under_way {
            Some(UnfinishedEpoch::Entities(_)) => Executor::Entities,
            Some(UnfinishedEpoch::Plan(_)) => Executor::Plan,
            None => world.resource::<TrainingSettings>().executor,
        };
        match executor {
            Executor::Entities => entity_epoch::advance(world, deadline, &mut run)?,
            Executor::Plan => plan_epoch::advance(world, wanted, deadline, &mut run)?,
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            break;
        }
    }
    Ok(run)
}

/// Runs one epoch, or as much of it as fits before `deadline`: [`advance_epochs`] for one.
///
/// # Errors
///
/// A node that was despawned on its own.
pub fn advance_epoch(world: &mut World, deadline: Option<Instant>) -> Result<EpochOutcome> {
    let run = advance_epochs(world, 1, deadline)?;
    Ok(match (run.records.first(), run.fault) {
        (Some(record), _) => EpochOutcome::Finished(*record),
        (None, Some(fault)) => EpochOutcome::Failed(fault),
        (None, None) => EpochOutcome::Unfinished,
    })
}

/// Gives up the epoch under way, if there is one: the parameters are again what they were when it began.
pub fn rewind_epoch(world: &mut World) {
    let start = match world.resource_mut::<Progress>().under_way.take() {
        Some(UnfinishedEpoch::Entities(epoch)) => epoch.start,
        Some(UnfinishedEpoch::Plan(epoch)) => epoch.start,
        None => return,
    };
    world.resource_scope(|world, model: Mut<Model>| model.set_parameters(world, &start));
}

/// The order of the next epoch.
pub(super) fn next_order(world: &World) -> EpochOrder {
    let epoch = world.resource::<Progress>().epochs + 1;
    let points = world.resource::<Points>().len();
    EpochOrder::of(world.resource::<TrainingSettings>(), points, epoch)
}
