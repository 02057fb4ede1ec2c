//! Parameters set by hand: other values, and which of them training leaves as they are.

use bevy::prelude::*;

use crate::{autodiff::Value, nn::Frozen};

use super::{Model, NextStep, NonFinite, Progress, expiry::expire_results};

/// Gives a parameter another value. Anything that is not finite is refused.
#[derive(Event, Debug, Clone, Copy, PartialEq)]
pub struct SetParameter {
    /// Which, in the order of the names.
    pub index: usize,
    /// The value.
    pub value: f64,
}

/// Freezes a parameter, so that training leaves it as it is, or lets it go.
#[derive(Event, Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreezeParameter {
    /// Which, in the order of the names.
    pub index: usize,
    /// Whether it is to be frozen.
    pub is_frozen: bool,
}

pub(super) fn plugin(app: &mut App) {
    app.add_observer(on_set_parameter)
        .add_observer(on_freeze_parameter);
}

fn on_set_parameter(set: On<SetParameter>, mut commands: Commands) {
    let SetParameter { index, value } = *set;
    if !value.is_finite() {
        return;
    }
    commands.queue(move |world: &mut World| {
        let Some(&parameter) = world
            .get_resource::<Model>()
            .and_then(|model| model.parameters.get(index))
        else {
            return;
        };
        // An epoch that has passed some points with the old value begins anew; what batches have moved stays.
        world.resource_mut::<Progress>().abandon_epoch();
        if let Some(mut held) = world.get_mut::<Value>(parameter) {
            held.set_if_neq(Value(value));
        }
        // Whoever mends what went wrong goes on from there.
        world.remove_resource::<NonFinite>();
        expire_results(world);
    });
}

fn on_freeze_parameter(
    freeze: On<FreezeParameter>,
    model: Option<Res<Model>>,
    mut next_step: ResMut<NextStep>,
    mut commands: Commands,
) {
    let parameter = model.and_then(|model| model.parameters.get(freeze.index).copied());
    if let Some(parameter) = parameter {
        next_step.expire();
        if freeze.is_frozen {
            commands.entity(parameter).insert(Frozen);
        } else {
            commands.entity(parameter).remove::<Frozen>();
        }
    }
}
