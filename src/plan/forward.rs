//! Forward over one block: every step's values.

use std::ops::Range;

use fearless_simd::{Simd, f64x8, prelude::*};

use crate::autodiff::{FunctionVisitor, ScalarFunction};

use super::{
    batch::Block,
    job::Job,
    steps::{Apply, Place, Step},
    sum_forward,
    workspace::Workspace,
};

/// Computes the values of a block. Returns whether all of them are finite.
#[inline(always)]
pub(super) fn forward<S: Simd>(
    simd: S,
    job: Job,
    block: &Block,
    workspace: &mut Workspace,
) -> bool {
    for (row, numbers) in job.batch.inputs.iter().enumerate() {
        let numbers = &numbers[block.vectors.clone()];
        workspace.values[row * workspace.stride..][..numbers.len()].copy_from_slice(numbers);
    }
    // x · 0 is 0, but NaN where x is infinite or NaN.
    let mut check = f64x8::splat(simd, 0.0);
    for step in &job.plan.steps {
        match step {
            Step::Apply(apply) => {
                for span in &block.spans[apply.output_set as usize] {
                    check += simd.vectorize(
                        #[inline(always)]
                        || {
                            apply.function.visit(ApplyForward {
                                simd,
                                apply,
                                uniforms: job.uniforms,
                                workspace,
                                span,
                            })
                        },
                    );
                }
            }
            Step::WeightedSums(sums) => {
                for span in &block.spans[sums.output_set as usize] {
                    check += simd.vectorize(
                        #[inline(always)]
                        || sum_forward::forward(simd, sums, job.weights, workspace, span),
                    );
                }
            }
        }
    }
    check.reduce_sum() == 0.0
}

/// An input of a function over a span of lanes.
#[derive(Clone, Copy)]
pub(super) enum Operand<S: Simd> {
    Uniform(f64x8<S>),
    /// Where its row begins.
    Row(usize),
}

impl<S: Simd> Operand<S> {
    #[inline(always)]
    pub(super) fn new(simd: S, place: Place, uniforms: &[f64], stride: usize) -> Self {
        match place {
            Place::Uniform(place) => Self::Uniform(f64x8::splat(simd, uniforms[place as usize])),
            Place::Row(row) => Self::Row(row as usize * stride),
        }
    }

    #[inline(always)]
    pub(super) fn value(self, simd: S, workspace: &Workspace, vector: usize) -> f64x8<S> {
        match self {
            Self::Uniform(value) => value,
            Self::Row(start) => workspace.values[start + vector].load(simd),
        }
    }
}

struct ApplyForward<'a, S> {
    simd: S,
    apply: &'a Apply,
    uniforms: &'a [f64],
    workspace: &'a mut Workspace,
    span: &'a Range<usize>,
}

impl<S: Simd> FunctionVisitor for ApplyForward<'_, S> {
    type Output = f64x8<S>;

    #[inline(always)]
    fn visit<F: ScalarFunction>(self) -> f64x8<S> {
        let Self {
            simd,
            apply,
            uniforms,
            workspace,
            span,
        } = self;
        let [a, b] = apply.inputs;
        let a = Operand::new(simd, a, uniforms, workspace.stride);
        let b = Operand::new(simd, b, uniforms, workspace.stride);
        let result = apply.result as usize * workspace.stride;
        let mut check = f64x8::splat(simd, 0.0);
        for vector in span.clone() {
            let inputs = [
                a.value(simd, workspace, vector),
                b.value(simd, workspace, vector),
            ];
            let value = F::forward(inputs);
            check += value * 0.0;
            workspace.values[result + vector].store(value);
        }
        check
    }
}
