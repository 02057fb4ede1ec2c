//! The network's output over the whole plane: what the heat map and the decision boundary show.

use std::time::Instant;

use bevy::prelude::*;

use crate::plan::LaneBatch;

use super::{
    Extent, HiddenUnit, Model, NonFinite,
    compiled::{Compiled, CompiledModel, LOGIT},
};

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
    /// The values of the hidden unit that was asked for, at the same places.
    pub unit: Option<UnitMap>,
}

/// What a hidden unit makes of every place.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitMap {
    /// Which unit.
    pub unit: HiddenUnit,
    /// In the order of the field's logits.
    pub values: Vec<f64>,
}

/// The latest complete field, and the one that is being sampled.
#[derive(Resource, Debug, Clone, Default)]
pub struct OutputFields {
    latest: Option<OutputField>,
    /// How many fields have been completed: a reader sees from it whether there is a new one.
    completed: u64,
    wanted: Option<Extent>,
    wanted_unit: Option<HiddenUnit>,
    under_way: Option<UnfinishedField>,
    /// Whether parameters changed since the field under way was begun.
    is_stale: bool,
}

/// A field that is being sampled, over several frames if need be.
#[derive(Debug, Clone)]
struct UnfinishedField {
    field: OutputField,
    /// The samples as lanes, and the block to go on from.
    batch: LaneBatch,
    next_block: usize,
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

    /// Asks for the map of a hidden unit, too, or for none. A unit that the network has not is no unit.
    pub(super) fn want_unit(&mut self, unit: Option<HiddenUnit>) {
        if self.wanted_unit != unit {
            self.wanted_unit = unit;
            self.under_way = None;
            self.is_stale = true;
        }
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

    /// Takes the field under way, or begins one with the parameters of now if it is due.
    ///
    /// Training may go on meanwhile, but a field is of one set of parameters: otherwise its parts would not fit together.
    fn take_under_way(
        &mut self,
        compiled: &mut Compiled,
        model: &Model,
    ) -> Option<UnfinishedField> {
        if let Some(unfinished) = self.under_way.take() {
            if unfinished.batch.is_packed_for(compiled.field_run.plan()) {
                return Some(unfinished);
            }
            self.is_stale = true; // it was begun by an earlier plan
        }
        if self.is_up_to_date() {
            return None;
        }
        let field = OutputField {
            extent: self.wanted?,
            logits: vec![0.0; FIELD_SIZE * FIELD_SIZE],
            unit: self
                .wanted_unit
                .filter(|&unit| model.unit(unit).is_some())
                .map(|unit| UnitMap {
                    unit,
                    values: vec![0.0; FIELD_SIZE * FIELD_SIZE],
                }),
        };
        self.is_stale = false;
        let parameters = compiled.run.parameters().iter().copied();
        compiled.field_run.set_parameters(parameters);
        let mut batch = LaneBatch::default();
        let place =
            |sample| OutputField::place(&field.extent, sample % FIELD_SIZE, sample / FIELD_SIZE);
        batch.pack(
            compiled.run.plan(),
            FIELD_SIZE * FIELD_SIZE,
            |_| LOGIT,
            |sample, axis| place(sample)[axis],
        );
        Some(UnfinishedField {
            field,
            batch,
            next_block: 0,
        })
    }
}

/// Samples on, until `deadline` or the end of a field. A field may take several frames; only whole ones are shown.
pub(super) fn sample_field(world: &mut World, deadline: Option<Instant>) -> Result {
    if world.contains_resource::<NonFinite>() {
        return Ok(()); // nothing finite to show: the last good field stays
    }
    if world.resource::<OutputFields>().is_up_to_date() {
        return Ok(());
    }
    CompiledModel::scope(world, |world, compiled| {
        compiled.load_parameters(world);
        world.resource_scope(|world, mut fields: Mut<OutputFields>| {
            sample_on(&mut fields, world.resource::<Model>(), compiled, deadline);
        });
    })?;
    Ok(())
}

fn sample_on(
    fields: &mut OutputFields,
    model: &Model,
    compiled: &mut Compiled,
    deadline: Option<Instant>,
) {
    let Some(mut unfinished) = fields.take_under_way(compiled, model) else {
        return;
    };
    let UnfinishedField {
        field,
        batch,
        next_block,
    } = &mut unfinished;
    let unit = field.unit.as_ref().and_then(|map| model.unit(map.unit));
    let nodes = [Some(model.logit), unit];
    let nodes: Vec<Entity> = nodes.into_iter().flatten().collect();
    while *next_block < batch.blocks() {
        let take = |sample: usize, node, value| match (node, &mut field.unit) {
            (0, _) => field.logits[sample] = value,
            (_, Some(map)) => map.values[sample] = value,
            (_, None) => {}
        };
        compiled
            .field_run
            .evaluate_block(batch, *next_block, &nodes, take);
        *next_block += 1;
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            break;
        }
    }
    if *next_block == batch.blocks() {
        fields.latest = Some(unfinished.field);
        fields.completed += 1;
    } else {
        fields.under_way = Some(unfinished);
    }
}
