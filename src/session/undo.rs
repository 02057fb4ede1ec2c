//! Undo and redo for edits of the points, by hand or by drawing others.

use bevy::prelude::*;

use crate::training::{DataSettings, Points, ReplacePoints, SimulationSystems};

/// How many edits can be taken back.
const MOST: usize = 100;

/// Undo and redo.
pub struct SessionPlugin;

/// Says that an edit of the points begins: what they are now can be brought back. Sent once for a whole drag.
#[derive(Event, Debug, Clone, Copy)]
pub struct BeginEdit;

/// Takes back the latest edit.
#[derive(Event, Debug, Clone, Copy)]
pub struct UndoEdit;

/// Does again what was taken back last.
#[derive(Event, Debug, Clone, Copy)]
pub struct RedoEdit;

/// The points as they were before each edit, and after those that were taken back.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct PointEdits {
    before: Vec<Points>,
    after: Vec<Points>,
    /// Whether the latest edit drew new points: a slider draws many times, but is taken back once.
    has_drawn: bool,
}

impl Plugin for SessionPlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<PointEdits>()
            .add_observer(on_begin_edit)
            .add_observer(on_undo_edit)
            .add_observer(on_redo_edit)
            .add_systems(
                Update,
                remember_before_drawing
                    .run_if(resource_changed::<DataSettings>)
                    .before(SimulationSystems::Edit),
            );
    }
}

impl PointEdits {
    /// How many edits can be taken back, and how many done again.
    pub fn depths(&self) -> (usize, usize) {
        (self.before.len(), self.after.len())
    }

    fn remember(&mut self, points: &Points) {
        self.after.clear();
        if self.before.last() == Some(points) {
            return; // the edit before this one changed nothing
        }
        if self.before.len() == MOST {
            self.before.remove(0);
        }
        self.before.push(points.clone());
    }
}

fn on_begin_edit(_: On<BeginEdit>, points: Res<Points>, mut edits: ResMut<PointEdits>) {
    edits.has_drawn = false;
    edits.remember(&points);
}

/// New settings draw new points in place of these: they can be brought back, too.
fn remember_before_drawing(points: Res<Points>, mut edits: ResMut<PointEdits>) {
    if !points.is_empty() && !std::mem::replace(&mut edits.has_drawn, true) {
        edits.remember(&points);
    }
}

fn on_undo_edit(
    _: On<UndoEdit>,
    points: Res<Points>,
    mut edits: ResMut<PointEdits>,
    mut commands: Commands,
) {
    // An edit that changed nothing is no step.
    while edits.before.last() == Some(&*points) {
        edits.before.pop();
    }
    if let Some(earlier) = edits.before.pop() {
        edits.after.push(points.clone());
        edits.has_drawn = false;
        commands.trigger(ReplacePoints(earlier));
    }
}

fn on_redo_edit(
    _: On<RedoEdit>,
    points: Res<Points>,
    mut edits: ResMut<PointEdits>,
    mut commands: Commands,
) {
    if let Some(later) = edits.after.pop() {
        edits.before.push(points.clone());
        edits.has_drawn = false;
        commands.trigger(ReplacePoints(later));
    }
}
