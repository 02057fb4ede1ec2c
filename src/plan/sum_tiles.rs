//! Tiles of weighted sums: how large they are, so that they stay in registers, and the addition that fills them.

use fearless_simd::{Simd, f64x8, prelude::*};

use super::{Lanes, steps::Tile};

/// Whether a vector of eight lanes is one register, of which there are 32 then.
#[inline(always)]
pub(super) const fn is_wide<S: Simd>() -> bool {
    <S::f64s as SimdBase<S>>::LEN >= 8
}

/// How many sums are made at once.
#[inline(always)]
pub(super) fn most_in_a_tile<S: Simd>(_: S) -> usize {
    if is_wide::<S>() { 8 } else { 4 }
}

/// How many vectors a group with tiles so wide is computed for at once: together they fill the registers.
#[inline(always)]
pub(super) fn columns<S: Simd>(tiles: &[Tile]) -> usize {
    let widest = tiles.iter().map(|tile| tile.width).max();
    match (is_wide::<S>(), widest) {
        (true, Some(0..=2)) => 4,
        (true, Some(3..=4)) => 3,
        (true, _) => 2,
        (false, _) => 1,
    }
}

/// Adds to R sums of C vectors the vectors of `rows`, each times its R weights. A row lies `stride` vectors after the one before.
#[inline(always)]
pub(super) fn add_products<S: Simd, const R: usize, const C: usize>(
    simd: S,
    mut sums: [[f64x8<S>; C]; R],
    numbers: &[Lanes],
    stride: usize,
    rows: &[u32],
    weights: &[[f64; R]],
) -> [[f64x8<S>; C]; R] {
    for (&row, weights) in rows.iter().zip(weights) {
        let vectors = &numbers[row as usize * stride..][..C];
        for c in 0..C {
            let vector = vectors[c].load(simd);
            for r in 0..R {
                let weight = f64x8::splat(simd, weights[r]);
                sums[r][c] = vector.mul_add(weight, sums[r][c]);
            }
        }
    }
    sums
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

pub(super) use with_size;
