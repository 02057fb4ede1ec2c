//! The pass of what is on stage: the values and derivatives that the entities hold at the end of a frame are its.

use bevy::prelude::*;

use crate::autodiff::{Pass, PassOutput, zero_derivatives};

use super::{ExampleGraph, Model, Points, ShownPoint, accumulation, entity_epoch};

/// Runs the pass once for what is on stage. Runs in [`SimulationSystems::Pass`](super::SimulationSystems::Pass).
pub(super) fn pass_exhibit(world: &mut World) -> Result {
    if let Some(example) = world.get_resource::<ExampleGraph>().copied() {
        world.run_system_cached(zero_derivatives)?;
        let source = example.source(world);
        pass(world, example.pass_output(), source);
        return Ok(());
    }
    let index = world.resource::<ShownPoint>().0;
    let Some(point) = world.resource::<Points>().get(index).copied() else {
        return Ok(());
    };
    world.resource_scope(|world, model: Mut<Model>| {
        world.run_system_cached(zero_derivatives)?;
        entity_epoch::load_point(world, &model, point.place());
        let source = [index as u64, u64::from(point.label)]
            .into_iter()
            .chain(point.place().map(f64::to_bits))
            .chain(model.values_in(world).map(f64::to_bits));
        pass(
            world,
            PassOutput::of(model.loss(point.label)),
            source.collect(),
        );
        Ok(())
    })
}

/// Runs the pass; `source` tells it from a pass of other numbers.
fn pass(world: &mut World, output: PassOutput, source: Vec<u64>) {
    accumulation::carry_over(world, output.variable, source);
    world.insert_resource(output);
    world.run_schedule(Pass);
    accumulation::remember(world);
}
