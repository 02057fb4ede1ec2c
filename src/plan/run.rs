//! Running a plan: the parameters, passes over batches, steps of the optimizer.

use std::{
    sync::{Mutex, PoisonError, atomic::AtomicUsize},
    time::Instant,
};

use bevy::prelude::Entity;
use fearless_simd::{Level, dispatch};

use super::{
    LANES, LaneBatch, Lanes, Objective, PassTotals, Plan,
    block_pass::{BlockJob, BlockPass, SharedPass, threads_for},
    forward::forward,
    steps::Place,
    workspace::Workspace,
};

/// The numbers of a plan: its parameters, and room to compute.
#[derive(Debug)]
pub struct PlanRun {
    level: Level,
    /// The parameters first, as in the plan.
    uniforms: Vec<f64>,
    /// The uniforms that weighted sums read, in the order in which they read them.
    packed: Vec<f64>,
    /// The derivative of each uniform, summed over the lanes of the latest pass.
    gradient: Vec<f64>,
    parameters: usize,
    /// Whether the functions of uniforms are finite.
    uniforms_are_finite: bool,
    blocks: Vec<Mutex<BlockPass>>,
    /// One for each thread.
    workspaces: Vec<Workspace>,
}

impl PlanRun {
    /// Room to run `plan`, with parameters that are zero.
    pub fn new(plan: &Plan) -> Self {
        let mut run = Self {
            level: Level::new(),
            uniforms: plan.uniforms.clone(),
            packed: vec![0.0; plan.packed.len()],
            gradient: vec![0.0; plan.uniforms.len()],
            parameters: plan.parameters,
            uniforms_are_finite: true,
            blocks: Vec::new(),
            workspaces: vec![Workspace::default()],
        };
        run.compute_uniforms(plan);
        run
    }

    /// The parameters, in the order of the request.
    pub fn parameters(&self) -> &[f64] {
        &self.uniforms[..self.parameters]
    }

    /// Sets the parameters.
    ///
    /// # Panics
    ///
    /// If there are not as many as the plan has.
    pub fn set_parameters(&mut self, plan: &Plan, values: impl IntoIterator<Item = f64>) {
        let mut given = 0;
        for value in values {
            self.uniforms[..self.parameters][given] = value;
            given += 1;
        }
        assert_eq!(given, self.parameters, "a value for every parameter");
        self.compute_uniforms(plan);
    }

    /// What the numbers take in memory, in bytes.
    pub fn bytes(&self) -> usize {
        let numbers = self.uniforms.len() + self.packed.len() + self.gradient.len();
        let of_blocks = self.blocks.len() * self.uniforms.len();
        let of_workspace = |workspace: &Workspace| {
            size_of::<Lanes>() * (workspace.values.len() + workspace.derivatives.len())
        };
        size_of::<f64>() * (numbers + of_blocks)
            + self.workspaces.iter().map(of_workspace).sum::<usize>()
    }

    /// The derivatives of the latest pass by the parameters, summed over its lanes.
    pub fn gradient(&self) -> &[f64] {
        &self.gradient[..self.parameters]
    }

    /// Runs forward and backward over every lane of a batch.
    pub fn pass(
        &mut self,
        plan: &Plan,
        batch: &LaneBatch,
        objective: &impl Objective,
    ) -> PassTotals {
        self.advance_pass(plan, batch, objective, 0, None);
        self.finish_pass(plan, batch)
    }

    /// Runs forward and backward over the blocks of a batch from a place on, until `deadline`, but over one at least. Returns the
    /// place to go on from: [`LaneBatch::blocks`] when all are done.
    ///
    /// Large batches are shared among threads. Neither their number nor the deadline makes a difference to the result.
    pub fn advance_pass(
        &mut self,
        plan: &Plan,
        batch: &LaneBatch,
        objective: &impl Objective,
        from_block: usize,
        deadline: Option<Instant>,
    ) -> usize {
        let threads = threads_for(plan, batch);
        // What a smaller batch does not need is kept for the next large one.
        let workspaces = self.workspaces.len().max(threads);
        self.workspaces.resize_with(workspaces, Workspace::default);
        for workspace in &mut self.workspaces[..threads] {
            workspace.fit(plan.rows, batch.most_vectors());
        }
        let blocks = self.blocks.len().max(batch.blocks.len());
        self.blocks.resize_with(blocks, Mutex::default);
        let next = AtomicUsize::new(from_block);
        let shared = SharedPass {
            plan,
            level: self.level,
            uniforms: &self.uniforms,
            packed: &self.packed,
            batch,
            passes: &self.blocks,
            next: &next,
            deadline,
        };
        match &mut self.workspaces[..threads] {
            [workspace] => shared.work(objective, workspace),
            workspaces => rayon::scope(|scope| {
                for workspace in workspaces {
                    scope.spawn(|_| shared.work(objective, workspace));
                }
            }),
        }
        next.into_inner().min(batch.blocks.len())
    }

