//! The simulation's part of a frame.

use bevy::prelude::*;

use super::{
    CompiledModel, DataSettings, EpochFinished, Evaluation, Exhibit, FrameBudget, GradientCheck,
    History, Model, NetworkSettings, NextStep, OutputFields, Points, PresentData, Progress,
    ShownNumbers, ShownPoint, Stepping, TrainingSettings, accumulation, edit, exhibit,
    exhibit_pass, gradient_check, history, leaf_edit, mean_loss, next_step, parameter_edit,
    parameter_history, playback, rewind, settings::PresentNetwork, shown_graph, shown_numbers,
    shown_pass, staged_expression, train,
};

/// Data, network, training: everything that happens without a window. Needs Bevy's `StatesPlugin`.
pub struct TrainingPlugin;

/// The stages of the simulation, chained in `Update`. Nothing here draws.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SimulationSystems {
    /// Changed settings become points, networks and examples.
    Edit,
    /// Epochs, if playing or stepping.
    Train,
    /// Outputs of the points and over the plane, a slice a frame.
    Evaluate,
    /// The pass of what is on stage, its trace, its numbers, and the check of its derivatives.
    Pass,
    /// Finished epochs go into the history, and the parameters into theirs.
    Record,
    /// Whoever leads through the pass on show goes on: a lesson.
    Lead,
}

impl Plugin for TrainingPlugin {
    fn build(&self, app: &mut App) {
        app.add_plugins((
            playback::plugin,
            train::plugin,
            edit::plugin,
            mean_loss::plugin,
            parameter_edit::plugin,
            parameter_history::plugin,
            leaf_edit::plugin,
            rewind::plugin,
            accumulation::plugin,
            shown_pass::plugin,
            staged_expression::plugin,
        ))
        .init_resource::<DataSettings>()
        .init_resource::<PresentData>()
        .init_resource::<NetworkSettings>()
        .init_resource::<PresentNetwork>()
        .init_resource::<TrainingSettings>()
        .init_resource::<FrameBudget>()
        .init_resource::<Points>()
        .init_resource::<Progress>()
        .init_resource::<CompiledModel>()
        .init_resource::<Evaluation>()
        .init_resource::<OutputFields>()
        .init_resource::<NextStep>()
        .init_resource::<GradientCheck>()
        .init_resource::<ShownPoint>()
        .init_resource::<ShownNumbers>()
        .init_resource::<Exhibit>()
        .init_resource::<Stepping>()
        .init_resource::<History>()
        .add_message::<EpochFinished>()
        .configure_sets(
            Update,
            (
                SimulationSystems::Edit,
                SimulationSystems::Train.run_if(resource_exists::<Model>),
                SimulationSystems::Evaluate.run_if(resource_exists::<Model>),
                SimulationSystems::Pass.run_if(resource_exists::<Model>),
                SimulationSystems::Record,
                SimulationSystems::Lead,
            )
                .chain(),
        )
        .add_systems(
            Update,
            (
                (
                    edit::draw_points.run_if(resource_changed::<DataSettings>),
                    edit::build_network.run_if(resource_changed::<NetworkSettings>),
                    exhibit::follow_exhibit.run_if(exhibit::may_have_changed),
                    next_step::follow_batch.run_if(resource_changed::<TrainingSettings>),
                )
                    .chain()
                    .in_set(SimulationSystems::Edit),
                train::train.in_set(SimulationSystems::Train),
                train::evaluate.in_set(SimulationSystems::Evaluate),
                (
                    exhibit_pass::pass_exhibit,
                    shown_graph::follow_structure,
                    shown_pass::follow_pass,
                    shown_pass::play_trace,
                    shown_numbers::copy_numbers,
                    gradient_check::check_gradient,
                )
                    .chain()
                    .in_set(SimulationSystems::Pass),
                (history::record_epochs, parameter_history::record_parameters)
                    .in_set(SimulationSystems::Record),
            ),
        );
    }
}
