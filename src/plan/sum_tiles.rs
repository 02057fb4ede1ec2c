//! How large a tile of sums is, so that it stays in registers.

use fearless_simd::{Simd, prelude::*};

use super::steps::Tile;

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
