//! Where the next step will lead: the derivatives of the batch that is next, at the parameters of now.

use std::time::Instant;

use bevy::prelude::*;

use super::{
    Model, NonFinite, Points, Progress,
    batches::EpochOrder,
    compiled::{Compiled, CompiledModel, MeanLoss, pack},
    epoch::next_order,
};

/// ∂(mean loss of the next batch)/∂parameter for every parameter, as training will follow it; of a frozen parameter as well, which it
/// will leave where it is.
///
/// Kept up to date while somebody wants it: after every change of parameters or points, within the time that a frame has for it.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct NextStep {
    /// Whether anybody looks at it.
    pub is_wanted: bool,
    derivatives: Vec<f64>,
    points: usize,
    is_due: bool,
    /// Whether some blocks of the batch, as it is now, have been passed.
    is_begun: bool,
}

impl NextStep {
    /// The derivatives, in the order of the parameters' names; `None` before they are computed, and where they are not finite.
    pub fn derivatives(&self) -> Option<&[f64]> {
        (!self.derivatives.is_empty()).then_some(&*self.derivatives)
    }

    /// How many points the batch has.
    pub const fn points(&self) -> usize {
        self.points
    }

    /// Marks them as those of earlier parameters or points.
    pub(super) const fn expire(&mut self) {
        self.is_due = true;
        self.is_begun = false;
    }

    /// Forgets them: they are another network's.
    pub(super) fn forget(&mut self) {
        self.derivatives.clear();
        self.expire();
    }
}

/// Another batch size makes another step. Runs in [`SimulationSystems::Edit`](super::SimulationSystems::Edit).
pub(super) fn follow_batch(mut next: ResMut<NextStep>) {
    next.expire();
}

/// Computes the derivatives, if they are wanted and due, until `deadline`; what is left goes on with the next call.
pub(super) fn differentiate(world: &mut World, deadline: Option<Instant>) -> Result {
    let next = world.resource::<NextStep>();
    let is_empty = world.resource::<Points>().is_empty();
    if !next.is_wanted || !next.is_due || is_empty || world.contains_resource::<NonFinite>() {
        return Ok(());
    }
    CompiledModel::scope(world, |world, compiled| {
        compiled.pack_points(world);
        let is_begun = &mut world.resource_mut::<NextStep>().is_begun;
        if !std::mem::replace(is_begun, true) {
            // Points that have moved lie in the same lanes.
            compiled.next_step_run.abandon_pass();
        }
        let model = world.resource::<Model>();
        let parameters: Vec<f64> = model.values_in(world).collect();
        let objective = |points: usize| MeanLoss {
            log_epsilon: model.log_epsilon,
            share: 1.0 / points as f64,
        };
        let (order, next) = batch_ahead(world);
        let places = order.batch_around(next);
        let Compiled {
            next_step_run: run,
            all_points,
            next_batch,
            ..
        } = compiled;
        run.set_parameters(parameters);
        let batch = if order.is_whole() {
            &*all_points
        } else {
            let points = world.resource::<Points>();
            let point = |place| order.point(places.start + place);
            pack(next_batch, run.plan(), points, places.len(), point);
            next_batch
        };
        let totals = run.advance_pass(batch, &objective(places.len()), deadline);
        let Some(totals) = totals else { return };
        let derivatives = if totals.is_finite {
            run.gradient().to_vec()
        } else {
            Vec::new()
        };
        let mut next = world.resource_mut::<NextStep>();
        next.derivatives = derivatives;
        next.points = places.len();
        (next.is_due, next.is_begun) = (false, false);
    })?;
    Ok(())
}

/// The order of the epoch under way, or of the next, and the place in it from which training goes on.
fn batch_ahead(world: &World) -> (EpochOrder, usize) {
    let points = world.resource::<Points>().len();
    match world.resource::<Progress>().place() {
        Some((order, next)) if order.points() == points && next < points => (order.clone(), next),
        _ => (next_order(world), 0),
    }
}
