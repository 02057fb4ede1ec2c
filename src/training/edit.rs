//! Changes from outside: other points, another network, a reset. All of them come as events or as changed settings.

use bevy::prelude::*;

use crate::nn::NetworkShape;

use super::{
    DataPoint, DataSettings, Evaluation, Extent, HiddenUnit, History, MAX_POINTS, Model,
    NetworkSettings, NextStep, NonFinite, OutputFields, Points, PresentData, Progress, Rewind,
    ShownPoint,
    expiry::expire_results,
    settings::{PresentNetwork, next_seed},
    steps_due::StepsDue,
};

/// Back to the initial parameters and to epoch 0; the points stay.
#[derive(Event, Debug, Clone, Copy)]
pub struct ResetTraining;

/// Takes the next initialisation seed, and with it new initial parameters.
#[derive(Event, Debug, Clone, Copy)]
pub struct DrawParameters;

/// Takes the next data seed, and with it new points.
#[derive(Event, Debug, Clone, Copy)]
pub struct DrawPoints;

/// Moves one point.
#[derive(Event, Debug, Clone, Copy, PartialEq)]
pub struct MovePoint {
    /// Which point.
    pub index: usize,
    /// Where to.
    pub to: [f64; 2],
}

/// Gives one point the other class.
#[derive(Event, Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelabelPoint(pub usize);

/// Adds a point.
#[derive(Event, Debug, Clone, Copy, PartialEq)]
pub struct AddPoint(pub DataPoint);

/// Removes one point, unless it is the last.
#[derive(Event, Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemovePoint(pub usize);

/// A point was removed: those after it have moved up by one.
#[derive(Event, Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointRemoved(pub usize);

/// Puts these points in place of all others: the first [`MAX_POINTS`] of those whose coordinates are finite.
#[derive(Event, Debug, Clone, PartialEq)]
pub struct ReplacePoints(pub Points);

/// Other points are drawn in place of the present ones, which are still there when it is triggered. To have points drawn, change
/// [`DataSettings`].
#[derive(Event, Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RedrawPoints {
    /// The settings of the present points; `None` for the first that are drawn.
    pub before: Option<DataSettings>,
    /// The settings of those that are drawn.
    pub after: DataSettings,
}

/// Brings back points that were there before, and the settings that they had.
#[derive(Event, Debug, Clone, PartialEq)]
pub struct RestorePoints {
    /// The points.
    pub points: Points,
    /// Their settings.
    pub settings: DataSettings,
}

/// Asks for the network's output over this part of the plane.
#[derive(Event, Debug, Clone, Copy, PartialEq)]
pub struct WantOutputField(pub Extent);

/// Asks for the values of a hidden unit over the same part of the plane, or for none.
#[derive(Event, Debug, Clone, Copy, PartialEq, Eq)]
pub struct WantUnitMap(pub Option<HiddenUnit>);

pub(super) fn plugin(app: &mut App) {
    app.add_observer(on_reset_training)
        .add_observer(on_draw_parameters)
        .add_observer(on_draw_points)
        .add_observer(on_move_point)
        .add_observer(on_relabel_point)
        .add_observer(on_add_point)
        .add_observer(on_remove_point)
        .add_observer(on_replace_points)
        .add_observer(on_redraw_points)
        .add_observer(on_restore_points)
        .add_observer(on_want_output_field)
        .add_observer(on_want_unit_map);
}

/// Draws the points that the settings describe, unless these are present. Runs in
/// [`SimulationSystems::Edit`](super::SimulationSystems::Edit) when the data settings changed. The network keeps what it has
/// learnt and goes on with the new points.
pub(super) fn draw_points(world: &mut World) {
    let after = world.resource::<DataSettings>().clone();
    if world.resource::<PresentData>().0.as_ref() != Some(&after) {
        let before = world.resource_mut::<PresentData>().0.replace(after.clone());
        world.trigger(RedrawPoints { before, after });
    }
}

/// Builds the network that the settings describe, unless it is there. Runs in
/// [`SimulationSystems::Edit`](super::SimulationSystems::Edit) when the network settings changed.
pub(super) fn build_network(world: &mut World) {
    let settings = world.resource::<NetworkSettings>().clone();
    let mut present = world.resource_mut::<PresentNetwork>();
    if present.0.as_ref() == Some(&settings) {
        return;
    }
    present.0 = Some(settings.clone());
    start_over(
        world,
        &settings.shape,
        &settings.initial_parameters(),
        settings.log_epsilon,
    );
}

/// Builds a network with these initial parameters and forgets all training.
pub fn start_over(world: &mut World, shape: &NetworkShape, initial: &[f64], log_epsilon: f64) {
    Model::build(world, shape, initial, log_epsilon);
    forget_training(world);
}

