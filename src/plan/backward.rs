//! Backward over one block: the chain rule of every step, in reverse.

use std::ops::Range;

use fearless_simd::{Simd, f64x8, prelude::*};

use crate::autodiff::{FunctionVisitor, Saves, ScalarFunction};

use super::{
    Lanes,
    batch::Block,
    forward::Operand,
    job::Job,
    steps::{Apply, Backward, Contribution, Place, Step, WeightedSums},
    sum_backward, sum_gradient,
    workspace::Workspace,
};

/// Propagates the derivatives of a block from its outputs, where they have been put, and adds those of the uniforms to `gradient`.
#[inline(always)]
pub(super) fn backward<S: Simd>(
    simd: S,
    job: Job,
    block: &Block,
    workspace: &mut Workspace,
    gradient: &mut [f64],
) {
    for instruction in &job.plan.backward {
        match *instruction {
            Backward::Clear { row, output_set } => {
                for span in &block.spans[output_set as usize] {
                    let start = row as usize * workspace.stride;
                    workspace.derivatives[start + span.start..start + span.end].fill(Lanes::ZERO);
                }
            }
            Backward::Step(step) => match &job.plan.steps[step as usize] {
                Step::Apply(apply) => {
                    for span in &block.spans[apply.output_set as usize] {
                        simd.vectorize(
                            #[inline(always)]
                            || {
                                apply.function.visit(ApplyBackward {
                                    simd,
                                    apply,
                                    uniforms: job.uniforms,
                                    workspace,
                                    span,
                                    gradient,
                                });
                            },
                        );
                    }
                }
                Step::WeightedSums(sums) => {
                    for span in &block.spans[sums.output_set as usize] {
                        weighted_sums(simd, sums, job.weights, workspace, span, gradient);
                    }
                }
            },
        }
    }
}

#[inline(always)]
fn weighted_sums<S: Simd>(
    simd: S,
    sums: &WeightedSums,
    weights: &[f64],
    workspace: &mut Workspace,
    span: &Range<usize>,
    gradient: &mut [f64],
) {
    if sums.is_relu && !sums.is_fused {
        for &row in &sums.results {
            let start = row as usize * workspace.stride;
            for place in start + span.start..start + span.end {
                let result = workspace.values[place].load(simd);
                let d_output = workspace.derivatives[place].load(simd);
                workspace.derivatives[place].store(sum_backward::relu_backward(result, d_output));
            }
        }
    }
    simd.vectorize(
        #[inline(always)]
        || sum_gradient::reduce(simd, sums, workspace, span, gradient),
    );
    simd.vectorize(
        #[inline(always)]
        || sum_backward::pull(simd, sums, weights, workspace, span, gradient),
    );
}

struct ApplyBackward<'a, S> {
    simd: S,
    apply: &'a Apply,
    uniforms: &'a [f64],
    workspace: &'a mut Workspace,
    span: &'a Range<usize>,
    gradient: &'a mut [f64],
}

impl<S: Simd> FunctionVisitor for ApplyBackward<'_, S> {
    type Output = ();

    #[inline(always)]
    fn visit<F: ScalarFunction>(self) {
        let Self {
            simd,
            apply,
            uniforms,
            workspace,
            span,
            gradient,
        } = self;
        let stride = workspace.stride;
        let [a, b] = apply.inputs;
        let a = Operand::new(simd, a, uniforms, stride);
        let b = Operand::new(simd, b, uniforms, stride);
        let result = apply.result as usize * stride;
        let mut sums = [f64x8::splat(simd, 0.0); 2];
        for vector in span.clone() {
            let d_output = workspace.derivatives[result + vector].load(simd);
            let saved = match F::SAVES {
                Saves::Nothing => [d_output; 2],
                Saves::Inputs => [
                    a.value(simd, workspace, vector),
                    b.value(simd, workspace, vector),
                ],
                Saves::Result => [workspace.values[result + vector].load(simd); 2],
            };
            let local_derivatives = F::local_derivatives(saved);
            for place in 0..F::ARITY {
                if apply.contributions[place] == Contribution::Unwanted {
                    continue;
                }
                let contribution = local_derivatives[place] * d_output;
                match apply.inputs[place] {
                    Place::Uniform(_) => sums[place] += contribution,
                    Place::Row(row) => {
                        let lanes = &mut workspace.derivatives[row as usize * stride + vector];
                        if apply.contributions[place] == Contribution::First {
                            lanes.store(contribution);
                        } else {
                            lanes.store(lanes.load(simd) + contribution);
                        }
                    }
                }
            }
        }
        for (sum, input) in sums.into_iter().zip(apply.inputs).take(F::ARITY) {
            if let Place::Uniform(uniform) = input {
                gradient[uniform as usize] += sum.reduce_sum();
            }
        }
    }
}
