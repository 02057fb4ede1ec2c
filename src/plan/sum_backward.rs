//! Weighted sums of rows, backward: the derivatives of the inputs.

use std::ops::Range;

use fearless_simd::{Simd, f64x8, prelude::*};

use crate::autodiff::Real;

use super::{
    steps::{Contribution, Tile, WeightedSums},
    sum_tiles::{add_products, columns, with_size},
    workspace::Workspace,
};

/// The derivatives of the inputs, pulled from all results at once.
#[inline(always)]
pub(super) fn pull<S: Simd>(
    simd: S,
    sums: &WeightedSums,
    weights: &[f64],
    workspace: &mut Workspace,
    span: &Range<usize>,
    gradient: &mut [f64],
) {
    let columns = columns::<S>(&sums.input_tiles);
    for tile in &sums.input_tiles {
        let weights = &weights[tile.first_weight as usize..];
        let mut vector = span.start;
        let whole = span.end - span.len() % columns;
        with_size!(tile.width, columns, |R, C| {
            let mut bias_sums = [f64x8::splat(simd, 0.0); R];
            while vector < whole {
                pull_tile::<S, R, C>(simd, sums, tile, weights, workspace, vector, &mut bias_sums);
                vector += C;
            }
            while vector < span.end {
                pull_tile::<S, R, 1>(simd, sums, tile, weights, workspace, vector, &mut bias_sums);
                vector += 1;
            }
            if let Some(biases) = &sums.fused_biases {
                for (bias, sum) in biases[tile.range()].iter().zip(bias_sums) {
                    gradient[*bias as usize] += sum.reduce_sum();
                }
            }
        });
    }
}

#[inline(always)]
fn pull_tile<S: Simd, const R: usize, const C: usize>(
    simd: S,
    sums: &WeightedSums,
    tile: &Tile,
    weights: &[f64],
    workspace: &mut Workspace,
    vector: usize,
    bias_sums: &mut [f64x8<S>; R],
) {
    let (weights, _) = weights.as_chunks::<R>();
    let nothing = [[f64x8::splat(simd, 0.0); C]; R];
    let d_outputs = &workspace.derivatives[vector..];
    let pulled = add_products(
        simd,
        nothing,
        d_outputs,
        workspace.stride,
        &sums.results,
        weights,
    );
    let inputs = &sums.pulled[tile.range()];
    for r in 0..R {
        let input = inputs[r] as usize;
        let start = sums.inputs[input] as usize * workspace.stride + vector;
        let row = &mut workspace.derivatives[start..][..C];
        if sums.fused_biases.is_some() {
            let values = &workspace.values[start..][..C];
            for c in 0..C {
                let derivative = relu_backward(values[c].load(simd), pulled[r][c]);
                bias_sums[r] += derivative;
                row[c].store(derivative);
            }
        } else if sums.contributions[input] == Contribution::First {
            for c in 0..C {
                row[c].store(pulled[r][c]);
            }
        } else {
            for c in 0..C {
                row[c].store(row[c].load(simd) + pulled[r][c]);
            }
        }
    }
}

/// ReLU's backward, from its result instead of its input: both are above 0 in the same lanes.
#[inline(always)]
pub(super) fn relu_backward<S: Simd>(result: f64x8<S>, d_output: f64x8<S>) -> f64x8<S> {
    let (zero, one) = (result.like(0.0), result.like(1.0));
    // Multiplied, as the chain rule has it: 0 · ∞ is not 0.
    zero.if_less(result, one, zero) * d_output
}