fn forget_training(world: &mut World) {
    *world.resource_mut::<Progress>() = Progress::default();
    world.resource_mut::<History>().clear();
    world.remove_resource::<NonFinite>();
    world.resource_mut::<OutputFields>().restart();
    world.resource_mut::<StepsDue>().clear();
    world.resource_mut::<Rewind>().clear();
    world.resource_mut::<NextStep>().forget();
    expire_results(world);
}

fn on_reset_training(_: On<ResetTraining>, mut commands: Commands) {
    commands.queue(|world: &mut World| {
        world.resource_scope(|world, model: Mut<Model>| model.reset(world));
        forget_training(world);
    });
}

fn on_draw_parameters(_: On<DrawParameters>, mut settings: ResMut<NetworkSettings>) {
    settings.init_seed = next_seed(settings.init_seed);
}

fn on_draw_points(_: On<DrawPoints>, mut settings: ResMut<DataSettings>) {
    settings.seed = next_seed(settings.seed);
}

fn on_move_point(
    moved: On<MovePoint>,
    mut points: ResMut<Points>,
    mut evaluation: ResMut<Evaluation>,
    mut next_step: ResMut<NextStep>,
) {
    if let Some(point) = points.get_mut(moved.index)
        && moved.to.iter().all(|coordinate| coordinate.is_finite())
    {
        [point.x1, point.x2] = moved.to;
        evaluation.expire_one(moved.index);
        next_step.expire();
    }
}

fn on_relabel_point(
    relabelled: On<RelabelPoint>,
    mut points: ResMut<Points>,
    mut evaluation: ResMut<Evaluation>,
    mut next_step: ResMut<NextStep>,
) {
    if let Some(point) = points.get_mut(relabelled.0) {
        point.label = !point.label;
        evaluation.expire_one(relabelled.0);
        next_step.expire();
    }
}

fn on_add_point(added: On<AddPoint>, mut points: ResMut<Points>, mut commands: Commands) {
    if points.has_room() && added.0.is_finite() {
        points.push(added.0);
        commands.queue(follow_new_list);
    }
}

fn on_remove_point(
    removed: On<RemovePoint>,
    mut points: ResMut<Points>,
    mut shown: ResMut<ShownPoint>,
    mut commands: Commands,
) {
    if points.can_lose_one() && removed.0 < points.len() {
        points.remove(removed.0);
        if removed.0 < shown.0 {
            shown.0 -= 1; // the same point stays on show
        }
        commands.trigger(PointRemoved(removed.0));
        commands.queue(follow_new_list);
    }
}

fn on_replace_points(
    replaced: On<ReplacePoints>,
    mut points: ResMut<Points>,
    mut commands: Commands,
) {
    points.0 = replaced
        .0
        .iter()
        .filter(|point| point.is_finite())
        .take(MAX_POINTS)
        .copied()
        .collect();
    commands.queue(follow_new_list);
}

fn on_redraw_points(redrawn: On<RedrawPoints>, mut commands: Commands) {
    commands.trigger(ReplacePoints(redrawn.after.drawn()));
}

fn on_restore_points(
    restored: On<RestorePoints>,
    mut settings: ResMut<DataSettings>,
    mut present: ResMut<PresentData>,
    mut commands: Commands,
) {
    // Both, or the settings would be taken for a wish to draw others.
    present.0 = Some(restored.settings.clone());
    settings.set_if_neq(restored.settings.clone());
    commands.trigger(ReplacePoints(restored.points.clone()));
}

fn on_want_unit_map(wanted: On<WantUnitMap>, mut fields: ResMut<OutputFields>) {
    fields.want_unit(wanted.0);
}

fn on_want_output_field(wanted: On<WantOutputField>, mut fields: ResMut<OutputFields>) {
    if wanted.0.is_finite() {
        fields.want(wanted.0);
    }
}

/// The list of points changed: an epoch that was begun with the old list cannot be finished, and there may be more points or less.
fn follow_new_list(world: &mut World) {
    world.resource_mut::<Progress>().abandon_epoch();
    world.resource_mut::<Rewind>().abandon_epochs();
    let points = world.resource::<Points>().len();
    if let Some(present) = &mut world.resource_mut::<PresentData>().0 {
        let before = std::mem::replace(&mut present.points, points);
        let mut settings = world.resource_mut::<DataSettings>();
        // Unless somebody wishes for another number just now.
        if settings.points == before && points != before {
            settings.points = points;
        }
    }
    world.resource_mut::<Evaluation>().expire(points);
    world.resource_mut::<NextStep>().expire();
    let mut shown = world.resource_mut::<ShownPoint>();
    let last = points.saturating_sub(1);
    if shown.0 > last {
        shown.0 = last;
    }
}
