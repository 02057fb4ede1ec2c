//! MiniTorch's six data sets.

use bevy::prelude::*;
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use rand_distr::StandardNormal;

use super::{DataPoint, Points};

/// A rule that places points in the plane and labels them.
#[derive(Reflect, Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Dataset {
    /// Class 1 where x1 < 0.5.
    Simple,
    /// Class 1 where x1 + x2 < 0.5.
    Diag,
    /// Class 1 where x1 < 0.2 or x1 > 0.8.
    #[default]
    Split,
    /// Class 1 in the upper left and the lower right quarter.
    Xor,
    /// Class 1 outside the circle (x1 − 0.5)² + (x2 − 0.5)² = 0.1.
    Circle,
    /// Two arms that wind around each other.
    Spiral,
}

impl Dataset {
    /// Every data set, in MiniTorch's order.
    pub const ALL: [Self; 6] = [
        Self::Simple,
        Self::Diag,
        Self::Split,
        Self::Xor,
        Self::Circle,
        Self::Spiral,
    ];

    /// The name on the panel.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Simple => "Simple",
            Self::Diag => "Diag",
            Self::Split => "Split",
            Self::Xor => "Xor",
            Self::Circle => "Circle",
            Self::Spiral => "Spiral",
        }
    }

    /// The lower-case name of the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Diag => "diag",
            Self::Split => "split",
            Self::Xor => "xor",
            Self::Circle => "circle",
            Self::Spiral => "spiral",
        }
    }

    /// Where class 1 lies, for people.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Simple => "class 1 where x₁ < 0.5",
            Self::Diag => "class 1 where x₁ + x₂ < 0.5",
            Self::Split => "class 1 where x₁ < 0.2 or x₁ > 0.8",
            Self::Xor => "class 1 where just one of x₁, x₂ is above 0.5",
            Self::Circle => "class 1 outside a circle around the middle",
            Self::Spiral => "one class on each of two arms",
        }
    }

    /// `count` points with Gaussian noise of standard deviation `noise` on both coordinates, drawn from `seed`.
    ///
    /// The noise moves points after they are labelled, and is the same noise for every `noise`, only larger. Fewer points
    /// from the same seed are the first of more (but on the Spiral, whose points share its arms out evenly).
    pub fn points(self, count: usize, noise: f64, seed: u64) -> Points {
        let mut points = match self {
            Self::Spiral => spiral(count),
            _ => self.uniform(count, seed),
        };
        // A stream of its own: the places do not depend on whether there is noise.
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(1);
        for point in &mut points {
            point.x1 += noise * generator.sample::<f64, _>(StandardNormal);
            point.x2 += noise * generator.sample::<f64, _>(StandardNormal);
        }
        Points(points)
    }

    fn uniform(self, count: usize, seed: u64) -> Vec<DataPoint> {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        let mut draw = || {
            let (x1, x2) = (generator.random(), generator.random());
            DataPoint {
                x1,
                x2,
                label: self.is_class_1(x1, x2),
            }
        };
        (0..count).map(|_| draw()).collect()
    }

    /// The class of a place, for the five sets whose class depends on the place alone.
    fn is_class_1(self, x1: f64, x2: f64) -> bool {
        match self {
            Self::Simple => x1 < 0.5,
            Self::Diag => x1 + x2 < 0.5,
            Self::Split => !(0.2..=0.8).contains(&x1),
            Self::Xor => (x1 < 0.5 && x2 > 0.5) || (x1 > 0.5 && x2 < 0.5),
            Self::Circle => (x1 - 0.5) * (x1 - 0.5) + (x2 - 0.5) * (x2 - 0.5) > 0.1,
            Self::Spiral => unreachable!("a spiral's classes are its arms"),
        }
    }
}

/// MiniTorch's spiral: t = 10 i / ⌊N/2⌋ for i = 5, 6, …; the first arm is (t cos t, t sin t) / 20 around (0.5, 0.5), the second
/// (t sin t, −t cos t) / 20. Of an odd number the first arm gets one more, where MiniTorch loses it.
fn spiral(count: usize) -> Vec<DataPoint> {
    let half = (count / 2).max(1) as f64;
    let turn = |i: usize| 10.0 * (i + 5) as f64 / half;
    let first = (0..count.div_ceil(2)).map(turn).map(|t| DataPoint {
        x1: t * t.cos() / 20.0 + 0.5,
        x2: t * t.sin() / 20.0 + 0.5,
        label: false,
    });
    let second = (0..count / 2).map(turn).map(|t| DataPoint {
        x1: t * t.sin() / 20.0 + 0.5,
        x2: -t * t.cos() / 20.0 + 0.5,
        label: true,
    });
    first.chain(second).collect()
}
