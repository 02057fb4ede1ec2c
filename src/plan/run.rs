//! Running a plan: the parameters, passes over batches, steps of the optimizer.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use bevy::prelude::Entity;
use fearless_simd::{Level, Simd, dispatch, f64x8, prelude::*};

use super::{
    LANES, LaneBatch, Lanes, Objective, Plan, backward::backward, batch::Block, forward::forward,
    steps::Place, workspace::Workspace,
};

/// From how many multiplications on a second thread is worth waking.
const WORTH_A_THREAD: usize = 400_000;

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
    blocks: Vec<Mutex<BlockPass>>,
    /// One for each thread.
    workspaces: Vec<Workspace>,
}

/// What a pass over a batch has found.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PassTotals {
    /// The sum of the outputs.
    pub output: f64,
    /// The sum of the scores.
    pub score: f64,
    /// Whether every value was finite.
    pub is_finite: bool,
}

impl PassTotals {
    const ZERO: Self = Self {
        output: 0.0,
        score: 0.0,
        is_finite: true,
    };

    fn add(&mut self, block: Self) {
        self.output += block.output;
        self.score += block.score;
        self.is_finite &= block.is_finite;
    }
}

/// What a pass over one block has found. Blocks are added up in their order, whoever computed them and when.
#[derive(Debug, Clone, Default)]
struct BlockPass {
    totals: PassTotals,
    gradient: Vec<f64>,
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
        let mut totals = PassTotals::ZERO;
        for pass in &mut self.blocks[..batch.blocks.len()] {
            let pass = pass.get_mut().unwrap_or_else(PoisonError::into_inner);
            totals.add(pass.totals);
            for (sum, derivative) in self.gradient.iter_mut().zip(&pass.gradient) {
                *sum += derivative;
            }
        }
        self.differentiate_uniforms(plan);
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
        let mut totals = PassTotals::ZERO;
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
        for step in &plan.uniform_steps {
            let inputs = step.inputs.map(|input| self.uniforms[input as usize]);
            self.uniforms[step.result as usize] = (step.function.rule().forward)(inputs);
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

/// How many threads a pass is worth.
fn threads_for(plan: &Plan, batch: &LaneBatch) -> usize {
    let work = plan.work * batch.vectors() * LANES;
    // The number of threads is asked for only where it matters: the first question starts them.
    match (work / WORTH_A_THREAD).min(batch.blocks.len()) {
        0 | 1 => 1,
        most => most.min(rayon::current_num_threads()),
    }
}

/// A pass that several threads work on: each takes the next block until there is none.
struct SharedPass<'a> {
    plan: &'a Plan,
    level: Level,
    uniforms: &'a [f64],
    packed: &'a [f64],
    batch: &'a LaneBatch,
    passes: &'a [Mutex<BlockPass>],
    next: &'a AtomicUsize,
    deadline: Option<Instant>,
}

impl SharedPass<'_> {
    fn work(&self, objective: &impl Objective, workspace: &mut Workspace) {
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(block) = self.batch.blocks.get(index) else {
                return;
            };
            let mut pass = self.passes[index]
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let job = BlockJob {
                plan: self.plan,
                uniforms: self.uniforms,
                packed: self.packed,
                batch: self.batch,
                block,
            };
            job.run(self.level, objective, workspace, &mut pass);
            let is_last = index + 1 >= self.batch.blocks.len();
            if !is_last
                && self
                    .deadline
                    .is_some_and(|deadline| Instant::now() >= deadline)
            {
                return;
            }
        }
    }
}

/// One block of a pass: all that is only read.
struct BlockJob<'a> {
    plan: &'a Plan,
    uniforms: &'a [f64],
    packed: &'a [f64],
    batch: &'a LaneBatch,
    block: &'a Block,
}

impl BlockJob<'_> {
    fn run(
        &self,
        level: Level,
        objective: &impl Objective,
        workspace: &mut Workspace,
        pass: &mut BlockPass,
    ) {
        pass.gradient.clear();
        pass.gradient.resize(self.uniforms.len(), 0.0);
        pass.totals =
            dispatch!(level, simd => self.compute(simd, objective, workspace, &mut pass.gradient));
    }

    #[inline(always)]
    fn compute<S: Simd>(
        &self,
        simd: S,
        objective: &impl Objective,
        workspace: &mut Workspace,
        gradient: &mut [f64],
    ) -> PassTotals {
        let totals = self.forward(simd, objective, workspace, gradient);
        let (uniforms, packed) = (self.uniforms, self.packed);
        backward(
            simd, self.plan, uniforms, packed, self.block, workspace, gradient,
        );
        totals
    }

    #[inline(always)]
    fn forward<S: Simd>(
        &self,
        simd: S,
        objective: &impl Objective,
        workspace: &mut Workspace,
        gradient: &mut [f64],
    ) -> PassTotals {
        let Self {
            plan,
            uniforms,
            packed,
            batch,
            block,
        } = *self;
        let is_finite = forward(simd, plan, uniforms, packed, batch, block, workspace);
        let totals = self.start_backward(simd, objective, workspace, gradient);
        PassTotals {
            is_finite,
            ..totals
        }
    }

    /// Puts each lane's `d_output` in its place, and sums outputs and scores.
    #[inline(always)]
    fn start_backward<S: Simd>(
        &self,
        simd: S,
        objective: &impl Objective,
        workspace: &mut Workspace,
        gradient: &mut [f64],
    ) -> PassTotals {
        let zero = f64x8::splat(simd, 0.0);
        let (mut output_sum, mut score_sum) = (zero, zero);
        for (output, (places, span)) in self
            .plan
            .outputs
            .iter()
            .zip(&self.block.outputs)
            .enumerate()
        {
            let operand =
                |place| super::forward::Operand::new(simd, place, self.uniforms, workspace.stride);
            let variable = operand(places.variable);
            let readings = places.readings.map(operand);
            let mut uniform_sum = zero;
            for vector in span.clone() {
                let counted = self.batch.counted[self.block.vectors.start + vector].load(simd);
                let readings = [
                    readings[0].value(simd, workspace, vector),
                    readings[1].value(simd, workspace, vector),
                ];
                let d_output = objective.d_output(output, readings) * counted;
                output_sum += variable.value(simd, workspace, vector) * counted;
                score_sum += objective.score(output, readings) * counted;
                match places.variable {
                    Place::Uniform(_) => uniform_sum += d_output,
                    Place::Row(row) => {
                        workspace.derivatives[row as usize * workspace.stride + vector]
                            .store(d_output);
                    }
                }
            }
            if let Place::Uniform(uniform) = places.variable {
                gradient[uniform as usize] += uniform_sum.reduce_sum();
            }
        }
        PassTotals {
            output: output_sum.reduce_sum(),
            score: score_sum.reduce_sum(),
            is_finite: true,
        }
    }
}
