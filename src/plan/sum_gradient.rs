//! Weighted sums of rows, backward: the derivatives of weights and biases, summed over the lanes.

#![expect(
    clippy::needless_range_loop,
    reason = "a tile's rows and columns are counted; and an iterator that is not inlined would leave the registers"
)]

use std::ops::Range;

use fearless_simd::{Simd, f64x8, prelude::*};

use super::{Lanes, steps::WeightedSums, sum_tiles::is_wide, workspace::Workspace};

/// Calls a kernel with both sides of a tile of weights as constants.
macro_rules! with_sides {
    ($S:ty, $sides:expr, |$I:ident, $J:ident| $call:expr) => {
        with_sides!(@ $S, $sides, $I, $J, $call,
            1 1, 1 2, 1 3, 1 4, 1 5, 2 1, 2 2, 2 3, 2 4, 2 5, 3 1, 3 2, 3 3, 3 4, 3 5,
            4 1, 4 2, 4 3, 4 4, 4 5, 5 1, 5 2, 5 3, 5 4, 5 5)
    };
    (@ $S:ty, $sides:expr, $I:ident, $J:ident, $call:expr, $($i:literal $j:literal),*) => {
        match $sides {
            $(($i, $j) if is_wide::<$S>() || $i * $j <= 4 => { const $I: usize = $i; const $J: usize = $j; $call })*
            _ => unreachable!("a side is no longer than it may be"),
        }
    };
}

/// The derivatives of weights and biases, summed over a span of lanes.
#[inline(always)]
pub(super) fn reduce<S: Simd>(
    simd: S,
    sums: &WeightedSums,
    workspace: &Workspace,
    span: &Range<usize>,
    gradient: &mut [f64],
) {
    let most = if is_wide::<S>() { 5 } else { 2 };
    let (inputs, results) = (sums.inputs.len(), sums.results.len());
    let mut result = 0;
    while result < results {
        let wide = (results - result).div_ceil((results - result).div_ceil(most));
        let mut input = 0;
        while input < inputs {
            let tall = (inputs - input).div_ceil((inputs - input).div_ceil(most));
            with_sides!(S, (tall, wide), |I, J| {
                reduce_tile::<S, I, J>(simd, sums, workspace, span, gradient, (input, result));
            });
            input += tall;
        }
        result += wide;
    }
    if sums.is_fused {
        return;
    }
    for (&row, &bias) in sums.results.iter().zip(&sums.biases) {
        let start = row as usize * workspace.stride;
        let mut sum = f64x8::splat(simd, 0.0);
        for lanes in &workspace.derivatives[start + span.start..start + span.end] {
            sum += lanes.load(simd);
        }
        gradient[bias as usize] += sum.reduce_sum();
    }
}

/// The derivatives of I · J weights.
#[inline(always)]
fn reduce_tile<S: Simd, const I: usize, const J: usize>(
    simd: S,
    sums: &WeightedSums,
    workspace: &Workspace,
    span: &Range<usize>,
    gradient: &mut [f64],
    (input, result): (usize, usize),
) {
    let count = span.len();
    let mut values: [&[Lanes]; I] = [&[]; I];
    for i in 0..I {
        let start = sums.inputs[input + i] as usize * workspace.stride + span.start;
        values[i] = &workspace.values[start..][..count];
    }
    let mut derivatives: [&[Lanes]; J] = [&[]; J];
    for j in 0..J {
        let start = sums.results[result + j] as usize * workspace.stride + span.start;
        derivatives[j] = &workspace.derivatives[start..][..count];
    }
    let mut products = [[f64x8::splat(simd, 0.0); J]; I];
    for vector in 0..count {
        let mut d_outputs = [f64x8::splat(simd, 0.0); J];
        for j in 0..J {
            d_outputs[j] = derivatives[j][vector].load(simd);
        }
        for i in 0..I {
            let value = values[i][vector].load(simd);
            for j in 0..J {
                products[i][j] = value.mul_add(d_outputs[j], products[i][j]);
            }
        }
    }
    for i in 0..I {
        let weights = &sums.weights[(input + i) * sums.results.len() + result..][..J];
        for j in 0..J {
            gradient[weights[j] as usize] += products[i][j].reduce_sum();
        }
    }
}
