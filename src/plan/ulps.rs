//! For tests: how far a function over lanes is from the standard library's, in units in the last place.

use fearless_simd::{Level, Simd, dispatch, f64x8, prelude::*};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

use super::{LANES, levels};

/// A function in every lane.
pub(super) trait LaneFunction: Copy {
    fn of<S: Simd>(self, x: f64x8<S>) -> f64x8<S>;
}

/// The function of eight numbers.
pub(super) fn apply(function: impl LaneFunction, level: Level, x: [f64; LANES]) -> [f64; LANES] {
    dispatch!(level, simd => {
        let result: [f64; LANES] = function.of(f64x8::simd_from(simd, x)).into();
        result
    })
}

/// Numbers of every size and kind: a random pattern of bits is as likely to be tiny as huge, and sometimes NaN.
pub(super) fn numbers_of_all_sizes(count: usize) -> Vec<f64> {
    let mut generator = ChaCha8Rng::seed_from_u64(3);
    let special = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        f64::MIN_POSITIVE,
        f64::MIN_POSITIVE / 2.0,
        f64::from_bits(1),
        -f64::from_bits(1),
        f64::MAX,
        f64::MIN,
        f64::EPSILON,
        std::f64::consts::LN_2,
        std::f64::consts::SQRT_2,
        std::f64::consts::FRAC_1_SQRT_2,
    ];
    let random = (0..count).map(|_| f64::from_bits(generator.random()));
    special.into_iter().chain(random).collect()
}

/// Numbers spread evenly between two.
pub(super) fn numbers_between(low: f64, high: f64, count: usize) -> Vec<f64> {
    let mut generator = ChaCha8Rng::seed_from_u64(4);
    (0..count)
        .map(|_| low + (high - low) * generator.random::<f64>())
        .collect()
}

/// The largest distance from `expected`, over all numbers and instruction sets, with the number where it is.
///
/// # Panics
///
/// Where one is NaN and the other is not.
pub(super) fn worst(
    function: impl LaneFunction,
    expected: fn(f64) -> f64,
    numbers: &[f64],
) -> (u64, f64) {
    let mut worst = (0, 0.0);
    for level in levels() {
        for chunk in numbers.chunks(LANES) {
            let mut x = [chunk[0]; LANES];
            x[..chunk.len()].copy_from_slice(chunk);
            for (x, ours) in x.into_iter().zip(apply(function, level, x)) {
                let distance = ulps(x, ours, expected(x));
                if distance > worst.0 {
                    worst = (distance, x);
                }
            }
        }
    }
    worst
}

/// How many numbers lie between two; 0 for two NaNs and for two zeros.
fn ulps(x: f64, ours: f64, expected: f64) -> u64 {
    assert_eq!(
        ours.is_nan(),
        expected.is_nan(),
        "at {x:e}: {ours:e}, {expected:e}"
    );
    if ours.is_nan() || ours == expected {
        return 0;
    }
    let place = |value: f64| {
        let bits = value.to_bits().cast_signed();
        if bits < 0 { i64::MIN - bits } else { bits }
    };
    place(ours).abs_diff(place(expected))
}
