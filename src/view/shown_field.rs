//! The output field on its way from the one before to the latest: heat map and boundary move, they do not jump.

use bevy::prelude::*;

use crate::training::{Extent, HiddenUnit, OutputFields};

use super::ViewSystems;

/// How fast the shown field follows, in 1/s: after 0.1 s it is nine tenths there.
const FOLLOW_RATE: f32 = 23.0;
/// Logits beyond this are all the same colour.
const SURE: f32 = 30.0;
/// Differences in logits that nobody sees.
const ARRIVED: f32 = 2e-3;
/// Differences in a unit's values that nobody sees, as a part of the largest.
const UNIT_ARRIVED: f32 = 2e-3;

/// Logits (the network's sums before the last sigmoid) as they are shown now, in the layout of
/// [`OutputField`](crate::training::OutputField), and the values of the hidden unit on show, if there is one.
#[derive(Resource, Debug, Default, PartialEq)]
pub struct ShownField {
    pub(super) extent: Option<Extent>,
    pub(super) logits: Following,
    pub(super) unit: Option<HiddenUnit>,
    pub(super) values: Following,
    completed: u64,
}

/// Numbers on their way to others.
#[derive(Debug, Default, PartialEq, Deref)]
pub(super) struct Following {
    #[deref]
    now: Vec<f32>,
    target: Vec<f32>,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<ShownField>()
        .add_systems(Update, follow_field.in_set(ViewSystems::Animate));
}

fn follow_field(fields: Res<OutputFields>, time: Res<Time>, mut shown: ResMut<ShownField>) {
    if let Some(field) = fields.latest()
        && shown.completed != fields.completed()
    {
        // Another part of the plane: samples stand at other places, there is nothing to go between.
        let is_elsewhere = shown.extent != Some(field.extent);
        let logits = field.logits.iter().map(|&logit| shown_logit(logit));
        shown.logits.aim(logits.collect(), is_elsewhere);
        let unit = field.unit.as_ref().map(|map| map.unit);
        let is_another = is_elsewhere || shown.unit != unit;
        let values = field.unit.iter().flat_map(|map| &map.values);
        let values = values.map(|&value| shown_value(value));
        shown.values.aim(values.collect(), is_another);
        shown.unit = unit;
        shown.extent = Some(field.extent);
        shown.completed = fields.completed();
    }
    let unit_arrived = UNIT_ARRIVED * shown.largest_value();
    // Read first: writing marks the field as changed, and then texture and path are made again.
    if shown.logits.is_moving(ARRIVED) {
        shown.logits.follow(ARRIVED, time.delta_secs());
    }
    if shown.values.is_moving(unit_arrived) {
        shown.values.follow(unit_arrived, time.delta_secs());
    }
}

impl ShownField {
    /// The hidden unit whose values are shown, and from where to where they go, zero included; `None` where the network's output
    /// is shown.
    pub fn shown_unit(&self) -> Option<(HiddenUnit, [f32; 2])> {
        Some((self.unit?, self.range()))
    }

    fn range(&self) -> [f32; 2] {
        let values = self.values.target.iter();
        values.fold([0.0f32; 2], |[low, high], &value| {
            [low.min(value), high.max(value)]
        })
    }

    /// The size of the largest of the unit's values.
    pub(super) fn largest_value(&self) -> f32 {
        let [low, high] = self.range();
        high.max(-low)
    }
}

impl Following {
    fn aim(&mut self, target: Vec<f32>, at_once: bool) {
        if at_once || self.now.len() != target.len() {
            self.now.clone_from(&target);
        }
        self.target = target;
    }

    fn is_moving(&self, arrived: f32) -> bool {
        let mut pairs = self.now.iter().zip(&self.target);
        pairs.any(|(now, target)| (now - target).abs() > arrived)
    }

    fn follow(&mut self, arrived: f32, seconds: f32) {
        for (now, target) in self.now.iter_mut().zip(&self.target) {
            now.smooth_nudge(target, FOLLOW_RATE, seconds);
            if (*now - *target).abs() <= arrived {
                *now = *target;
            }
        }
    }
}

/// What is shown of a logit. Of one that is no number nothing is known, which is what 0 says; and no way leads back from NaN.
fn shown_logit(logit: f64) -> f32 {
    shown_value(logit).clamp(-SURE, SURE)
}

/// The same for a hidden unit's value, which has no bounds that mean anything.
fn shown_value(value: f64) -> f32 {
    if value.is_nan() {
        0.0
    } else {
        (value as f32).clamp(f32::MIN, f32::MAX)
    }
}
