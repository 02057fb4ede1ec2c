//! Undo and redo for edits of the points, by hand or by drawing others.

use bevy::prelude::*;

use crate::training::{DataSettings, DrawPoints, Points, ReplacePoints, SimulationSystems};

/// How many edits can be taken back.
const MOST: usize = 100;

/// Undo and redo.
pub struct SessionPlugin;

/// Says that an edit of the points begins: what they are now can be brought back. Sent once for a whole drag.
#[derive(Event, Debug, Clone, Copy)]
pub struct BeginEdit;

/// Says that points which are drawn from now on are an edit of their own. Without it, all that are drawn one after the other are
/// taken back at once: a slider draws at every step.
#[derive(Event, Debug, Clone, Copy)]
pub struct BeginDrawing;

/// Takes back the latest edit.
#[derive(Event, Debug, Clone, Copy)]
pub struct UndoEdit;

/// Does again what was taken back last.
#[derive(Event, Debug, Clone, Copy)]
pub struct RedoEdit;

/// The points as they were before each edit, and after those that were taken back.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct PointEdits {
    before: Vec<Drawn>,
    after: Vec<Drawn>,
    /// The settings that the points were drawn with.
    settings: DataSettings,
    /// Whether the latest edit drew new points and may go on.
    is_drawing: bool,
}

/// Points, and the settings that they were drawn with before they were edited.
#[derive(Debug, Clone, PartialEq)]
struct Drawn {
    points: Points,
    settings: DataSettings,
}

impl Plugin for SessionPlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<PointEdits>()
            .add_observer(on_begin_edit)
            .add_observer(on_begin_drawing)
            .add_observer(on_draw_points)
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

    fn drawn(&self, points: &Points) -> Drawn {
        let mut settings = self.settings.clone();
        settings.points = points.len(); // some may have been added or removed by hand
        Drawn {
            points: points.clone(),
            settings,
        }
    }

    fn remember(&mut self, points: &Points) {
        self.after.clear();
        let now = self.drawn(points);
        if self.before.last() == Some(&now) {
            return; // the edit before this one changed nothing
        }
        if self.before.len() == MOST {
            self.before.remove(0);
        }
        self.before.push(now);
    }

    /// Brings points back, and with them the settings; these do not count as changed, or other points would be drawn.
    fn bring_back(
        &mut self,
        drawn: Drawn,
        settings: &mut ResMut<DataSettings>,
        commands: &mut Commands,
    ) {
        self.is_drawing = false;
        self.settings = drawn.settings.clone();
        *settings.bypass_change_detection() = drawn.settings;
        commands.trigger(ReplacePoints(drawn.points));
    }
}

fn on_begin_edit(_: On<BeginEdit>, points: Res<Points>, mut edits: ResMut<PointEdits>) {
    edits.is_drawing = false;
    edits.remember(&points);
}

fn on_begin_drawing(_: On<BeginDrawing>, mut edits: ResMut<PointEdits>) {
    edits.is_drawing = false;
}

/// The next seed is an edit of its own.
fn on_draw_points(_: On<DrawPoints>, mut edits: ResMut<PointEdits>) {
    edits.is_drawing = false;
}

/// New settings draw new points in place of these: they can be brought back, too.
fn remember_before_drawing(
    points: Res<Points>,
    settings: Res<DataSettings>,
    mut edits: ResMut<PointEdits>,
) {
    if !points.is_empty() && !std::mem::replace(&mut edits.is_drawing, true) {
        edits.remember(&points);
    }
    edits.settings = settings.clone();
}

fn on_undo_edit(
    _: On<UndoEdit>,
    points: Res<Points>,
    mut settings: ResMut<DataSettings>,
    mut edits: ResMut<PointEdits>,
    mut commands: Commands,
) {
    let now = edits.drawn(&points);
    // An edit that changed nothing is no step.
    while edits.before.last() == Some(&now) {
        edits.before.pop();
    }
    if let Some(earlier) = edits.before.pop() {
        edits.after.push(now);
        edits.bring_back(earlier, &mut settings, &mut commands);
    }
}

fn on_redo_edit(
    _: On<RedoEdit>,
    points: Res<Points>,
    mut settings: ResMut<DataSettings>,
    mut edits: ResMut<PointEdits>,
    mut commands: Commands,
) {
    if let Some(later) = edits.after.pop() {
        let now = edits.drawn(&points);
        edits.before.push(now);
        edits.bring_back(later, &mut settings, &mut commands);
    }
}
