//! Weighted sums of rows, forward.

#![expect(
    clippy::needless_range_loop,
    reason = "a tile's rows and columns are counted; and an iterator that is not inlined would leave the registers"
)]

use std::ops::Range;

use fearless_simd::{Simd, f64x8, prelude::*};

use super::{
    steps::{Tile, WeightedSums},
    sum_tiles::{add_products, columns, with_size},
    workspace::Workspace,
};

/// The sums of a group over a span of vectors. Returns zero in every lane, or NaN where a sum is not finite.
#[inline(always)]
pub(super) fn forward<S: Simd>(
    simd: S,
    sums: &WeightedSums,
    weights: &[f64],
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
            let weights = &weights[tile.first_weight as usize..];
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
    weights: &[f64],
    workspace: &mut Workspace,
    vector: usize,
) -> f64x8<S> {
    let (panels, _) = weights.as_chunks::<R>();
    let (biases, weights) = panels.split_first().expect("biases come first");
    let mut tile_sums = [[f64x8::splat(simd, 0.0); C]; R];
    for r in 0..R {
        tile_sums[r] = [f64x8::splat(simd, biases[r]); C];
    }
    let values = &workspace.values[vector..];
    let tile_sums = add_products(
        simd,
        tile_sums,
        values,
        workspace.stride,
        &sums.inputs,
        weights,
    );
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
