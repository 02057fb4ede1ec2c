//! The model, compiled: the plan, its numbers, and the points as lanes.

use std::sync::Arc;

use bevy::{ecs::change_detection::Tick, prelude::*};

use crate::{
    autodiff::{Real, TopologicalOrder},
    plan::{LaneBatch, Objective, OutputRequest, Plan, PlanError, PlanRequest, PlanRun},
};

use super::{Model, Points, mean_loss_d_output, points::correct};

/// The model's graph as a plan. Compiled when it is first needed, and again when the structure of a graph has changed.
#[derive(Resource, Debug, Default)]
pub struct CompiledModel {
    current: Option<Compiled>,
    compilations: u64,
}

/// A plan with room to run it.
#[derive(Debug)]
pub(super) struct Compiled {
    /// Of which graph, and of which structure of it.
    of: (Entity, u64),
    /// With the parameters of now.
    pub(super) run: PlanRun,
    /// With those of the field that is being sampled.
    pub(super) field_run: PlanRun,
    /// For the derivatives of the batch that is next.
    pub(super) next_step_run: PlanRun,
    /// All points in their own order.
    pub(super) all_points: LaneBatch,
    /// When they were laid out.
    laid_out: Option<Tick>,
    /// The batch that an epoch is at, if it is not the whole set.
    pub(super) mini_batch: LaneBatch,
    /// The batch that is next, if it is not the whole set.
    pub(super) next_batch: LaneBatch,
    /// The block of all points whose evaluation is next.
    pub(super) next_evaluated: usize,
}

/// The outputs of the plan, by number: the losses by label, then what the plane shows.
pub(super) const LOGIT: usize = 2;

impl CompiledModel {
    /// How often a graph has been compiled since the app started.
    pub const fn compilations(&self) -> u64 {
        self.compilations
    }

    /// Begins the pass anew that training has under way, if there is one.
    pub(super) fn abandon_pass(&mut self) {
        if let Some(compiled) = &mut self.current {
            compiled.run.abandon_pass();
        }
    }

    /// Does something with the plan of the current model, compiled now if need be.
    pub(super) fn scope<T>(
        world: &mut World,
        act: impl FnOnce(&mut World, &mut Compiled) -> T,
    ) -> Result<T, PlanError> {
        world.resource_scope(|world, mut this: Mut<Self>| {
            let graph = world.resource::<Model>().graph;
            let structure = world.resource::<TopologicalOrder>().structure(graph);
            let is_current = |compiled: &Compiled| compiled.of == (graph, structure);
            if !this.current.as_ref().is_some_and(is_current) {
                this.current = Some(Compiled::of_model(world, (graph, structure))?);
                this.compilations += 1;
            }
            let compiled = this.current.as_mut().expect("compiled above");
            Ok(act(world, compiled))
        })
    }
}

impl Compiled {
    fn of_model(world: &mut World, of: (Entity, u64)) -> Result<Self, PlanError> {
        let model = world.resource::<Model>().clone();
        let loss = |label: bool| OutputRequest {
            variable: model.loss(label),
            readings: [model.probability(label), model.output],
        };
        let units = model.units.concat();
        let request = PlanRequest {
            lane_inputs: &model.coordinates,
            parameters: &model.parameters,
            outputs: &[loss(false), loss(true), OutputRequest::of(model.logit)],
            observed: &units,
        };
        let plan = Arc::new(Plan::compile(world, &request)?);
        Ok(Self {
            of,
            run: PlanRun::new(Arc::clone(&plan)),
            field_run: PlanRun::new(Arc::clone(&plan)),
            next_step_run: PlanRun::new(plan),
            all_points: LaneBatch::default(),
            laid_out: None,
            mini_batch: LaneBatch::default(),
            next_batch: LaneBatch::default(),
            next_evaluated: 0,
        })
    }

    /// Takes the parameters over from the entities, and which of them are frozen.
    pub(super) fn load_parameters(&mut self, world: &World) {
        let model = world.resource::<Model>();
        self.run.set_parameters(model.values_in(world));
        self.run.freeze(model.frozen_in(world));
    }

    /// Gives the parameters back to the entities.
    pub(super) fn store_parameters(&self, world: &mut World) {
        world.resource_scope(|world, model: Mut<Model>| {
            model.set_parameters(world, self.run.parameters());
        });
    }

    /// Lays out all points, if they have changed.
    pub(super) fn pack_points(&mut self, world: &mut World) {
        // Where no system runs in between, two changes would have the same tick.
        world.increment_change_tick();
        let points = world.resource_ref::<Points>();
        if self.laid_out == Some(points.last_changed()) {
            return;
        }
        self.laid_out = Some(points.last_changed());
        let (batch, count) = (&mut self.all_points, points.len());
        pack(batch, self.run.plan(), &points, count, |place| place);
    }
}

/// Lays out `count` points, each as a pass to the loss of its label.
pub(super) fn pack(
    batch: &mut LaneBatch,
    plan: &Plan,
    points: &Points,
    count: usize,
    point: impl Fn(usize) -> usize,
) {
    batch.pack(
        plan,
        count,
        |place| usize::from(points[point(place)].label),
        |place, axis| points[point(place)].place()[axis],
    );
}

/// What an epoch differentiates: the mean loss, as MiniTorch differentiates it. It counts the points that are classified correctly.
#[derive(Debug, Clone, Copy)]
pub(super) struct MeanLoss {
    pub(super) log_epsilon: f64,
    /// 1 / N, a point's share of the mean.
    pub(super) share: f64,
}

impl Objective for MeanLoss {
    #[inline(always)]
    fn d_output<R: Real>(&self, _: usize, [probability, _]: [R; 2]) -> R {
        if self.log_epsilon == 0.0 {
            return probability.like(self.share); // a division that would give 1
        }
        mean_loss_d_output(probability, self.log_epsilon, self.share)
    }

    #[inline(always)]
    fn score<R: Real>(&self, label: usize, [_, output]: [R; 2]) -> R {
        correct(label == 1, output)
    }
}
