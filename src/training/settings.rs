//! What can be chosen: data, network, training. The panel edits these; systems act when they change.

use std::{ops::RangeInclusive, time::Duration};

use bevy::prelude::*;
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

use crate::nn::NetworkShape;

use super::{BatchSize, Dataset, MAX_POINTS, Points};

/// How many points a data set may have.
pub const POINTS: RangeInclusive<usize> = 1..=MAX_POINTS;
/// The standard deviation of the noise, in units of the coordinates.
pub const NOISE: RangeInclusive<f64> = 0.0..=0.5;
/// The learning rates that the panel offers; the command line takes any that is positive and finite.
pub const LEARNING_RATE: RangeInclusive<f64> = 0.001..=10.0;
/// How many epochs a frame may run.
pub const EPOCHS_PER_FRAME: RangeInclusive<u32> = 1..=10_000;
/// Seeds end here, so that they fit a number field and survive a trip through JSON.
pub const SEEDS: RangeInclusive<u64> = 0..=9_999_999;
/// MiniTorch's ε, the smallest probability that the loss sees.
pub const LOG_EPSILON: f64 = 1e-6;
/// MiniTorch's number of epochs.
pub const EPOCHS: u64 = 500;

/// Which points to learn. Where they come to differ from [`PresentData`], points are drawn anew.
#[derive(Resource, Reflect, Debug, Clone, PartialEq)]
#[reflect(Resource)]
pub struct DataSettings {
    /// The rule.
    pub dataset: Dataset,
    /// How many points. Where some are added or removed by hand, it says how many there are then.
    pub points: usize,
    /// Standard deviation of the Gaussian noise on each coordinate.
    pub noise: f64,
    /// Where the points and their noise are drawn from.
    pub seed: u64,
}

impl DataSettings {
    /// The points that they describe.
    pub fn drawn(&self) -> Points {
        self.dataset.points(self.points, self.noise, self.seed)
    }
}

/// The settings of the present points: those with which points were drawn last, and how many there are now. `None` until any are
/// drawn.
#[derive(Resource, Reflect, Debug, Clone, Default, PartialEq, Deref)]
#[reflect(Resource)]
pub struct PresentData(pub(super) Option<DataSettings>);

/// The settings of the network that is there; `None` before the first.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub(super) struct PresentNetwork(pub(super) Option<NetworkSettings>);

/// Which network to train. A change builds it anew, with the initial parameters of its seed.
#[derive(Resource, Reflect, Debug, Clone, PartialEq)]
#[reflect(Resource)]
pub struct NetworkSettings {
    /// Hidden layers and activation.
    pub shape: NetworkShape,
    /// Where the initial parameters are drawn from.
    pub init_seed: u64,
    /// ε in −log(p + ε).
    pub log_epsilon: f64,
}

/// How to train. Another learning rate takes effect with the next step, another number of epochs a frame with the next frame,
/// everything else with the next epoch.
#[derive(Resource, Reflect, Debug, Clone, PartialEq)]
#[reflect(Resource)]
pub struct TrainingSettings {
    /// The step along the negative mean gradient.
    pub learning_rate: f64,
    /// After how many points the parameters move.
    pub batch: BatchSize,
    /// Where the orders of the points are drawn from, if batches are smaller than the data set.
    pub shuffle_seed: u64,
    /// How many epochs a frame runs while playing, if there is time for them.
    pub epochs_per_frame: u32,
    /// What runs an epoch.
    pub executor: Executor,
}

/// What runs an epoch.
#[derive(Reflect, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Executor {
    /// The graph compiled for all points at once: the same results, but for roundings.
    #[default]
    Plan,
    /// The entities themselves: for every point load the leaves, run the pass, accumulate; then optimize. The definition.
    Entities,
}

/// How long the simulation may take of one frame. What is left over goes on in the next frame, with the same result.
#[derive(Resource, Reflect, Debug, Clone, Copy, PartialEq)]
#[reflect(Resource)]
pub struct FrameBudget {
    /// For training. The window gives less where drawing is slow.
    pub train: Duration,
    /// For the outputs of the points and of the heat map; half of it for each where both are due.
    pub evaluate: Duration,
}

impl Executor {
    /// Every executor, in the order of the panel.
    pub const ALL: [Self; 2] = [Self::Plan, Self::Entities];

    /// The lower-case name of the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Entities => "entities",
        }
    }

    /// What the panel calls it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Plan => "plan (fast)",
            Self::Entities => "entities",
        }
    }

    /// One sentence on it.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Plan => {
                "the graph, compiled for all points at once: the same results, much faster"
            }
            Self::Entities => "the graph's own entities, point by point: the definition",
        }
    }
}

impl Default for DataSettings {
    fn default() -> Self {
        Self {
            dataset: Dataset::default(),
            points: 50,
            noise: 0.0,
            seed: 7,
        }
    }
}

impl Default for NetworkSettings {
    fn default() -> Self {
        Self {
            shape: NetworkShape::default(),
            init_seed: 13,
            log_epsilon: LOG_EPSILON,
        }
    }
}

impl Default for TrainingSettings {
    fn default() -> Self {
        Self {
            learning_rate: 0.5,
            batch: BatchSize::default(),
            shuffle_seed: 1,
            epochs_per_frame: 1,
            executor: Executor::default(),
        }
    }
}

impl Default for FrameBudget {
    fn default() -> Self {
        Self {
            train: Duration::from_millis(10),
            evaluate: Duration::from_millis(2),
        }
    }
}

impl FrameBudget {
    /// No limit: every frame does all that it was asked for.
    pub const UNLIMITED: Self = Self {
        train: Duration::MAX,
        evaluate: Duration::MAX,
    };
}

impl NetworkSettings {
    /// The initial parameters: uniform in [−1, 1), in the order of their names, drawn from the seed.
    pub fn initial_parameters(&self) -> Vec<f64> {
        let mut generator = ChaCha8Rng::seed_from_u64(self.init_seed);
        (0..self.shape.parameter_count())
            .map(|_| 2.0 * (generator.random::<f64>() - 0.5))
            .collect()
    }
}

/// The seed after this one: what a "new" button takes.
pub fn next_seed(seed: u64) -> u64 {
    if seed >= *SEEDS.end() {
        *SEEDS.start()
    } else {
        seed + 1
    }
}