    /// Adds up what the blocks have found, once all are done.
    pub fn finish_pass(&mut self, plan: &Plan, batch: &LaneBatch) -> PassTotals {
        self.gradient.fill(0.0);
        let mut totals = PassTotals::default();
        for pass in &mut self.blocks[..batch.blocks.len()] {
            let pass = pass.get_mut().unwrap_or_else(PoisonError::into_inner);
            totals.add(pass.totals);
            for (sum, derivative) in self.gradient.iter_mut().zip(&pass.gradient) {
                *sum += derivative;
            }
        }
        self.differentiate_uniforms(plan);
        totals.is_finite &= self.uniforms_are_finite;
        totals
    }

    /// Moves the parameters against the gradient: p ← p − rate · ∂/∂p. Returns whether all of them are finite.
    pub fn descend(&mut self, plan: &Plan, rate: f64) -> bool {
        let mut check = 0.0;
        let parameters = self.uniforms[..self.parameters].iter_mut();
        for (value, derivative) in parameters.zip(&self.gradient) {
            *value -= rate * derivative;
            check += *value * 0.0; // 0, or NaN
        }
        self.compute_uniforms(plan);
        check == 0.0
    }

    /// Runs forward alone, and adds up as [`Self::pass`] does, to the same bits.
    pub fn totals(
        &mut self,
        plan: &Plan,
        batch: &LaneBatch,
        objective: &impl Objective,
    ) -> PassTotals {
        let workspace = &mut self.workspaces[0];
        workspace.fit(plan.rows, batch.most_vectors());
        let mut totals = PassTotals::default();
        for block in &batch.blocks {
            let job = BlockJob {
                plan,
                uniforms: &self.uniforms,
                packed: &self.packed,
                batch,
                block,
            };
            let gradient = &mut self.gradient; // of no use: nothing is propagated
            totals.add(
                dispatch!(self.level, simd => job.forward(simd, objective, workspace, gradient)),
            );
        }
        totals
    }

    /// Runs forward alone over the blocks of a batch from a place on, until `deadline`, but over one at least. Returns the place to
    /// go on from: [`LaneBatch::blocks`] when all are done.
    ///
    /// Hands over the values of `nodes` for every point: the point, the place among `nodes`, the value.
    ///
    /// # Panics
    ///
    /// If the plan cannot read one of the nodes.
    pub fn evaluate(
        &mut self,
        plan: &Plan,
        batch: &LaneBatch,
        nodes: &[Entity],
        from_block: usize,
        deadline: Option<Instant>,
        mut take: impl FnMut(usize, usize, f64),
    ) -> usize {
        let workspace = &mut self.workspaces[0];
        workspace.fit(plan.rows, batch.most_vectors());
        for (index, block) in batch.blocks.iter().enumerate().skip(from_block) {
            let (uniforms, packed) = (&self.uniforms, &self.packed);
            dispatch!(self.level, simd => forward(simd, plan, uniforms, packed, batch, block, workspace));
            for (place, node) in nodes.iter().enumerate() {
                let points = batch.points(block).iter().enumerate();
                let place_of_node = plan.places[node];
                for (lane, &point) in points {
                    let value = match place_of_node {
                        Place::Uniform(uniform) => uniforms[uniform as usize],
                        Place::Row(row) => {
                            let start = row as usize * workspace.stride;
                            workspace.values[start + lane / LANES].0[lane % LANES]
                        }
                    };
                    take(point as usize, place, value);
                }
            }
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return index + 1;
            }
        }
        batch.blocks.len()
    }

    /// Computes the functions of uniforms, and lays out what the weighted sums read.
    fn compute_uniforms(&mut self, plan: &Plan) {
        self.uniforms_are_finite = true;
        for step in &plan.uniform_steps {
            let inputs = step.inputs.map(|input| self.uniforms[input as usize]);
            let value = (step.function.rule().forward)(inputs);
            self.uniforms_are_finite &= value.is_finite();
            self.uniforms[step.result as usize] = value;
        }
        for (packed, &uniform) in self.packed.iter_mut().zip(&plan.packed) {
            *packed = self.uniforms[uniform as usize];
        }
    }

    /// Passes the uniforms' derivatives on to the parameters that they are made of.
    fn differentiate_uniforms(&mut self, plan: &Plan) {
        for step in plan.uniform_steps.iter().rev() {
            let inputs = step.inputs.map(|input| self.uniforms[input as usize]);
            let (_, saved) = step.function.forward(inputs);
            let d_output = self.gradient[step.result as usize];
            let contributions = crate::autodiff::chain_rule(step.function, &saved, d_output);
            let inputs = step.inputs.into_iter().zip(contributions);
            for (input, contribution) in inputs.take(step.function.rule().arity) {
                self.gradient[input as usize] += contribution;
            }
        }
    }
}
