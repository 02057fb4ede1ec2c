//! Weighted sums of rows, in tiles that stay in registers: forward, the derivatives of the inputs, those of the weights.

use std::ops::Range;

use fearless_simd::{Simd, f64x8, prelude::*};

use crate::autodiff::Real;

use super::{
    Lanes,
    steps::{Contribution, Tile, WeightedSums},
    workspace::Workspace,
};

/// Whether a vector of eight lanes is one register, of which there are 32 then.
#[inline(always)]
const fn is_wide<S: Simd>() -> bool {
    <S::f64s as SimdBase<S>>::LEN >= 8
}

/// How many sums are made at once.
#[inline(always)]
pub(super) fn most_in_a_tile<S: Simd>(_: S) -> usize {
    if is_wide::<S>() { 8 } else { 4 }
}

/// Calls a kernel with the width of a tile, and the number of vectors that it takes at once, as constants.
macro_rules! with_width {
    ($S:ty, $width:expr, |$R:ident, $C:ident| $call:expr) => {
        with_width!(@ $S, $width, $R, $C, $call, 1 4, 2 4, 3 3, 4 3, 5 2, 6 2, 7 2, 8 2)
    };
    (@ $S:ty, $width:expr, $R:ident, $C:ident, $call:expr, $($width_case:literal $columns:literal),*) => {
        match ($width, is_wide::<$S>()) {
            $(($width_case, true) => { const $R: usize = $width_case; const $C: usize = $columns; $call })*
            (1, false) => { const $R: usize = 1; const $C: usize = 2; $call }
            (2, false) => { const $R: usize = 2; const $C: usize = 1; $call }
            (3, false) => { const $R: usize = 3; const $C: usize = 1; $call }
            (4, false) => { const $R: usize = 4; const $C: usize = 1; $call }
            _ => unreachable!("a tile is 1 to 8 wide"),
        }
    };
}

/// The sums of a group over a span of vectors. Returns zero in every lane, or NaN where a sum is not finite.
#[inline(always)]
pub(super) fn forward<S: Simd>(
    simd: S,
    sums: &WeightedSums,
    packed: &[f64],
    workspace: &mut Workspace,
    span: &Range<usize>,
) -> f64x8<S> {
    let mut check = f64x8::splat(simd, 0.0);
    for tile in &sums.result_tiles {
        let weights = &packed[tile.weights as usize..];
        with_width!(S, tile.width, |R, C| {
            let mut vector = span.start;
            while vector + C <= span.end {
                check += forward_tile::<S, R, C>(simd, sums, tile, weights, workspace, vector);
                vector += C;
            }
            while vector < span.end {
                check += forward_tile::<S, R, 1>(simd, sums, tile, weights, workspace, vector);
                vector += 1;
            }
        });
    }
    check
}

/// R sums of C vectors.
#[inline(always)]
fn forward_tile<S: Simd, const R: usize, const C: usize>(
    simd: S,
    sums: &WeightedSums,
    tile: &Tile,
    packed: &[f64],
    workspace: &mut Workspace,
    vector: usize,
) -> f64x8<S> {
    let (panels, _) = packed.as_chunks::<R>();
    let (biases, weights) = panels.split_first().expect("biases come first");
    let mut tile_sums = [[f64x8::splat(simd, 0.0); C]; R];
    for r in 0..R {
        tile_sums[r] = [f64x8::splat(simd, biases[r]); C];
    }
    for (&input, weights) in sums.inputs.iter().zip(weights) {
        let row = &workspace.values[input as usize * workspace.stride + vector..][..C];
        for c in 0..C {
            let value = row[c].load(simd);
            for r in 0..R {
                let weight = f64x8::splat(simd, weights[r]);
                tile_sums[r][c] = value.mul_add(weight, tile_sums[r][c]);
            }
        }
    }
    let mut check = f64x8::splat(simd, 0.0);
    let results = &sums.results[tile.range()];
    for r in 0..R {
        let row = &mut workspace.values[results[r] as usize * workspace.stride + vector..][..C];
        for c in 0..C {
            let sum = tile_sums[r][c];
            check += sum - sum;
            let result = if sums.is_relu { relu(sum) } else { sum };
            row[c].store(result);
        }
    }
    check
}

