//! Weighted sums of rows, in tiles that stay in registers: forward, the derivatives of the inputs, those of the weights.

#![expect(
    clippy::needless_range_loop,
    reason = "a tile's rows and columns are counted; and an iterator that is not inlined would leave the registers"
)]

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

/// How many vectors a group with tiles so wide is computed for at once: together they fill the registers.
#[inline(always)]
fn columns<S: Simd>(tiles: &[Tile]) -> usize {
    let widest = tiles.iter().map(|tile| tile.width).max();
    match (is_wide::<S>(), widest) {
        (true, Some(0..=2)) => 4,
        (true, Some(3..=4)) => 3,
        (true, _) => 2,
        (false, _) => 1,
    }
}

/// Calls a kernel with the width of a tile and a number of vectors as constants.
macro_rules! with_size {
    ($width:expr, $columns:expr, |$R:ident, $C:ident| $call:expr) => {
        with_size!(@ $width, $columns, $R, $C, $call,
            1 1, 2 1, 3 1, 4 1, 5 1, 6 1, 7 1, 8 1,
            4 2, 5 2, 6 2, 7 2, 8 2,
            2 3, 3 3, 4 3,
            1 4, 2 4)
    };
    (@ $width:expr, $columns:expr, $R:ident, $C:ident, $call:expr, $($r:literal $c:literal),*) => {
        match ($width, $columns) {
            $(($r, $c) => { const $R: usize = $r; const $C: usize = $c; $call })*
            _ => unreachable!("tiles are nearly equal"),
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
    let columns = columns::<S>(&sums.result_tiles);
    let mut vector = span.start;
    while vector < span.end {
        let count = if vector + columns <= span.end {
            columns
        } else {
            1
        };
        for tile in &sums.result_tiles {
            let weights = &packed[tile.weights as usize..];
            with_size!(tile.width, count, |R, C| {
                check += forward_tile::<S, R, C>(simd, sums, tile, weights, workspace, vector);
            });
        }
        vector += count;
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
    // All sums in one: if one of them is not finite, it is not either.
    let mut checks = tile_sums[0];
    let results = &sums.results[tile.range()];
    for r in 0..R {
        let row = &mut workspace.values[results[r] as usize * workspace.stride + vector..][..C];
        for c in 0..C {
            let sum = tile_sums[r][c];
            if r > 0 {
                checks[c] += sum;
            }
            // A NaN may be lost here, but it has been seen.
            let result = if sums.is_relu {
                sum.max(f64x8::splat(simd, 0.0))
            } else {
                sum
            };
            row[c].store(result);
        }
    }
    let mut check = checks[0];
    for c in 1..C {
        check += checks[c];
    }
    check * 0.0
}

/// The derivatives of the inputs, pulled from all results at once.
#[inline(always)]
pub(super) fn pull<S: Simd>(
    simd: S,
    sums: &WeightedSums,
    packed: &[f64],
    workspace: &mut Workspace,
    span: &Range<usize>,
    gradient: &mut [f64],
) {
    let columns = columns::<S>(&sums.input_tiles);
    for tile in &sums.input_tiles {
        let weights = &packed[tile.weights as usize..];
        let mut vector = span.start;
        let whole = span.end - span.len() % columns;
        with_size!(tile.width, columns, |R, C| {
            let mut finished = [f64x8::splat(simd, 0.0); R];
            while vector < whole {
                pull_tile::<S, R, C>(simd, sums, tile, weights, workspace, vector, &mut finished);
                vector += C;
            }
            while vector < span.end {
                pull_tile::<S, R, 1>(simd, sums, tile, weights, workspace, vector, &mut finished);
                vector += 1;
            }
            if let Some(biases) = &sums.finished_biases {
                for (bias, sum) in biases[tile.range()].iter().zip(finished) {
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
    packed: &[f64],
    workspace: &mut Workspace,
    vector: usize,
    finished: &mut [f64x8<S>; R],
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
        if sums.finished_biases.is_some() {
            let values = &workspace.values[start..][..C];
            for c in 0..C {
                let derivative = relu_backward(values[c].load(simd), pulled[r][c]);
                finished[r] += derivative;
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
    if sums.is_finished {
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

/// ReLU's backward, from its result instead of its input: both are above 0 in the same lanes.
#[inline(always)]
pub(super) fn relu_backward<S: Simd>(result: f64x8<S>, d_output: f64x8<S>) -> f64x8<S> {
    let zero = result.like(0.0);
    zero.if_less(result, d_output, zero)
}
