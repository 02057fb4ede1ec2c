//! Running a plan: the parameters, passes over batches, steps of the optimizer.

use bevy::prelude::Entity;
use fearless_simd::{Level, Simd, dispatch, f64x8, prelude::*};

use super::{
    LANES, LaneBatch, Objective, Plan, backward::backward, batch::Block, forward::forward,
    steps::Place, workspace::Workspace,
};

/// The numbers of a plan: its parameters, and room to compute.
#[derive(Debug, Clone)]
pub struct PlanRun {
    level: Level,
    /// The parameters first, as in the plan.
    uniforms: Vec<f64>,
    /// The uniforms that weighted sums read, in the order in which they read them.
    packed: Vec<f64>,
    /// The derivative of each uniform, summed over the lanes of the latest pass.
    gradient: Vec<f64>,
    parameters: usize,
    blocks: Vec<BlockPass>,
    workspace: Workspace,
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
            workspace: Workspace::default(),
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
        self.workspace.fit(plan.rows, batch.most_vectors());
        self.blocks
            .resize_with(batch.blocks.len(), BlockPass::default);
        for (block, pass) in batch.blocks.iter().zip(&mut self.blocks) {
            let job = BlockJob {
                plan,
                uniforms: &self.uniforms,
                packed: &self.packed,
                batch,
                block,
            };
            job.run(self.level, objective, &mut self.workspace, pass);
        }
        self.gradient.fill(0.0);
        let mut totals = PassTotals {
            is_finite: true,
            ..PassTotals::default()
        };
        for pass in &self.blocks {
            totals.output += pass.totals.output;
            totals.score += pass.totals.score;
            totals.is_finite &= pass.totals.is_finite;
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
            check += *value - *value;
        }
        self.compute_uniforms(plan);
        check == 0.0
    }

    /// Runs forward alone, and hands over the values of `nodes` for every point: the point, the place among `nodes`, the value.
    ///
    /// # Panics
    ///
    /// If the plan cannot read one of the nodes.
    pub fn evaluate(
        &mut self,
        plan: &Plan,
        batch: &LaneBatch,
        nodes: &[Entity],
        mut take: impl FnMut(usize, usize, f64),
    ) {
        self.workspace.fit(plan.rows, batch.most_vectors());
        for block in &batch.blocks {
            let (uniforms, packed, workspace) = (&self.uniforms, &self.packed, &mut self.workspace);
            dispatch!(self.level, simd => forward(simd, plan, uniforms, packed, batch, block, workspace));
            for (place, node) in nodes.iter().enumerate() {
                let points = batch.points(block).iter().enumerate();
                match plan.places[node] {
                    Place::Uniform(uniform) => {
                        points.for_each(|(_, &point)| {
                            take(point as usize, place, self.uniforms[uniform as usize]);
                        });
                    }
                    Place::Row(row) => {
                        let row = &self.workspace.values[row as usize * self.workspace.stride..];
                        points.for_each(|(lane, &point)| {
                            take(point as usize, place, row[lane / LANES].0[lane % LANES]);
                        });
                    }
                }
            }
        }
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
        let Self {
            plan,
            uniforms,
            packed,
            batch,
            block,
        } = *self;
        let is_finite = forward(simd, plan, uniforms, packed, batch, block, workspace);
        let mut totals = self.start_backward(simd, objective, workspace, gradient);
        backward(simd, plan, uniforms, packed, block, workspace, gradient);
        totals.is_finite = is_finite;
        totals
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
