//! The pass of what is on stage: the values and derivatives that the entities hold at the end of a frame are its.

use bevy::prelude::*;

use crate::autodiff::{Pass, PassOutput, zero_derivatives};

use super::{Model, Points, ShownPoint, StagedGraph, accumulation, entity_epoch};

/// Runs the pass once for what is on stage. Runs in [`SimulationSystems::Pass`](super::SimulationSystems::Pass).
pub(super) fn pass_exhibit(world: &mut World) -> Result {
    if let Some(example) = world.get_resource::<StagedGraph>().copied() {
        world.run_system_cached(zero_derivatives)?;
        pass(world, example.pass_output(), |world| example.source(world));
        return Ok(());
    }
    let index = world.resource::<ShownPoint>().0;
    let Some(point) = world.resource::<Points>().get(index).copied() else {
        return Ok(());
    };
    world.resource_scope(|world, model: Mut<Model>| {
        world.run_system_cached(zero_derivatives)?;
        entity_epoch::load_point(world, &model, point.place());
        // Whose place in the list it is does not matter: the numbers are what a pass is of.
        let source = |world: &World| {
            let place = point.place().map(f64::to_bits).into_iter();
            let parameters = model.values_in(world).map(f64::to_bits);
            let label = std::iter::once(u64::from(point.label));
            label.chain(place).chain(parameters).collect()
        };
        pass(world, PassOutput::of(model.loss(point.label)), source);
        Ok(())
    })
}

/// Runs the pass; `source` tells it from a pass of other numbers.
fn pass(world: &mut World, output: PassOutput, source: impl FnOnce(&World) -> Vec<u64>) {
    accumulation::carry_over(world, output.variable, source);
    world.insert_resource(output);
    world.run_schedule(Pass);
    accumulation::remember(world);
}
