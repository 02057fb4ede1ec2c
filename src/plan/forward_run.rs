//! Running a plan forward alone: totals, and the values of nodes.

use bevy::prelude::Entity;
use fearless_simd::dispatch;

use super::{
    LANES, LaneBatch, Objective, PassTotals, PlanRun, block_pass::forward_totals, forward::forward,
    job::Job, steps::Place, workspace::Workspace,
};

impl PlanRun {
    /// Runs forward alone, and adds up as [`Self::pass`] does, to the same bits.
    ///
    /// # Panics
    ///
    /// If the batch was packed for another plan.
    pub fn totals(&mut self, batch: &LaneBatch, objective: &impl Objective) -> PassTotals {
        let (job, workspace) = self.forward_job(batch);
        let mut totals = PassTotals::default();
        for block in &batch.blocks {
            totals.add(forward_totals(job, block, objective, workspace));
        }
        totals.is_finite &= self.not_finite_for & batch.outputs == 0;
        totals
    }

    /// Runs forward alone over one block, and hands over the values of `nodes`: the point, the place among `nodes`, the value. A
    /// node is handed over for those points whose output depends on it.
    ///
    /// # Panics
    ///
    /// If the batch was packed for another plan or has not so many blocks, or the plan cannot read one of the nodes: only those that
    /// were observed, or read by an output, are certain to be kept.
    pub fn evaluate_block(
        &mut self,
        batch: &LaneBatch,
        block: usize,
        nodes: &[Entity],
        mut take: impl FnMut(usize, usize, f64),
    ) {
        let (job, workspace) = self.forward_job(batch);
        let points = batch.points(block);
        let block = &batch.blocks[block];
        dispatch!(job.plan.level, simd => forward(simd, job, block, workspace));
        for (place, node) in nodes.iter().enumerate() {
            let node = job.plan.nodes[node];
            for (output, vectors) in block.outputs.iter().enumerate() {
                if node.needed_for & (1 << output) == 0 {
                    continue;
                }
                for vector in vectors.clone() {
                    let values = match node.place {
                        Place::Uniform(uniform) => [job.uniforms[uniform as usize]; LANES],
                        Place::Row(row) => {
                            workspace.values[row as usize * workspace.stride + vector].0
                        }
                    };
                    let points = &points[vector * LANES..][..LANES];
                    for (&point, value) in points.iter().zip(values) {
                        take(point as usize, place, value);
                    }
                }
            }
        }
    }

    /// What running forward alone takes: what is read, and room for it.
    fn forward_job<'a>(&'a mut self, batch: &'a LaneBatch) -> (Job<'a>, &'a mut Workspace) {
        self.check(batch);
        let workspace = &mut self.workspaces[0];
        workspace.fit(self.plan.rows, batch.most_vectors());
        let job = Job {
            plan: &self.plan,
            uniforms: &self.uniforms,
            weights: &self.weights,
            batch,
        };
        (job, workspace)
    }
}
