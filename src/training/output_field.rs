//! The network's output over the whole plane: what the heat map and the decision boundary show.

use std::time::Instant;

use bevy::prelude::*;

use crate::autodiff::{PassOutput, Value, run_forward};

use super::{Extent, Model, NonFinite, epoch};

/// Samples along each side. One more than 64 cells, so that samples lie on the border of the extent.
pub const FIELD_SIZE: usize = 65;

/// The network's logit at `FIELD_SIZE` × `FIELD_SIZE` places, evenly spaced from border to border of an extent.
///
/// The logit is the sum before the last sigmoid, σ(logit) the output. Unlike the output it does not flatten out where the
/// network is sure: between two samples it can be interpolated.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputField {
    /// The rectangle whose borders the outermost samples lie on.
    pub extent: Extent,
    /// Row by row from the smallest x2, each from the smallest x1.
    pub logits: Vec<f64>,
}

/// The latest complete field, and the one that is being sampled.
#[derive(Resource, Debug, Clone, Default)]
pub struct OutputFields {
    latest: Option<OutputField>,
    /// How many fields have been completed: a reader sees from it whether there is a new one.
    completed: u64,
    wanted: Option<Extent>,
    under_way: Option<UnfinishedField>,
    /// Whether parameters changed since the field under way was begun.
    is_stale: bool,
}

/// A field that is being sampled, over several frames if need be.
#[derive(Debug, Clone)]
struct UnfinishedField {
    field: OutputField,
    /// The parameters when it was begun. Training goes on meanwhile, but a field is of one set of parameters: otherwise its rows
    /// would not fit together.
    parameters: Vec<f64>,
}

impl OutputField {
    /// The place of a sample.
    pub fn place(extent: &Extent, column: usize, row: usize) -> [f64; 2] {
        let along = |axis: usize, index: usize| {
            let t = index as f64 / (FIELD_SIZE - 1) as f64;
            extent.min[axis] + t * (extent.max[axis] - extent.min[axis])
        };
        [along(0, column), along(1, row)]
    }
}

impl OutputFields {
    /// The latest complete field.
    pub const fn latest(&self) -> Option<&OutputField> {
        self.latest.as_ref()
    }

    /// How many fields have been completed so far.
    pub const fn completed(&self) -> u64 {
        self.completed
    }

    /// Whether the latest field shows the current parameters over the wanted extent.
    pub fn is_up_to_date(&self) -> bool {
        !self.is_stale
            && self.under_way.is_none()
            && self.latest.as_ref().map(|field| field.extent) == self.wanted
    }

    /// Asks for the field over this extent.
    pub(super) fn want(&mut self, extent: Extent) {
        if self.wanted != Some(extent) {
            self.wanted = Some(extent);
            // The latest field may be that of earlier parameters: the one given up was to replace it.
            self.is_stale |= self.under_way.take().is_some();
        }
    }

    /// Says that the parameters have changed: another field must follow the one under way.
    pub(super) const fn expire(&mut self) {
        self.is_stale = true;
    }

    /// Drops the field under way: it is of another network.
    pub(super) fn restart(&mut self) {
        self.under_way = None;
        self.is_stale = true;
    }

    /// Takes the field under way, or begins one with these parameters if it is due.
    fn take_under_way(&mut self, parameters: impl FnOnce() -> Vec<f64>) -> Option<UnfinishedField> {
        if self.under_way.is_some() {
            return self.under_way.take();
        }
        if self.is_up_to_date() {
            return None;
        }
        let field = OutputField {
            extent: self.wanted?,
            logits: Vec::with_capacity(FIELD_SIZE * FIELD_SIZE),
        };
        self.is_stale = false;
        Some(UnfinishedField {
            field,
            parameters: parameters(),
        })
    }
}

/// Samples on, until `deadline` or the end of a field. A field may take several frames; only whole ones are shown.
pub(super) fn sample_field(world: &mut World, deadline: Option<Instant>) -> Result {
    if world.contains_resource::<NonFinite>() {
        return Ok(()); // nothing finite to show: the last good field stays
    }
    world.resource_scope(|world, model: Mut<Model>| {
        world.resource_scope(|world, mut fields: Mut<OutputFields>| {
            let parameters = || {
                model
                    .parameters
                    .iter()
                    .map(|&node| epoch::value(world, node))
                    .collect()
            };
            let Some(mut unfinished) = fields.take_under_way(parameters) else {
                return Ok(());
            };
            swap_parameters(world, &model, &mut unfinished.parameters);
            let sampled = sample_until(world, &model, &mut unfinished.field, deadline);
            swap_parameters(world, &model, &mut unfinished.parameters);
            sampled?;
            if unfinished.field.logits.len() == FIELD_SIZE * FIELD_SIZE {
                fields.latest = Some(unfinished.field);
                fields.completed += 1;
            } else {
                fields.under_way = Some(unfinished);
            }
            Ok(())
        })
    })
}

fn sample_until(
    world: &mut World,
    model: &Model,
    field: &mut OutputField,
    deadline: Option<Instant>,
) -> Result {
    world.insert_resource(PassOutput::of(model.logit));
    for index in field.logits.len()..FIELD_SIZE * FIELD_SIZE {
        let place = OutputField::place(&field.extent, index % FIELD_SIZE, index / FIELD_SIZE);
        epoch::load_point(world, model, place);
        run_forward(world)?;
        field.logits.push(epoch::value(world, model.logit));
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            break;
        }
    }
    Ok(())
}

/// Exchanges the network's parameters for these.
fn swap_parameters(world: &mut World, model: &Model, held: &mut [f64]) {
    for (&parameter, held) in model.parameters.iter().zip(held) {
        if let Some(mut value) = world.get_mut::<Value>(parameter) {
            std::mem::swap(&mut **value, held);
        }
    }
}
