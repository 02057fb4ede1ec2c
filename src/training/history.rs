//! The loss of every epoch, thinned out so that it never grows without bound.

use bevy::prelude::*;

/// What one epoch found, before its update of the parameters, as MiniTorch prints it.
#[derive(Reflect, Debug, Clone, Copy, Default, PartialEq)]
pub struct EpochRecord {
    /// The epoch, counted from 1.
    pub epoch: u64,
    /// The sum of the points' losses.
    pub loss: f64,
    /// How many points lay on the right side of 0.5.
    pub correct: usize,
}

/// Sent for every finished epoch, in order.
#[derive(Message, Debug, Clone, Copy, PartialEq)]
pub struct EpochFinished(pub EpochRecord);

/// Records of the epochs since the last reset: all of them at first; when these become too many, of every few successive epochs
/// the one of the lowest and the one of the highest loss. So the shape of the curve is kept, its peaks as well.
#[derive(Resource, Reflect, Debug, Clone, PartialEq)]
#[reflect(Resource)]
pub struct History {
    records: Vec<EpochRecord>,
    /// Of how many successive epochs two records are kept; while it is 1, all are.
    epochs_for_two: u64,
    latest: Option<EpochRecord>,
}

impl Default for History {
    fn default() -> Self {
        Self {
            records: Vec::new(),
            epochs_for_two: 1,
            latest: None,
        }
    }
}

impl History {
    /// The most records that are kept; a chart is seldom wider.
    pub const MOST: usize = 4_096;

    /// Adds the record of the latest epoch.
    pub fn push(&mut self, record: EpochRecord) {
        self.latest = Some(record);
        self.keep(record);
        if self.records.len() > Self::MOST {
            self.epochs_for_two = (2 * self.epochs_for_two).max(4);
            for record in std::mem::take(&mut self.records) {
                self.keep(record);
            }
        }
    }

    /// Adds a record; if there are two of its part of the curve, the one between the other losses goes.
    fn keep(&mut self, record: EpochRecord) {
        let part = |record: &EpochRecord| (record.epoch - 1) / self.epochs_for_two;
        if let [.., a, b] = self.records[..]
            && part(&a) == part(&record)
            && part(&b) == part(&record)
        {
            let between = |x: f64, y: f64, z: f64| (y <= x && x <= z) || (z <= x && x <= y);
            if between(record.loss, a.loss, b.loss) {
                return;
            }
            let place = if between(a.loss, b.loss, record.loss) {
                2
            } else {
                1
            };
            self.records.remove(self.records.len() - place);
        }
        self.records.push(record);
    }

    /// The kept records, oldest first; the latest epoch's is always the last.
    pub fn records(&self) -> impl Iterator<Item = EpochRecord> {
        let kept_last = self.records.last().map(|record| record.epoch);
        let tail = self.latest.filter(|latest| Some(latest.epoch) != kept_last);
        self.records.iter().copied().chain(tail)
    }

    /// The record of the latest epoch.
    pub const fn latest(&self) -> Option<EpochRecord> {
        self.latest
    }

    /// Forgets every epoch.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// Moves finished epochs into the history. Runs in [`SimulationSystems::Record`](super::SimulationSystems::Record).
pub(super) fn record_epochs(
    mut finished: MessageReader<EpochFinished>,
    mut history: ResMut<History>,
) {
    for EpochFinished(record) in finished.read() {
        history.push(*record);
    }
}
