//! What is known of the network is of earlier parameters.

use bevy::prelude::*;

use super::{Evaluation, NextStep, OutputFields, Points};

/// Marks every output as that of earlier parameters.
pub(super) fn expire_results(world: &mut World) {
    let points = world.resource::<Points>().len();
    world.resource_mut::<Evaluation>().expire(points);
    world.resource_mut::<OutputFields>().expire();
    world.resource_mut::<NextStep>().expire();
}
