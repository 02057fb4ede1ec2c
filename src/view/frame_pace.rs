//! Frames at a pace that an eye follows: where drawing is slow, training gives way to it.

use std::time::Duration;

use bevy::prelude::*;

use crate::training::{FrameBudget, SimulationSystems};

/// What a frame should take at the most: a little less than a thirtieth of a second.
const LONGEST_FRAME: f32 = 0.0325;
/// The least time for training, however slow the frames are; the most is that of [`FrameBudget`]'s default.
const LEAST: Duration = Duration::from_millis(3);
/// How fast the average of frame times follows, a frame.
const SMOOTHING: f32 = 0.1;
/// Which part of the time that is missing or to spare is taken from training or given to it, a frame. So little that the average
/// has time to follow.
const GAIN: f32 = 0.05;

/// A frame that takes longer than this is a window that was hidden or a machine that slept.
const LONGEST_COUNTED: f32 = 0.1;

/// For a processor that draws in place of a graphics card: there, what training takes, drawing lacks, and no screen's rhythm
/// lengthens a frame.
pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, pace_frames.before(SimulationSystems::Edit));
}

/// Gives training what drawing leaves of the longest frame.
fn pace_frames(time: Res<Time<Real>>, mut pace: Local<Pace>, mut budget: ResMut<FrameBudget>) {
    budget.train = pace.next_budget(budget.train, time.delta_secs());
}

/// The average of frame times.
#[derive(Debug, Default)]
struct Pace {
    average: f32,
}

impl Pace {
    fn next_budget(&mut self, budget: Duration, frame: f32) -> Duration {
        self.average += SMOOTHING * (frame.min(LONGEST_COUNTED) - self.average);
        let most = FrameBudget::default().train.as_secs_f32();
        let next = budget.as_secs_f32() + GAIN * (LONGEST_FRAME - self.average);
        Duration::from_secs_f32(next.clamp(LEAST.as_secs_f32(), most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The frame and the budget after so many frames that take `drawing` and, of the budget, what training `uses`.
    fn settled(drawing: f32, uses: f32, mut budget: Duration) -> (f32, Duration) {
        let mut pace = Pace::default();
        let mut frame = 0.0;
        for _ in 0..1_000 {
            frame = drawing + budget.as_secs_f32().min(uses);
            budget = pace.next_budget(budget, frame);
        }
        (frame, budget)
    }

    #[test]
    fn training_gets_what_drawing_leaves() {
        let most = FrameBudget::default().train;
        for start in [LEAST, most] {
            let (_, fast) = settled(0.004, 1.0, start);
            assert_eq!(fast, most, "there is time for both");
            let (frame, between) = settled(0.028, 1.0, start);
            assert!((frame - LONGEST_FRAME).abs() < 1e-4, "{frame}");
            assert!((between.as_secs_f32() - 0.0045).abs() < 1e-4);
            let (_, slow) = settled(0.05, 1.0, start);
            assert_eq!(slow, LEAST, "but it never stands still");
            let (_, idle) = settled(0.028, 0.001, start);
            assert_eq!(idle, most, "what is not used costs nothing");
        }
    }
}
