//! In which order an epoch passes the points, and after how many of them the parameters move.

use std::{fmt, ops::Range, str::FromStr};

use bevy::prelude::*;
use rand::{SeedableRng, rngs::ChaCha8Rng, seq::SliceRandom};

use super::TrainingSettings;

/// After how many points the parameters move.
#[derive(Reflect, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BatchSize {
    /// After all of them: once an epoch, as MiniTorch does.
    #[default]
    All,
    /// After so many, in an order that is shuffled anew for every epoch. The last batch of an epoch may be smaller.
    Points(usize),
}

/// The points of one epoch, in their order, cut into batches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct EpochOrder {
    points: usize,
    batch: usize,
    /// Empty where nothing is shuffled.
    shuffled: Vec<u32>,
}

impl BatchSize {
    /// How many points a batch has, of so many.
    pub fn of(self, points: usize) -> usize {
        match self {
            Self::All => points,
            Self::Points(batch) => batch.clamp(1, points.max(1)),
        }
    }
}

impl fmt::Display for BatchSize {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => formatter.write_str("all"),
            Self::Points(points) => write!(formatter, "{points}"),
        }
    }
}

impl FromStr for BatchSize {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match (text, text.parse()) {
            ("all", _) => Ok(Self::All),
            (_, Ok(points)) if points > 0 => Ok(Self::Points(points)),
            _ => Err("should be \"all\" or a whole number of points, 1 or more"),
        }
    }
}

impl EpochOrder {
    /// The order of an epoch as the settings have it.
    pub(super) fn of(settings: &TrainingSettings, points: usize, epoch: u64) -> Self {
        Self::new(points, settings.batch, settings.shuffle_seed, epoch)
    }

    /// The order of an epoch. It depends on nothing but these numbers, so that any epoch can be had without those before it.
    fn new(points: usize, batch: BatchSize, seed: u64, epoch: u64) -> Self {
        let batch = batch.of(points);
        let mut shuffled = Vec::new();
        if batch < points {
            let mut generator = ChaCha8Rng::seed_from_u64(seed);
            generator.set_stream(epoch);
            shuffled = (0..points as u32).collect();
            shuffled.shuffle(&mut generator);
        }
        Self {
            points,
            batch,
            shuffled,
        }
    }

    /// How many points there are.
    pub(super) const fn points(&self) -> usize {
        self.points
    }

    /// The point at a place of the order.
    pub(super) fn point(&self, place: usize) -> usize {
        self.shuffled
            .get(place)
            .map_or(place, |&point| point as usize)
    }

    /// Whether the whole epoch is one batch, in the points' own order.
    pub(super) const fn is_whole(&self) -> bool {
        self.shuffled.is_empty()
    }

    /// The places of the batch that a place belongs to.
    pub(super) fn batch_around(&self, place: usize) -> Range<usize> {
        let start = place / self.batch * self.batch;
        start..(start + self.batch).min(self.points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_passes_every_point_once() {
        for (points, batch) in [(1, 1), (7, 3), (50, 50), (50, 49), (100, 1), (64, 8)] {
            let order = EpochOrder::new(points, BatchSize::Points(batch), 1, 4);
            let mut passed: Vec<usize> = (0..points).map(|place| order.point(place)).collect();
            passed.sort_unstable();
            assert!(passed.into_iter().eq(0..points));
        }
    }

    #[test]
    fn batches_follow_one_another_and_the_last_may_be_smaller() {
        let order = EpochOrder::new(7, BatchSize::Points(3), 1, 1);
        let batches: Vec<_> = (0..7).map(|place| order.batch_around(place)).collect();
        assert_eq!(
            batches,
            [0..3, 0..3, 0..3, 3..6, 3..6, 3..6, 6..7],
            "places by batch"
        );
    }

    #[test]
    fn a_full_batch_is_not_shuffled() {
        for batch in [BatchSize::All, BatchSize::Points(9), BatchSize::Points(8)] {
            let order = EpochOrder::new(8, batch, 1, 1);
            assert!(order.is_whole());
            assert!((0..8).all(|place| order.point(place) == place));
        }
    }

    #[test]
    fn every_epoch_and_every_seed_has_an_order_of_its_own() {
        let order = |seed, epoch| EpochOrder::new(50, BatchSize::Points(10), seed, epoch);
        assert_eq!(order(1, 1), order(1, 1));
        assert_ne!(order(1, 1), order(1, 2));
        assert_ne!(order(1, 1), order(2, 1));
    }

    #[test]
    fn a_size_is_read_as_it_is_written() {
        for size in [
            BatchSize::All,
            BatchSize::Points(1),
            BatchSize::Points(4_711),
        ] {
            assert_eq!(size.to_string().parse(), Ok(size));
        }
        for wrong in ["0", "-1", "1.5", "ALL", "", "x"] {
            assert!(wrong.parse::<BatchSize>().is_err(), "{wrong:?}");
        }
    }
}
