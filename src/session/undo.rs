//! Undo and redo for edits by hand: of the points, also by drawing others, and of the values of leaves.

use bevy::{ecs::system::SystemParam, prelude::*};

use crate::{
    autodiff::Value,
    training::{
        DataSettings, DrawPoints, Model, Points, PresentData, RedrawPoints, RestorePoints, SetLeaf,
        SteppedBack,
    },
};

/// How many edits can be taken back.
const MOST: usize = 100;

/// Undo and redo.
pub struct SessionPlugin;

/// Says that an edit of the points begins: what they are now can be brought back. Sent once for a whole drag.
#[derive(Event, Debug, Clone, Copy)]
pub struct BeginEdit;

/// Says that a number is taken hold of: what it draws or sets from now on is an edit of its own. Without it, another value of the
/// same number goes on with the edit: a slider draws at every step, but is taken back at once.
#[derive(Event, Debug, Clone, Copy)]
pub struct TakeHold;

/// Takes back the latest edit.
#[derive(Event, Debug, Clone, Copy)]
pub struct UndoEdit;

/// Does again what was taken back last.
#[derive(Event, Debug, Clone, Copy)]
pub struct RedoEdit;

/// What was there before each edit, and after those that were taken back.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct Edits {
    before: Vec<Snapshot>,
    after: Vec<Snapshot>,
    /// The numbers that have been changed since something was taken hold of: each goes on with its edit.
    going_on: Vec<Number>,
}

/// What an edit changes, as it is at one time.
#[derive(Debug, Clone, PartialEq)]
enum Snapshot {
    /// Points and their settings.
    Points {
        points: Points,
        settings: DataSettings,
    },
    /// The value of a leaf.
    Leaf { leaf: Entity, value: f64 },
}

/// A setting that a slider or a number field changes step by step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    Points,
    Noise,
    Seed,
    Leaf(Entity),
}

impl Plugin for SessionPlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<Edits>()
            .add_observer(on_begin_edit)
            .add_observer(on_take_hold::<TakeHold>)
            // The next seed is an edit of its own.
            .add_observer(on_take_hold::<DrawPoints>)
            .add_observer(on_redraw_points)
            .add_observer(on_set_leaf)
            .add_observer(on_stepped_back)
            .add_observer(on_undo_edit)
            .add_observer(on_redo_edit);
    }
}

impl Edits {
    /// How many edits can be taken back, and how many done again.
    pub fn depths(&self) -> (usize, usize) {
        (self.before.len(), self.after.len())
    }

    fn restore(&mut self, snapshot: Snapshot, commands: &mut Commands) {
        // Setting a leaf back goes on with the edit; it is none of its own.
        self.going_on = match snapshot {
            Snapshot::Points { .. } => Vec::new(),
            Snapshot::Leaf { leaf, .. } => vec![Number::Leaf(leaf)],
        };
        snapshot.restore(commands);
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
    /// The points now; `None` before any are.
    fn of_points(points: &Points, present: &PresentData) -> Option<Self> {
        Some(Self::Points {
            points: points.clone(),
            settings: (**present).clone()?,
        })
    }

    /// Itself, unless it is a value that is not finite: no leaf can be given that.
    fn restorable(self) -> Option<Self> {
        let is_finite = match &self {
            Self::Points { .. } => true,
            Self::Leaf { value, .. } => value.is_finite(),
        };
        is_finite.then_some(self)
    }

    fn restore(self, commands: &mut Commands) {
        match self {
            Self::Points { points, settings } => {
                commands.trigger(RestorePoints { points, settings });
            }
            Self::Leaf { leaf, value } => commands.trigger(SetLeaf { leaf, value }),
        }
    }
}

/// What is there now.
#[derive(SystemParam)]
struct Present<'w, 's> {
    points: Res<'w, Points>,
    settings: Res<'w, PresentData>,
    model: Option<Res<'w, Model>>,
    values: Query<'w, 's, &'static Value>,
}

impl Present<'_, '_> {
    fn points(&self) -> Option<Snapshot> {
        Snapshot::of_points(&self.points, &self.settings)
    }

