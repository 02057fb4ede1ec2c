//! Where backward starts in each lane.

use crate::autodiff::Real;

/// Chooses each lane's `d_output` from what forward has computed, and counts what is to be counted.
///
/// `readings` are the two nodes of the lane's output that the [`OutputRequest`](super::OutputRequest) names.
pub trait Objective: Sync {
    /// The derivative that a lane starts from.
    fn d_output<R: Real>(&self, output: usize, readings: [R; 2]) -> R;

    /// A number that is summed over the lanes, such as 1 for a point that is classified correctly.
    fn score<R: Real>(&self, output: usize, readings: [R; 2]) -> R;
}

/// The mean of the outputs of so many lanes: every lane starts from 1 / N, and nothing is counted.
#[derive(Debug, Clone, Copy)]
pub struct PlainMean {
    d_output: f64,
}

impl PlainMean {
    /// The mean over so many lanes.
    pub fn over(lanes: usize) -> Self {
        Self {
            d_output: 1.0 / lanes as f64,
        }
    }
}

impl Objective for PlainMean {
    #[inline(always)]
    fn d_output<R: Real>(&self, _: usize, [reading, _]: [R; 2]) -> R {
        reading.like(self.d_output)
    }

    #[inline(always)]
    fn score<R: Real>(&self, _: usize, [reading, _]: [R; 2]) -> R {
        reading.like(0.0)
    }
}
