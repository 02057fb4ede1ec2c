//! The output field on its way from the one before to the latest: heat map and boundary move, they do not jump.

use bevy::prelude::*;

use crate::training::{Extent, OutputFields};

use super::ViewSystems;

/// How fast the shown field follows, in 1/s: after 0.1 s it is nine tenths there.
const FOLLOW_RATE: f32 = 23.0;
/// Logits beyond this are all the same colour.
const SURE: f32 = 30.0;
/// Differences in logits that nobody sees.
const ARRIVED: f32 = 2e-3;

/// Logits (the network's sums before the last sigmoid) as they are shown now, in the layout of
/// [`OutputField`](crate::training::OutputField).
#[derive(Resource, Debug, Default, PartialEq)]
pub(super) struct ShownField {
    pub(super) extent: Option<Extent>,
    pub(super) logits: Vec<f32>,
    target: Vec<f32>,
    completed: u64,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<ShownField>()
        .add_systems(Update, follow_field.in_set(ViewSystems::Animate));
}

fn follow_field(fields: Res<OutputFields>, time: Res<Time>, mut shown: ResMut<ShownField>) {
    if let Some(field) = fields.latest()
        && shown.completed != fields.completed()
    {
        let target: Vec<f32> = field
            .logits
            .iter()
            .map(|&logit| shown_logit(logit))
            .collect();
        if shown.extent != Some(field.extent) || shown.logits.len() != target.len() {
            // Another part of the plane: samples stand at other places, there is nothing to go between.
            shown.logits.clone_from(&target);
        }
        shown.target = target;
        shown.extent = Some(field.extent);
        shown.completed = fields.completed();
    }
    let is_moving = |(logit, target): (&f32, &f32)| (logit - target).abs() > ARRIVED;
    // Read first: writing marks the field as changed, and then texture and path are made again.
    if shown.logits.iter().zip(&shown.target).any(is_moving) {
        let ShownField { logits, target, .. } = &mut *shown;
        for (logit, target) in logits.iter_mut().zip(target) {
            logit.smooth_nudge(target, FOLLOW_RATE, time.delta_secs());
            if (*logit - *target).abs() <= ARRIVED {
                *logit = *target;
            }
        }
    }
}

/// What is shown of a logit. Of one that is no number nothing is known, which is what 0 says; and no way leads back from NaN.
fn shown_logit(logit: f64) -> f32 {
    if logit.is_nan() {
        0.0
    } else {
        (logit as f32).clamp(-SURE, SURE)
    }
}
