//! Back in training, by the steps that were made one by one.

use std::collections::VecDeque;

use bevy::prelude::*;

use super::{
    CompiledModel, EpochRecord, History, Model, NonFinite, ParameterHistory, Playback, Progress,
    ShownPoint, StepUnit, Stepping, expiry::expire_results, stepping::StepBack,
    steps_due::StepsDue,
};

/// How many steps can be taken back, of small networks; of large ones as many as fit into this many bytes, one at least.
const MOST: usize = 100;
const MOST_BYTES: usize = 64 << 20;

/// Parameters are what they were before a step, because it has been taken back: what was set by hand since is not.
#[derive(Event, Debug, Clone, Copy)]
pub struct SteppedBack;

/// The moments before the latest steps, oldest first. Epochs that are played at full speed are not among them: going back leads to
/// before them.
#[derive(Resource, Debug, Default)]
pub struct Rewind(VecDeque<Moment>);

/// All that a step of training changes.
#[derive(Debug)]
struct Moment {
    parameters: Vec<f64>,
    /// How long the parameters' course was.
    moves: u64,
    progress: Progress,
    history: History,
    /// The point that was on show; `None` once there are other points.
    shown: Option<ShownPoint>,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Rewind>().add_observer(on_step_back);
}

impl Rewind {
    /// How many steps can be taken back.
    pub fn depth(&self) -> usize {
        self.0.len()
    }

    /// There are other points: epochs that were begun with the old ones cannot be finished.
    pub(super) fn abandon_epochs(&mut self) {
        for moment in &mut self.0 {
            moment.progress.abandon_epoch();
            moment.shown = None;
        }
    }

    /// Forgets them: there is another network, or training has begun anew.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// Keeps the present moment, to come back to.
pub(super) fn remember(world: &mut World) {
    let moment = Moment {
        parameters: world.resource::<Model>().values_in(world).collect(),
        moves: world.resource::<ParameterHistory>().moves(),
        progress: world.resource::<Progress>().clone(),
        history: world.resource::<History>().clone(),
        shown: Some(*world.resource::<ShownPoint>()),
    };
    let most = (MOST_BYTES / moment.bytes()).clamp(1, MOST);
    let moments = &mut world.resource_mut::<Rewind>().0;
    while moments.len() >= most {
        moments.pop_front();
    }
    moments.push_back(moment);
}

impl Moment {
    /// What it takes in memory: parameters, perhaps those at the beginning of the epoch and what has accumulated since, and the history.
    fn bytes(&self) -> usize {
        let parameters = size_of_val(&self.parameters[..]);
        4 * parameters + self.history.records().count() * size_of::<EpochRecord>() + 1
    }
}

fn on_step_back(
    _: On<StepBack>,
    stepping: Res<Stepping>,
    mut next: ResMut<NextState<Playback>>,
    mut commands: Commands,
) {
    if stepping.unit == StepUnit::Node {
        return;
    }
    NextState::set_if_neq(&mut next, Playback::Paused);
    commands.queue(go_back);
}

fn go_back(world: &mut World) {
    let Some(moment) = world.resource_mut::<Rewind>().0.pop_back() else {
        return;
    };
    world.resource_scope(|world, model: Mut<Model>| {
        model.set_parameters(world, &moment.parameters);
    });
    *world.resource_mut::<Progress>() = moment.progress;
    if let Some(shown) = moment.shown {
        world.resource_mut::<ShownPoint>().set_if_neq(shown);
    }
    *world.resource_mut::<History>() = moment.history;
    let mut course = world.resource_mut::<ParameterHistory>();
    course.go_back(moment.moves, moment.parameters);
    world.resource_mut::<StepsDue>().clear();
    // It may be another batch's, laid out in the same way.
    world.resource_mut::<CompiledModel>().abandon_pass();
    world.remove_resource::<NonFinite>();
    expire_results(world);
    world.trigger(SteppedBack);
}
