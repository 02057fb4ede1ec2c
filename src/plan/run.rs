//! Running a plan: the parameters, passes over batches, steps of the optimizer.

use std::{
    sync::{Arc, Mutex, PoisonError, atomic::AtomicUsize},
    time::Instant,
};

use super::{
    LaneBatch, Lanes, Objective, PassTotals, Plan,
    block_pass::{BlockPass, SharedPass, threads_for},
    job::Job,
    source::OutputSet,
    workspace::Workspace,
};

/// A plan with its numbers: parameters, and room to compute.
///
/// A [`LaneBatch`] that is run must have been packed for the same plan; otherwise there is a panic.
#[derive(Debug)]
pub struct PlanRun {
    pub(super) plan: Arc<Plan>,
    /// The parameters first, as in the plan.
    pub(super) uniforms: Vec<f64>,
    /// The uniforms that weighted sums read, in the order in which they read them.
    pub(super) weights: Vec<f64>,
    /// The derivative of each uniform, summed over the lanes of the latest pass.
    gradient: Vec<f64>,
    /// The parameters that a step leaves as they are.
    frozen: Vec<usize>,
    /// The outputs that depend on a function of uniforms that is not finite.
    pub(super) not_finite_for: OutputSet,
    blocks: Vec<Mutex<BlockPass>>,
    /// One for each thread.
    pub(super) workspaces: Vec<Workspace>,
    under_way: Option<PassUnderWay>,
}

/// A pass of which some blocks are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct PassUnderWay {
    /// The layout of the batch that those blocks are of.
    layout: u64,
    next_block: usize,
}

impl PlanRun {
    /// Room to run `plan`, with parameters that are zero.
    pub fn new(plan: impl Into<Arc<Plan>>) -> Self {
        let plan = plan.into();
        let mut run = Self {
            uniforms: plan.uniforms.clone(),
            weights: vec![0.0; plan.weight_order.len()],
            gradient: vec![0.0; plan.uniforms.len()],
            frozen: Vec::new(),
            not_finite_for: 0,
            blocks: Vec::new(),
            workspaces: vec![Workspace::default()],
            under_way: None,
            plan,
        };
        run.compute_uniforms();
        run
    }

    /// What is run.
    pub const fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// The parameters, in the order of the request.
    pub fn parameters(&self) -> &[f64] {
        &self.uniforms[..self.plan.parameters]
    }

    /// Sets the parameters. A pass that is under way begins anew if any of them differs.
    ///
    /// # Panics
    ///
    /// If there are not as many as the plan has.
    pub fn set_parameters(&mut self, values: impl IntoIterator<Item = f64>) {
        let parameters = &mut self.uniforms[..self.plan.parameters];
        let (mut given, mut is_different) = (0, false);
        for value in values {
            if let Some(parameter) = parameters.get_mut(given) {
                is_different |= parameter.to_bits() != value.to_bits();
                *parameter = value;
            }
            given += 1;
        }
        assert_eq!(given, parameters.len(), "a value for every parameter");
        if is_different {
            self.abandon_pass();
            self.compute_uniforms();
        }
    }

    /// Says which parameters steps leave as they are, by their places in the request; all others move.
    pub fn freeze(&mut self, frozen: impl IntoIterator<Item = usize>) {
        self.frozen.clear();
        self.frozen.extend(frozen);
    }

    /// What the numbers take in memory, in bytes.
    pub fn bytes(&self) -> usize {
        let numbers = self.uniforms.len() + self.weights.len() + self.gradient.len();
        let of_blocks = self.blocks.len() * self.uniforms.len();
        let of_workspace = |workspace: &Workspace| {
            size_of::<Lanes>() * (workspace.values.len() + workspace.derivatives.len())
        };
        size_of::<f64>() * (numbers + of_blocks)
            + self.workspaces.iter().map(of_workspace).sum::<usize>()
    }

    /// The derivatives of the latest finished pass by the parameters, summed over its lanes.
    pub fn gradient(&self) -> &[f64] {
        &self.gradient[..self.plan.parameters]
    }

    /// Runs forward and backward over every lane of a batch.
    ///
    /// # Panics
    ///
    /// If the batch was packed for another plan.
    pub fn pass(&mut self, batch: &LaneBatch, objective: &impl Objective) -> PassTotals {
        self.abandon_pass();
        self.advance_pass(batch, objective, None)
            .expect("there is no deadline")
    }

