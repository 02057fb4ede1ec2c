//! Undo and redo for edits of the points, by hand or by drawing others.

use bevy::prelude::*;

use crate::training::{DataSettings, DrawPoints, Points, PresentData, RedrawPoints, RestorePoints};

/// How many edits can be taken back.
const MOST: usize = 100;

/// Undo and redo.
pub struct SessionPlugin;

/// Says that an edit of the points begins: what they are now can be brought back. Sent once for a whole drag.
#[derive(Event, Debug, Clone, Copy)]
pub struct BeginEdit;

/// Says that points which are drawn from now on are an edit of their own. Without it, drawing again with another value of the
/// same number goes on with the edit: a slider draws at every step, but is taken back at once.
#[derive(Event, Debug, Clone, Copy)]
pub struct BeginDrawing;

/// Takes back the latest edit.
#[derive(Event, Debug, Clone, Copy)]
pub struct UndoEdit;

/// Does again what was taken back last.
#[derive(Event, Debug, Clone, Copy)]
pub struct RedoEdit;

/// The points and their settings as they were before each edit, and after those that were taken back.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct PointEdits {
    before: Vec<Snapshot>,
    after: Vec<Snapshot>,
    /// The number that the latest edit changed, if it drew points and may go on.
    slider: Option<Number>,
}

/// Points and their settings.
#[derive(Debug, Clone, PartialEq)]
struct Snapshot {
    points: Points,
    settings: DataSettings,
}

/// A setting that a slider or a number field changes step by step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    Points,
    Noise,
    Seed,
}

impl Plugin for SessionPlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<PointEdits>()
            .add_observer(on_begin_edit)
            .add_observer(on_other_drawing::<BeginDrawing>)
            // The next seed is an edit of its own.
            .add_observer(on_other_drawing::<DrawPoints>)
            .add_observer(on_redraw_points)
            .add_observer(on_undo_edit)
            .add_observer(on_redo_edit);
    }
}

impl PointEdits {
    /// How many edits can be taken back, and how many done again.
    pub fn depths(&self) -> (usize, usize) {
        (self.before.len(), self.after.len())
    }

    fn remember(&mut self, now: Snapshot) {
        self.after.clear();
        if self.before.last() == Some(&now) {
            return; // the edit before this one changed nothing
        }
        if self.before.len() == MOST {
            self.before.remove(0);
        }
        self.before.push(now);
    }
}

impl Snapshot {
    /// What is there now; `None` before any points are.
    fn of(points: &Points, present: &PresentData) -> Option<Self> {
        Some(Self {
            points: points.clone(),
            settings: (**present).clone()?,
        })
    }

    fn restore(self, commands: &mut Commands) {
        let Self { points, settings } = self;
        commands.trigger(RestorePoints { points, settings });
    }
}

fn on_begin_edit(
    _: On<BeginEdit>,
    points: Res<Points>,
    present: Res<PresentData>,
    mut edits: ResMut<PointEdits>,
) {
    edits.slider = None;
    if let Some(now) = Snapshot::of(&points, &present) {
        edits.remember(now);
    }
}

/// What is drawn from now on does not go on with what was drawn before.
fn on_other_drawing<E: Event>(_: On<E>, mut edits: ResMut<PointEdits>) {
    edits.slider = None;
}

/// The points that others are drawn in place of can be brought back, too.
fn on_redraw_points(redrawn: On<RedrawPoints>, points: Res<Points>, mut edits: ResMut<PointEdits>) {
    let RedrawPoints { before, after } = &*redrawn;
    let Some(before) = before else {
        return;
    };
    let slider = only_number(before, after);
    if slider.is_none() || slider != edits.slider {
        edits.remember(Snapshot {
            points: points.clone(),
            settings: before.clone(),
        });
    }
    edits.slider = slider;
}

fn on_undo_edit(
    _: On<UndoEdit>,
    points: Res<Points>,
    present: Res<PresentData>,
    mut edits: ResMut<PointEdits>,
    mut commands: Commands,
) {
    let Some(now) = Snapshot::of(&points, &present) else {
        return;
    };
    // An edit that changed nothing is no step.
    while edits.before.last() == Some(&now) {
        edits.before.pop();
    }
    if let Some(earlier) = edits.before.pop() {
        edits.slider = None;
        edits.after.push(now);
        earlier.restore(&mut commands);
    }
}

fn on_redo_edit(
    _: On<RedoEdit>,
    points: Res<Points>,
    present: Res<PresentData>,
    mut edits: ResMut<PointEdits>,
    mut commands: Commands,
) {
    if let Some(now) = Snapshot::of(&points, &present)
        && let Some(later) = edits.after.pop()
    {
        edits.slider = None;
        edits.before.push(now);
        later.restore(&mut commands);
    }
}

/// The number in which two settings differ, if they differ in nothing else.
fn only_number(a: &DataSettings, b: &DataSettings) -> Option<Number> {
    let numbers = [
        (a.points != b.points, Number::Points),
        (a.noise != b.noise, Number::Noise),
        (a.seed != b.seed, Number::Seed),
    ];
    let mut differing = numbers.into_iter().filter(|(differs, _)| *differs);
    match (differing.next(), differing.next()) {
        (Some((_, number)), None) if a.dataset == b.dataset => Some(number),
        _ => None,
    }
}
