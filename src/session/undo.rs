//! Undo and redo for edits of the points.

use bevy::prelude::*;

use crate::training::{Points, ReplacePoints};

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
///
/// Drawing new points starts a new list: the settings that drew the old ones are gone from the panel.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct PointEdits {
    before: Vec<Points>,
    after: Vec<Points>,
    is_replaying: bool,
}

impl Plugin for SessionPlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<PointEdits>()
            .add_observer(on_begin_edit)
            .add_observer(on_undo_edit)
            .add_observer(on_redo_edit)
            .add_observer(on_replace_points);
    }
}

impl PointEdits {
    /// How many edits can be taken back, and how many done again.
    pub fn depths(&self) -> (usize, usize) {
        (self.before.len(), self.after.len())
    }
}

fn on_begin_edit(_: On<BeginEdit>, points: Res<Points>, mut edits: ResMut<PointEdits>) {
    edits.after.clear();
    if edits.before.last() == Some(&*points) {
        return; // the edit before this one changed nothing
    }
    if edits.before.len() == MOST {
        edits.before.remove(0);
    }
    edits.before.push(points.clone());
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
        edits.is_replaying = true;
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
        edits.is_replaying = true;
        commands.trigger(ReplacePoints(later));
    }
}

fn on_replace_points(_: On<ReplacePoints>, mut edits: ResMut<PointEdits>) {
    if edits.is_replaying {
        edits.is_replaying = false;
    } else {
        *edits = PointEdits::default();
    }
}