    /// What setting a leaf changes; `None` if it is not in the world.
    fn leaf(&self, leaf: Entity) -> Option<Snapshot> {
        let model = self.model.as_ref();
        if model.is_some_and(|model| model.coordinates.contains(&leaf)) {
            return self.points();
        }
        let value = self.values.get(leaf).ok()?.0;
        Some(Snapshot::Leaf { leaf, value })
    }

    /// What is there now of that which a snapshot would restore; `None` where there is nothing any more to restore.
    fn like(&self, snapshot: &Snapshot) -> Option<Snapshot> {
        match snapshot {
            Snapshot::Points { .. } => self.points(),
            Snapshot::Leaf { leaf, .. } => self.leaf(*leaf),
        }
    }
}

fn on_begin_edit(_: On<BeginEdit>, present: Present, mut edits: ResMut<Edits>) {
    edits.going_on.clear();
    if let Some(now) = present.points() {
        edits.remember(now);
    }
}

/// What is drawn from now on does not go on with what was drawn before.
fn on_take_hold<E: Event>(_: On<E>, mut edits: ResMut<Edits>) {
    edits.going_on.clear();
}

/// The points that others are drawn in place of can be brought back, too.
fn on_redraw_points(redrawn: On<RedrawPoints>, points: Res<Points>, mut edits: ResMut<Edits>) {
    let RedrawPoints { before, after } = &*redrawn;
    let Some(before) = before else {
        return;
    };
    let going_on = only_number(before, after);
    if going_on.is_none_or(|number| !edits.going_on.contains(&number)) {
        edits.remember(Snapshot::Points {
            points: points.clone(),
            settings: before.clone(),
        });
    }
    edits.going_on = going_on.into_iter().collect();
}

/// A leaf that is set by a number field is taken back to what it was when the field was taken hold of.
fn on_set_leaf(set: On<SetLeaf>, present: Present, mut edits: ResMut<Edits>) {
    let number = Number::Leaf(set.leaf);
    if !edits.going_on.contains(&number)
        && set.value.is_finite()
        && let Some(now) = present.leaf(set.leaf).and_then(Snapshot::restorable)
    {
        edits.remember(now);
        edits.going_on.push(number);
    }
}

/// Parameters are those of an earlier time: what was noted of them since would be brought back from the future.
fn on_stepped_back(_: On<SteppedBack>, model: Option<Res<Model>>, mut edits: ResMut<Edits>) {
    let Some(model) = model else { return };
    let Edits { before, after, .. } = &mut *edits;
    for snapshots in [before, after] {
        snapshots.retain(|snapshot| match snapshot {
            Snapshot::Leaf { leaf, .. } => model.parameter_index(*leaf).is_none(),
            Snapshot::Points { .. } => true,
        });
    }
    edits.going_on.clear();
}

fn on_undo_edit(
    _: On<UndoEdit>,
    present: Present,
    mut edits: ResMut<Edits>,
    mut commands: Commands,
) {
    let edits = &mut *edits;
    if let Some((earlier, now)) = next_step(&mut edits.before, &present) {
        edits.after.extend(now.restorable());
        edits.restore(earlier, &mut commands);
    }
}

fn on_redo_edit(
    _: On<RedoEdit>,
    present: Present,
    mut edits: ResMut<Edits>,
    mut commands: Commands,
) {
    let edits = &mut *edits;
    if let Some((later, now)) = next_step(&mut edits.after, &present) {
        edits.before.extend(now.restorable());
        edits.restore(later, &mut commands);
    }
}

/// What is to be restored next, and what it takes the place of. An edit that changed nothing is no step, nor is one of a leaf that
/// is gone.
fn next_step(steps: &mut Vec<Snapshot>, present: &Present) -> Option<(Snapshot, Snapshot)> {
    while let Some(step) = steps.pop() {
        match present.like(&step) {
            Some(now) if now != step => return Some((step, now)),
            _ => {}
        }
    }
    None
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
