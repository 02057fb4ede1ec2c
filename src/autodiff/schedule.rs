//! The Pass schedule: one forward and one backward over the graph, from the leaves to the output and back.

use bevy::{
    ecs::schedule::{LogLevel, ScheduleBuildSettings, ScheduleLabel, SingleThreadedExecutor},
    prelude::*,
};

use super::{FirstNonFinite, TopologicalOrder, backward, forward, topological_order};

/// Registers the [`Pass`] schedule and what it reads and writes.
pub struct AutodiffPlugin;

/// One pass: run it with `world.run_schedule(Pass)`. It needs no clock and no window.
///
/// It runs on the single-threaded executor, so that a pass is the same on every machine, and an undeclared conflict between
/// two of its systems is an error.
#[derive(ScheduleLabel, Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pass;

/// The stages of a [`Pass`], in order.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PassSystems {
    /// Every function's value and saved values, in creation order.
    Forward,
    /// The depth-first sort of the variables, if the structure changed since the last one.
    TopologicalOrder,
    /// Room to choose `d_output` from what Forward has computed; empty unless a training loop puts something here.
    Seed,
    /// The chain rule once for every non-leaf, from the output; leaves accumulate.
    Backward,
}

/// The variable that a pass differentiates, and the derivative it starts from. Without this resource a pass does nothing.
#[derive(Resource, Reflect, Debug, Clone, Copy, PartialEq)]
#[reflect(Resource)]
pub struct PassOutput {
    /// The output: usually the loss.
    pub variable: Entity,
    /// Its own derivative: 1, or 1/N where the mean over N passes is wanted.
    pub d_output: f64,
}

/// How often each piece of the algorithm ran since the app started.
#[derive(Resource, Reflect, Debug, Clone, Copy, Default, PartialEq, Eq)]
#[reflect(Resource)]
pub struct PassCounts {
    /// Values computed by a function's forward.
    pub forwards: u64,
    /// Runs of the topological sort.
    pub sorts: u64,
    /// Calls of [`chain_rule`](super::chain_rule).
    pub chain_rules: u64,
}

impl PassOutput {
    /// Differentiates `variable` itself: `d_output` = 1.
    pub const fn of(variable: Entity) -> Self {
        Self {
            variable,
            d_output: 1.0,
        }
    }
}

impl Plugin for AutodiffPlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<PassCounts>()
            .init_resource::<TopologicalOrder>()
            .init_resource::<FirstNonFinite>()
            .edit_schedule(Pass, |schedule| {
                schedule
                    .set_executor(SingleThreadedExecutor::new())
                    .set_build_settings(ScheduleBuildSettings {
                        ambiguity_detection: LogLevel::Error,
                        ..default()
                    })
                    .configure_sets(
                        (
                            PassSystems::Forward,
                            PassSystems::TopologicalOrder,
                            PassSystems::Seed,
                            PassSystems::Backward,
                        )
                            .chain(),
                    )
                    .add_systems((
                        forward::compute_values.in_set(PassSystems::Forward),
                        topological_order::sort_variables.in_set(PassSystems::TopologicalOrder),
                        backward::propagate_derivatives.in_set(PassSystems::Backward),
                    ));
            });
    }
}
