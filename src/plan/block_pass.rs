//! A pass over one block of lanes, and the sharing of blocks among threads.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use fearless_simd::{Simd, dispatch, f64x8, prelude::*};

use super::{
    LANES, LaneBatch, Objective, Plan,
    backward::backward,
    batch::Block,
    forward::{Operand, forward},
    job::Job,
    steps::Place,
    workspace::Workspace,
};

/// From how many multiplications on a second thread is worth waking.
const WORTH_A_THREAD: usize = 400_000;

/// What a pass over a batch has found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PassTotals {
    /// The sum of the outputs.
    pub output: f64,
    /// The sum of the scores.
    pub score: f64,
    /// Whether every value that was computed is finite. Lane inputs and parameters are not looked at, nor products that a fused
    /// multiply-add keeps to itself. Not either if a sum of a few values in the same lane overflows.
    pub is_finite: bool,
}

impl Default for PassTotals {
    /// Of no lanes at all.
    fn default() -> Self {
        Self {
            output: 0.0,
            score: 0.0,
            is_finite: true,
        }
    }
}

impl PassTotals {
    pub(super) fn add(&mut self, block: Self) {
        self.output += block.output;
        self.score += block.score;
        self.is_finite &= block.is_finite;
    }
}

/// What a pass over one block has found. Blocks are added up in their order, whoever computed them and when.
#[derive(Debug, Clone, Default)]
pub(super) struct BlockPass {
    pub(super) totals: PassTotals,
    pub(super) gradient: Vec<f64>,
}

/// How many threads a pass is worth.
pub(super) fn threads_for(plan: &Plan, batch: &LaneBatch) -> usize {
    let work = plan.work * batch.vectors() * LANES;
    // The number of threads is asked for only where it matters: the first question starts them.
    match (work / WORTH_A_THREAD).min(batch.blocks.len()) {
        0 | 1 => 1,
        most => most.min(rayon::current_num_threads()),
    }
}

/// A pass that several threads work on: each takes the next block until there is none.
pub(super) struct SharedPass<'a> {
    pub(super) job: Job<'a>,
    pub(super) passes: &'a [Mutex<BlockPass>],
    pub(super) next: &'a AtomicUsize,
    pub(super) deadline: Option<Instant>,
}

impl SharedPass<'_> {
    pub(super) fn work(&self, objective: &impl Objective, workspace: &mut Workspace) {
        let blocks = &self.job.batch.blocks;
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(block) = blocks.get(index) else {
                return;
            };
            let mut pass = self.passes[index]
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            pass.run(self.job, block, objective, workspace);
            let is_last = index + 1 >= blocks.len();
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

impl BlockPass {
    fn run(
        &mut self,
        job: Job,
        block: &Block,
        objective: &impl Objective,
        workspace: &mut Workspace,
    ) {
        let Self { totals, gradient } = self;
        gradient.clear();
        gradient.resize(job.uniforms.len(), 0.0);
        *totals = dispatch!(
            job.plan.level,
            simd => pass(simd, job, block, objective, workspace, gradient)
        );
    }
}

/// Forward and backward over one block. The derivatives of the uniforms are added to `gradient`.
#[inline(always)]
fn pass<S: Simd>(
    simd: S,
    job: Job,
    block: &Block,
    objective: &impl Objective,
    workspace: &mut Workspace,
    gradient: &mut [f64],
) -> PassTotals {
    let is_finite = forward(simd, job, block, workspace);
    let totals = total::<S, true>(simd, job, block, objective, workspace, gradient);
    backward(simd, job, block, workspace, gradient);
    PassTotals {
        is_finite,
        ..totals
    }
}

/// Forward alone over one block, with the totals that a pass has.
pub(super) fn forward_totals(
    job: Job,
    block: &Block,
    objective: &impl Objective,
    workspace: &mut Workspace,
) -> PassTotals {
    dispatch!(job.plan.level, simd => {
        let is_finite = forward(simd, job, block, workspace);
        let totals = total::<_, false>(simd, job, block, objective, workspace, &mut []);
        PassTotals { is_finite, ..totals }
    })
}

/// Sums outputs and scores; and, if it is asked to, puts each lane's `d_output` where backward begins.
#[inline(always)]
fn total<S: Simd, const STARTS_BACKWARD: bool>(
    simd: S,
    job: Job,
    block: &Block,
    objective: &impl Objective,
    workspace: &mut Workspace,
    gradient: &mut [f64],
) -> PassTotals {
    let zero = f64x8::splat(simd, 0.0);
    let (mut output_sum, mut score_sum) = (zero, zero);
    let outputs = job.plan.outputs.iter().zip(&block.outputs);
    for (output, (places, span)) in outputs.enumerate() {
        let (uniforms, stride) = (job.uniforms, workspace.stride);
        let variable = Operand::new(simd, places.variable, uniforms, stride);
        let readings = [
            Operand::new(simd, places.readings[0], uniforms, stride),
            Operand::new(simd, places.readings[1], uniforms, stride),
        ];
        let mut uniform_sum = zero;
        for vector in span.clone() {
            let counted = job.batch.counted[block.vectors.start + vector].load(simd);
            let readings = [
                readings[0].value(simd, workspace, vector),
                readings[1].value(simd, workspace, vector),
            ];
            output_sum += variable.value(simd, workspace, vector) * counted;
            score_sum += objective.score(output, readings) * counted;
            if STARTS_BACKWARD {
                let d_output = objective.d_output(output, readings) * counted;
                match places.variable {
                    Place::Uniform(_) => uniform_sum += d_output,
                    Place::Row(row) => {
                        workspace.derivatives[row as usize * stride + vector].store(d_output);
                    }
                }
            }
        }
        if STARTS_BACKWARD && let Place::Uniform(uniform) = places.variable {
            gradient[uniform as usize] += uniform_sum.reduce_sum();
        }
    }
    PassTotals {
        output: output_sum.reduce_sum(),
        score: score_sum.reduce_sum(),
        is_finite: true,
    }
}
