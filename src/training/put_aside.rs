//! Training put aside while another network is on stage, and taken up again as it was.

use bevy::prelude::*;

use crate::{autodiff::Value, nn::Frozen};

use super::{
    DataSettings, History, Model, NetworkSettings, NonFinite, ParameterHistory, Points,
    PresentData, Progress, RestorePoints, ShownPoint, TrainingSettings, edit,
    settings::PresentNetwork, start_over,
};

/// Everything that makes up a training: points, network, parameters, how far it has come. Absent while nothing is put aside.
///
/// Single steps can be taken back only up to where it was put aside.
#[derive(Resource, Debug, Clone)]
pub struct TrainingPutAside {
    points: Points,
    data: Option<DataSettings>,
    network: NetworkSettings,
    training: TrainingSettings,
    shown: usize,
    progress: Progress,
    history: History,
    parameter_history: ParameterHistory,
    initial: Vec<f64>,
    parameters: Vec<f64>,
    frozen: Vec<bool>,
    /// Why it has stopped, if it has.
    fault: Option<NonFinite>,
}

/// A network on points of its own, to be put on stage in the place of the one that trains.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkOnData {
    /// The points.
    pub data: DataSettings,
    /// The network; its seed is not used.
    pub network: NetworkSettings,
    /// Its parameters, in the order of their names.
    pub parameters: Vec<f64>,
    /// The point on show.
    pub point: usize,
    /// The learning rate.
    pub learning_rate: f64,
}

/// Puts a network on its points on stage, from epoch 0. The training that was there is put aside, unless one is already.
///
/// Call it between frames, or from a command.
pub fn stage_network(world: &mut World, staged: NetworkOnData) {
    if !world.contains_resource::<TrainingPutAside>() {
        put_aside(world);
    }
    world.trigger(RestorePoints {
        points: staged.data.drawn(),
        settings: staged.data,
    });
    set_network(world, &staged.network, &staged.parameters);
    let mut training = world.resource_mut::<TrainingSettings>();
    training.set_if_neq(TrainingSettings {
        learning_rate: staged.learning_rate,
        epochs_per_frame: 1,
        ..TrainingSettings::default()
    });
    world.resource_mut::<ShownPoint>().0 = staged.point;
}

/// Puts the training aside, with what was changed in its settings in this frame.
fn put_aside(world: &mut World) {
    if world.contains_resource::<Model>() {
        edit::draw_points(world);
        world.flush(); // points come by a command
        let before = world.resource::<Model>().graph;
        edit::build_network(world);
        if world.resource::<Model>().graph != before {
            // How parameters have moved is that of a network that is gone.
            *world.resource_mut::<ParameterHistory>() = ParameterHistory::default();
        }
    }
    if let Some(training) = TrainingPutAside::of(world) {
        world.insert_resource(training);
    }
}

/// Takes up again what was put aside; nothing happens where nothing was.
///
/// Call it between frames, or from a command.
pub fn take_training_up(world: &mut World) {
    let Some(training) = world.remove_resource::<TrainingPutAside>() else {
        return;
    };
    if let Some(settings) = training.data {
        world.trigger(RestorePoints {
            points: training.points,
            settings,
        });
    }
    set_network(world, &training.network, &training.initial);
    let parameters = world.resource::<Model>().parameters.clone();
    let values = training.parameters.iter().zip(&training.frozen);
    for (&parameter, (&value, &is_frozen)) in parameters.iter().zip(values) {
        let mut parameter = world.entity_mut(parameter);
        parameter.insert(Value(value));
        if is_frozen {
            parameter.insert(Frozen);
        }
    }
    world
        .resource_mut::<TrainingSettings>()
        .set_if_neq(training.training);
    world.resource_mut::<ShownPoint>().0 = training.shown;
    *world.resource_mut::<Progress>() = training.progress;
    *world.resource_mut::<History>() = training.history;
    if let Some(fault) = training.fault {
        world.insert_resource(fault);
    }
    let graph = world.resource::<Model>().graph;
    *world.resource_mut::<ParameterHistory>() = training.parameter_history.of_graph(graph);
}

/// Builds a network without asking for its initial parameters by its seed.
fn set_network(world: &mut World, network: &NetworkSettings, initial: &[f64]) {
    world
        .resource_mut::<NetworkSettings>()
        .set_if_neq(network.clone());
    world.resource_mut::<PresentNetwork>().0 = Some(network.clone());
    start_over(world, &network.shape, initial, network.log_epsilon);
}

impl TrainingPutAside {
    /// What is there now; `None` before there is a network.
    fn of(world: &World) -> Option<Self> {
        let model = world.get_resource::<Model>()?;
        let is_frozen = |&parameter: &Entity| world.get::<Frozen>(parameter).is_some();
        let mut progress = world.resource::<Progress>().clone();
        progress.abandon_epoch(); // what was passed so far belongs to entities that are gone
        Some(Self {
            points: world.resource::<Points>().clone(),
            data: (**world.resource::<PresentData>()).clone(),
            network: world.resource::<NetworkSettings>().clone(),
            training: world.resource::<TrainingSettings>().clone(),
            shown: world.resource::<ShownPoint>().0,
            progress,
            history: world.resource::<History>().clone(),
            parameter_history: world.resource::<ParameterHistory>().clone(),
            initial: model.initial.clone(),
            parameters: model.values_in(world).collect(),
            frozen: model.parameters.iter().map(is_frozen).collect(),
            fault: world.get_resource::<NonFinite>().cloned(),
        })
    }
}
