//! Where the parameters came from: their values since training began, thinned out, and their latest change.

use bevy::prelude::*;

use crate::autodiff::Value;

use super::{Model, ResetTraining};

/// The values of every parameter since training began, one sample for each frame in which any of them moved, or for every few.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct ParameterHistory {
    /// For every parameter, in the order of the names.
    samples: Vec<Vec<f64>>,
    /// Of how many moves one is kept.
    stride: usize,
    /// Moves since the latest that was kept.
    skipped: usize,
    now: Vec<f64>,
    changes: Vec<f64>,
    /// The graph whose parameters they are; `None` before their course has begun.
    graph: Option<Entity>,
}

impl ParameterHistory {
    /// The most samples that are kept of a parameter; a small curve is not wider.
    pub const MOST: usize = 40;

    /// A parameter's samples, the oldest first, and its value now as the last.
    pub fn of(&self, index: usize) -> impl Iterator<Item = f64> {
        let kept = self.samples.get(index).map_or(&[][..], |kept| kept);
        let now = self.now.get(index).filter(|_| self.skipped > 0);
        kept.iter().chain(now).copied()
    }

    /// By how much a parameter was changed when parameters moved last; `None` before they have.
    pub fn latest_change(&self, index: usize) -> Option<f64> {
        self.changes.get(index).copied()
    }

    fn begin(&mut self, graph: Entity, values: Vec<f64>) {
        *self = Self {
            samples: values.iter().map(|&value| vec![value]).collect(),
            stride: 1,
            skipped: 0,
            now: values,
            changes: Vec::new(),
            graph: Some(graph),
        };
    }

    /// The same course, of the parameters of another graph with the same numbers.
    pub(super) fn of_graph(self, graph: Entity) -> Self {
        Self {
            graph: self.graph.map(|_| graph),
            ..self
        }
    }

    /// How often parameters have moved since the course began.
    pub(super) fn moves(&self) -> u64 {
        let kept = self.samples.first().map_or(0, Vec::len);
        let until_kept = kept.saturating_sub(1) * self.stride;
        (until_kept + self.skipped) as u64
    }

    /// Steps have been taken back: what came after so many moves has not been, and these are the values.
    pub(super) fn go_back(&mut self, moves: u64, values: Vec<f64>) {
        if self.graph.is_none() || moves > self.moves() {
            return; // another course
        }
        let kept = moves as usize / self.stride;
        for samples in &mut self.samples {
            samples.truncate(kept + 1);
        }
        self.skipped = moves as usize - kept * self.stride;
        self.now = values;
        if self.skipped == 0 {
            // Of several steps within a frame only the last was a move: what differs is the next.
            let last = self.samples.iter().filter_map(|samples| samples.last());
            self.now = last.copied().collect();
        }
        self.changes.clear();
    }

    fn push(&mut self, values: Vec<f64>) {
        let pairs = values.iter().zip(&self.now);
        self.changes = pairs.map(|(after, before)| after - before).collect();
        self.now = values;
        self.skipped += 1;
        if self.skipped < self.stride {
            return;
        }
        self.skipped = 0;
        for (samples, &value) in self.samples.iter_mut().zip(&self.now) {
            samples.push(value);
        }
        if self
            .samples
            .first()
            .is_some_and(|kept| kept.len() > Self::MOST)
        {
            self.stride *= 2;
            for samples in &mut self.samples {
                let mut index = 0;
                samples.retain(|_| {
                    index += 1;
                    index % 2 == 1
                });
            }
        }
    }
}

/// Bit by bit: what is not a number is the same as itself.
fn is_same(a: &[f64], b: &[f64]) -> bool {
    let bits = |number: &f64| number.to_bits();
    a.iter().map(bits).eq(b.iter().map(bits))
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<ParameterHistory>()
        .add_observer(on_reset);
}

/// The parameters begin a new course, once they are reset.
fn on_reset(_: On<ResetTraining>, mut history: ResMut<ParameterHistory>) {
    history.graph = None;
}

/// Notes the parameters where they have moved. Runs in [`SimulationSystems::Record`](super::SimulationSystems::Record).
pub(super) fn record_parameters(
    model: If<Res<Model>>,
    values: Query<&Value>,
    mut history: ResMut<ParameterHistory>,
) {
    let now = model.parameter_values(&values);
    if history.graph != Some(model.graph) {
        history.begin(model.graph, now);
    } else if !is_same(&now, &history.now) {
        history.push(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_history_keeps_its_first_and_its_latest_value_and_their_order() {
        let mut history = ParameterHistory::default();
        history.begin(Entity::PLACEHOLDER, vec![0.0, 0.0]);
        for step in 1..=10_000 {
            let value = f64::from(step);
            history.push(vec![value, -value]);
            let kept: Vec<f64> = history.of(0).collect();
            assert!(kept.len() <= ParameterHistory::MOST + 1);
            assert_eq!((kept[0], kept[kept.len() - 1]), (0.0, value));
            assert!(kept.is_sorted());
        }
        assert_eq!(history.latest_change(0), Some(1.0));
        assert_eq!(history.latest_change(1), Some(-1.0));
        assert_eq!(history.latest_change(2), None);
    }

    #[test]
    fn steps_taken_back_are_cut_off_the_curve() {
        let mut history = ParameterHistory::default();
        history.begin(Entity::PLACEHOLDER, vec![0.0]);
        for step in 1..=83 {
            history.push(vec![f64::from(step)]);
            assert_eq!(history.moves(), step as u64);
        }
        // Between two of the samples that are kept.
        history.go_back(41, vec![41.0]);
        assert_eq!(history.moves(), 41);
        assert_eq!(history.latest_change(0), None);
        let kept: Vec<f64> = history.of(0).collect();
        assert!(kept.is_sorted());
        assert_eq!((kept[0], kept[kept.len() - 1]), (0.0, 41.0));
        history.push(vec![42.0]);
        assert_eq!(history.latest_change(0), Some(1.0));
    }

    #[test]
    fn a_value_that_comes_back_is_a_move_like_any_other() {
        let mut history = ParameterHistory::default();
        history.begin(Entity::PLACEHOLDER, vec![0.5]);
        for value in [0.7, 0.5] {
            history.push(vec![value]);
        }
        assert_eq!(history.of(0).collect::<Vec<_>>(), [0.5, 0.7, 0.5]);
        assert_eq!(history.latest_change(0), Some(0.5 - 0.7));
    }

    #[test]
    fn of_several_steps_within_a_frame_one_taken_back_is_a_move() {
        let mut history = ParameterHistory::default();
        history.begin(Entity::PLACEHOLDER, vec![0.0]);
        history.push(vec![3.0]); // by three steps
        history.go_back(0, vec![2.0]);
        let now = [2.0];
        assert!(!is_same(&now, &history.now));
        history.push(now.into());
        assert_eq!(history.of(0).collect::<Vec<_>>(), [0.0, 2.0]);
    }
}
