//! Back in training, by the steps that were made one by one.

use std::collections::VecDeque;

use bevy::prelude::*;

use super::{
    CompiledModel, History, Model, NonFinite, Playback, Points, Progress, ShownPoint, StepUnit,
    Stepping,
    playback::{self, StepsDue},
    stepping::StepBack,
};

/// How many steps can be taken back.
const MOST: usize = 100;

/// The moments before the latest steps, oldest first. Epochs that are played at full speed are not among them: going back leads to
/// before them.
#[derive(Resource, Debug, Default)]
pub struct Rewind(VecDeque<Moment>);

/// All that a step of training changes; of the parameters' course, which follows them, the end.
#[derive(Debug)]
struct Moment {
    parameters: Vec<f64>,
    points: usize,
    progress: Progress,
    history: History,
    shown: ShownPoint,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Rewind>().add_observer(on_step_back);
}

impl Rewind {
    /// How many steps can be taken back.
    pub fn depth(&self) -> usize {
        self.0.len()
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
        points: world.resource::<Points>().len(),
        progress: world.resource::<Progress>().clone(),
        history: world.resource::<History>().clone(),
        shown: *world.resource::<ShownPoint>(),
    };
    let moments = &mut world.resource_mut::<Rewind>().0;
    if moments.len() == MOST {
        moments.pop_front();
    }
    moments.push_back(moment);
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
    let is_same_list = moment.points == world.resource::<Points>().len();
    let mut progress = world.resource_mut::<Progress>();
    *progress = moment.progress;
    if !is_same_list {
        progress.abandon_epoch();
    }
    if is_same_list {
        world.resource_mut::<ShownPoint>().set_if_neq(moment.shown);
    }
    *world.resource_mut::<History>() = moment.history;
    world.resource_mut::<StepsDue>().clear();
    // It may be another batch's, laid out in the same way.
    world.resource_mut::<CompiledModel>().abandon_pass();
    world.remove_resource::<NonFinite>();
    playback::expire_results(world);
}
