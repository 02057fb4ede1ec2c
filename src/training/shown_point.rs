//! The point whose pass is on show: the values and derivatives that the entities hold at the end of a frame are its.

use bevy::prelude::*;

use crate::autodiff::{Pass, PassOutput, zero_derivatives};

use super::{Model, Points, entity_epoch};

/// The index of the point whose pass is on show.
#[derive(Resource, Reflect, Debug, Clone, Copy, Default, PartialEq, Eq)]
#[reflect(Resource)]
pub struct ShownPoint(pub usize);

/// Runs the pass once for the point on show. Runs in [`SimulationSystems::Pass`](super::SimulationSystems::Pass).
pub(super) fn pass_shown_point(world: &mut World) -> Result {
    let Some(point) = world
        .resource::<Points>()
        .get(world.resource::<ShownPoint>().0)
        .copied()
    else {
        return Ok(());
    };
    world.resource_scope(|world, model: Mut<Model>| {
        world.run_system_cached(zero_derivatives)?;
        entity_epoch::load_point(world, &model, point.place());
        world.insert_resource(PassOutput::of(model.loss(point.label)));
        world.run_schedule(Pass);
        Ok(())
    })
}
