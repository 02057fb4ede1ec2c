//! eˣ in every lane.
//!
//! x = n ln 2 + r with a whole n and |r| ≤ ln 2 / 2, so that eˣ = 2ⁿ eʳ, and eʳ is its Taylor series.

use fearless_simd::{Simd, f64x8, prelude::*};

/// Adding it rounds to a whole number, which then stands in the lowest bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0; // 1.5 · 2⁵²
/// ln 2 in two parts: n times the first is exact for |n| < 2²⁰, because its last 21 bits are zero.
pub(super) const LN_2_HIGH: f64 = f64::from_bits(0x3FE6_2E42_FEE0_0000);
/// ln 2 − [`LN_2_HIGH`]
pub(super) const LN_2_LOW: f64 = f64::from_bits(0x3DEA_39EF_3579_3C76);
/// Above this eˣ is infinite.
const OVERFLOWS: f64 = 710.0;
/// Below this eˣ is zero.
const VANISHES: f64 = -746.0;
/// 1/13!, 1/12!, … 1/2!: for |r| ≤ 0.35 the next term is below 2⁻⁵⁷ of the sum.
const COEFFICIENTS: [f64; 12] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    1.0 / 2.0,
];

/// eˣ, within an ulp or so over the whole range: subnormal results, 0, ∞ and NaN as the standard library has them.
#[inline(always)]
pub(super) fn exp<S: Simd>(x: f64x8<S>) -> f64x8<S> {
    let simd = x.token();
    // Beyond these the result is what it is at them. A NaN is put back at the end.
    let within = x
        .max(f64x8::splat(simd, VANISHES))
        .min(f64x8::splat(simd, OVERFLOWS));
    let (whole, rest) = reduce(within);
    let one = f64x8::splat(simd, 1.0);
    let series = series(rest).mul_add(rest, one).mul_add(rest, one);
    // In two steps, because 2ⁿ itself may be subnormal or infinite where the result is not.
    let half = round(whole * 0.5);
    let result = series * power_of_two(half) * power_of_two(whole - half);
    x.is_nan().select(x, result)
}

/// eˣ − 1 for 0 ≤ x ≤ 50, without the cancellation that the difference would suffer near 0.
#[inline(always)]
pub(super) fn exp_minus_one<S: Simd>(x: f64x8<S>) -> f64x8<S> {
    let (whole, rest) = reduce(x);
    let power = power_of_two(whole);
    let rest_minus_one = (series(rest) * rest).mul_add(rest, rest);
    power.mul_add(rest_minus_one, power - 1.0)
}

/// n and r of x = n ln 2 + r.
#[inline(always)]
fn reduce<S: Simd>(x: f64x8<S>) -> (f64x8<S>, f64x8<S>) {
    let simd = x.token();
    let whole = round(x * std::f64::consts::LOG2_E);
    let rest = whole.mul_add(f64x8::splat(simd, -LN_2_HIGH), x);
    (whole, whole.mul_add(f64x8::splat(simd, -LN_2_LOW), rest))
}

/// The series of (eʳ − 1 − r) / r².
#[inline(always)]
fn series<S: Simd>(rest: f64x8<S>) -> f64x8<S> {
    let simd = rest.token();
    let mut sum = f64x8::splat(simd, COEFFICIENTS[0]);
    for coefficient in &COEFFICIENTS[1..] {
        sum = sum.mul_add(rest, f64x8::splat(simd, *coefficient));
    }
    sum
}

#[inline(always)]
fn round<S: Simd>(x: f64x8<S>) -> f64x8<S> {
    x + ROUNDER - ROUNDER
}

/// 2ⁿ for a whole n from −1022 to 1023.
#[inline(always)]
fn power_of_two<S: Simd>(whole: f64x8<S>) -> f64x8<S> {
    const ONE: u64 = 1.0f64.to_bits();
    f64x8::from_bits(((whole + ROUNDER).to_bits() << 52) + ONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::ulps::{LaneFunction, numbers_between, numbers_of_all_sizes, worst};

    #[derive(Clone, Copy)]
    struct Exp;

    impl LaneFunction for Exp {
        #[inline(always)]
        fn of<S: Simd>(self, x: f64x8<S>) -> f64x8<S> {
            exp(x)
        }
    }

    #[derive(Clone, Copy)]
    struct ExpMinusOne;

    impl LaneFunction for ExpMinusOne {
        #[inline(always)]
        fn of<S: Simd>(self, x: f64x8<S>) -> f64x8<S> {
            exp_minus_one(x)
        }
    }

    #[test]
    fn it_is_the_standard_librarys_within_an_ulp() {
        let sets = [
            numbers_of_all_sizes(200_000),
            numbers_between(-1.0, 1.0, 200_000),
            numbers_between(-750.0, 715.0, 400_000),
        ];
        for numbers in sets {
            let (distance, at) = worst(Exp, f64::exp, &numbers);
            assert!(distance <= 1, "{distance} ulps at {at:e}");
        }
    }

    #[test]
    fn subnormal_results_and_both_ends_are_right() {
        let mut numbers = numbers_between(-745.2, -708.0, 100_000);
        numbers.extend([
            709.782_712_893_384,
            709.782_712_893_385,
            -745.133_219_101_941_2,
            -745.133_219_101_941_3,
            -745.14,
            710.0,
            1e300,
            -1e300,
        ]);
        let (distance, at) = worst(Exp, f64::exp, &numbers);
        assert!(distance <= 1, "{distance} ulps at {at:e}");
    }

    #[test]
    fn minus_one_keeps_the_digits_of_small_numbers() {
        let mut numbers = numbers_between(0.0, 40.0, 200_000);
        numbers.extend(numbers_between(0.0, 1.0, 200_000));
        numbers.extend((1..1_000).map(|power| 0.5_f64.powi(power)));
        let (distance, at) = worst(ExpMinusOne, f64::exp_m1, &numbers);
        assert!(distance <= 2, "{distance} ulps at {at:e}");
    }
}