    /// Forgets the pass that is under way, so that the next call of [`Self::advance_pass`] begins one.
    pub const fn abandon_pass(&mut self) {
        self.under_way = None;
    }

    /// Runs forward and backward over the blocks of a batch until `deadline`, but over one at least, and returns the totals once
    /// all are done. Until then the pass is under way, and the next call goes on where this one stopped; with a batch laid out in
    /// another way, or with other parameters, it begins anew.
    ///
    /// Large batches are shared among threads. Neither their number nor the deadline makes a difference to the result. All calls
    /// of one pass must be given the same objective.
    ///
    /// # Panics
    ///
    /// If the batch was packed for another plan.
    pub fn advance_pass(
        &mut self,
        batch: &LaneBatch,
        objective: &impl Objective,
        deadline: Option<Instant>,
    ) -> Option<PassTotals> {
        self.check(batch);
        let plan = &*self.plan;
        let from_block = match self.under_way {
            Some(pass) if pass.layout == batch.layout => pass.next_block,
            _ => 0,
        };
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
            job: Job {
                plan,
                uniforms: &self.uniforms,
                weights: &self.weights,
                batch,
            },
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
        let next_block = next.into_inner();
        if next_block < batch.blocks.len() {
            self.under_way = Some(PassUnderWay {
                layout: batch.layout,
                next_block,
            });
            return None;
        }
        self.under_way = None;
        Some(self.add_up(batch))
    }

    /// Adds up what the blocks have found, once all are done.
    fn add_up(&mut self, batch: &LaneBatch) -> PassTotals {
        self.gradient.fill(0.0);
        let mut totals = PassTotals::default();
        for pass in &mut self.blocks[..batch.blocks.len()] {
            let pass = pass.get_mut().unwrap_or_else(PoisonError::into_inner);
            totals.add(pass.totals);
            for (sum, derivative) in self.gradient.iter_mut().zip(&pass.gradient) {
                *sum += derivative;
            }
        }
        self.differentiate_uniforms(batch.outputs);
        totals.is_finite &= self.not_finite_for & batch.outputs == 0;
        totals
    }

    /// Moves the parameters against the gradient: p ← p − rate · ∂/∂p. Returns whether all of them are finite.
    ///
    /// The gradient of a frozen parameter is zero from then on.
    pub fn descend(&mut self, rate: f64) -> bool {
        self.abandon_pass();
        for &frozen in &self.frozen {
            self.gradient[frozen] = 0.0;
        }
        let mut check = 0.0;
        let parameters = self.uniforms[..self.plan.parameters].iter_mut();
        for (value, derivative) in parameters.zip(&self.gradient) {
            *value -= rate * derivative;
            check += *value * 0.0; // 0, or NaN
        }
        self.compute_uniforms();
        check == 0.0
    }

    /// Panics if a batch was packed for another plan: its lanes would be read in wrong places.
    pub(super) fn check(&self, batch: &LaneBatch) {
        assert!(
            batch.is_packed_for(&self.plan),
            "a batch is packed for its plan"
        );
    }

    /// Computes the functions of uniforms, and lays out what the weighted sums read.
    fn compute_uniforms(&mut self) {
        self.not_finite_for = 0;
        for step in &self.plan.uniform_steps {
            let inputs = step.inputs.map(|input| self.uniforms[input as usize]);
            let value = (step.function.rule().forward)(inputs);
            if !value.is_finite() {
                self.not_finite_for |= step.needed_for;
            }
            self.uniforms[step.result as usize] = value;
        }
        for (weight, &uniform) in self.weights.iter_mut().zip(&self.plan.weight_order) {
            *weight = self.uniforms[uniform as usize];
        }
    }

    /// Passes the uniforms' derivatives on to the parameters that they are made of, as far as any of `outputs` depends on them.
    fn differentiate_uniforms(&mut self, outputs: OutputSet) {
        let steps = self.plan.uniform_steps.iter().rev();
        // What no lane depends on has no derivative; 0 times an infinite one would be NaN.
        for step in steps.filter(|step| step.needed_for & outputs != 0) {
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