/// The derivatives of the inputs, pulled from all results at once.
#[inline(always)]
pub(super) fn pull<S: Simd>(
    simd: S,
    sums: &WeightedSums,
    packed: &[f64],
    workspace: &mut Workspace,
    span: &Range<usize>,
) {
    for tile in &sums.input_tiles {
        let weights = &packed[tile.weights as usize..];
        with_width!(S, tile.width, |R, C| {
            let mut vector = span.start;
            while vector + C <= span.end {
                pull_tile::<S, R, C>(simd, sums, tile, weights, workspace, vector);
                vector += C;
            }
            while vector < span.end {
                pull_tile::<S, R, 1>(simd, sums, tile, weights, workspace, vector);
                vector += 1;
            }
        });
    }
}

#[inline(always)]
fn pull_tile<S: Simd, const R: usize, const C: usize>(
    simd: S,
    sums: &WeightedSums,
    tile: &Tile,
    packed: &[f64],
    workspace: &mut Workspace,
    vector: usize,
) {
    let (weights, _) = packed.as_chunks::<R>();
    let mut pulled = [[f64x8::splat(simd, 0.0); C]; R];
    for (&result, weights) in sums.results.iter().zip(weights) {
        let row = &workspace.derivatives[result as usize * workspace.stride + vector..][..C];
        for c in 0..C {
            let d_output = row[c].load(simd);
            for r in 0..R {
                let weight = f64x8::splat(simd, weights[r]);
                pulled[r][c] = d_output.mul_add(weight, pulled[r][c]);
            }
        }
    }
    let inputs = &sums.pulled[tile.range()];
    for r in 0..R {
        let input = inputs[r] as usize;
        let start = sums.inputs[input] as usize * workspace.stride + vector;
        let row = &mut workspace.derivatives[start..][..C];
        let values = &workspace.values[start..][..C];
        let is_first = sums.contributions[input] == Contribution::First;
        for c in 0..C {
            let mut derivative = pulled[r][c];
            if !is_first {
                derivative += row[c].load(simd);
            }
            if sums.applies_inputs_relu {
                derivative = relu_backward(values[c].load(simd), derivative);
            }
            row[c].store(derivative);
        }
    }
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
    let (inputs, results) = (sums.inputs.len(), sums.results.len());
    let side = if is_wide::<S>() { 4 } else { 2 };
    let mut result = 0;
    while result < results {
        let wide = results - result >= side;
        let mut input = 0;
        while input < inputs {
            let tall = inputs - input >= side;
            let corner = (input, result);
            match (is_wide::<S>(), tall, wide) {
                (true, true, true) => {
                    reduce_tile::<S, 4, 4>(simd, sums, workspace, span, gradient, corner)
                }
                (true, true, false) => {
                    reduce_tile::<S, 4, 1>(simd, sums, workspace, span, gradient, corner)
                }
                (true, false, true) => {
                    reduce_tile::<S, 1, 4>(simd, sums, workspace, span, gradient, corner)
                }
                (false, true, true) => {
                    reduce_tile::<S, 2, 2>(simd, sums, workspace, span, gradient, corner)
                }
                (false, true, false) => {
                    reduce_tile::<S, 2, 1>(simd, sums, workspace, span, gradient, corner)
                }
                (false, false, true) => {
                    reduce_tile::<S, 1, 2>(simd, sums, workspace, span, gradient, corner)
                }
                (_, false, false) => {
                    reduce_tile::<S, 1, 1>(simd, sums, workspace, span, gradient, corner)
                }
            }
            input += if tall { side } else { 1 };
        }
        result += if wide { side } else { 1 };
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

/// ReLU's forward: the rule's.
#[inline(always)]
fn relu<S: Simd>(sum: f64x8<S>) -> f64x8<S> {
    let zero = sum.like(0.0);
    sum.if_at_most(zero, zero, sum)
}

/// ReLU's backward, from its result instead of its input: both are above 0 in the same lanes.
#[inline(always)]
pub(super) fn relu_backward<S: Simd>(result: f64x8<S>, d_output: f64x8<S>) -> f64x8<S> {
    let (zero, one) = (result.like(0.0), result.like(1.0));
    zero.if_less(result, one, zero) * d_output
}
