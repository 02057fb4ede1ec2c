//! ln x in every lane.
//!
//! x = 2ᵉ (1 + f) with √½ ≤ 1 + f < √2, so that ln x = e ln 2 + ln(1 + f). With s = f / (2 + f), ln(1 + f) = 2 artanh s, the series
//! 2s + 2s³/3 + 2s⁵/5 + …; because 2s = f − s f, it is summed as f − (f²/2 − s (f²/2 + 2s²/3 + 2s⁴/5 + …)), whose first term is
//! exact and by far the largest.

use fearless_simd::{Simd, f64x8, prelude::*, u64x8};

use super::exp::{LN_2_HIGH, LN_2_LOW};

/// The bits of √½ and how far they are from those of 1.
const ROOT_HALF: u64 = 0x3FE6_A09E_667F_3BCD;
const TO_ONE: u64 = 0x3FF0_0000_0000_0000 - ROOT_HALF;
const MANTISSA: u64 = (1 << 52) - 1;
/// A whole number below 2⁵² put under these bits is 2⁵² plus that number.
const TWO_POW_52: u64 = 0x4330_0000_0000_0000;
const EXPONENT_BIAS: f64 = 1023.0;
/// What a subnormal is multiplied by to become normal.
const TWO_POW_54: f64 = 18_014_398_509_481_984.0;
/// 2/21, 2/19, … 2/3: with s² ≤ 0.0295 the next term is below 2⁻⁵⁷ of the sum.
const COEFFICIENTS: [f64; 10] = [
    2.0 / 21.0,
    2.0 / 19.0,
    2.0 / 17.0,
    2.0 / 15.0,
    2.0 / 13.0,
    2.0 / 11.0,
    2.0 / 9.0,
    2.0 / 7.0,
    2.0 / 5.0,
    2.0 / 3.0,
];

/// ln x, within an ulp or so over the whole range: subnormals, 0, negative numbers, ∞ and NaN as the standard library has them.
#[inline(always)]
pub(super) fn ln<S: Simd>(x: f64x8<S>) -> f64x8<S> {
    let simd = x.token();
    let number = |value: f64| f64x8::splat(simd, value);
    let subnormal = x.simd_lt(number(f64::MIN_POSITIVE));
    let normal = subnormal.select(x * TWO_POW_54, x);
    let bits = normal.to_bits() + u64x8::splat(simd, TO_ONE);
    let biased = f64x8::from_bits((bits >> 52) | u64x8::splat(simd, TWO_POW_52));
    let exponent = biased
        - subnormal.select(
            number(f64::from_bits(TWO_POW_52) + EXPONENT_BIAS + 54.0),
            number(f64::from_bits(TWO_POW_52) + EXPONENT_BIAS),
        );
    let mantissa = (bits & u64x8::splat(simd, MANTISSA)) + u64x8::splat(simd, ROOT_HALF);
    let f = f64x8::from_bits(mantissa) - 1.0;

    let s = f / (f + 2.0);
    let z = s * s;
    let mut series = number(COEFFICIENTS[0]);
    for coefficient in &COEFFICIENTS[1..] {
        series = series.mul_add(z, number(*coefficient));
    }
    let half_square = f * f * 0.5;
    let correction = s.mul_add(series.mul_add(z, half_square), exponent * LN_2_LOW);
    let result = exponent.mul_add(number(LN_2_HIGH), f - (half_square - correction));

    let infinite = x.simd_eq(number(f64::INFINITY));
    let zero = x.simd_eq(number(0.0));
    // Not "less than 0 gives NaN": a NaN is not less than 0, and it must stay one.
    let positive = x.simd_gt(number(0.0));
    let special = zero.select(number(f64::NEG_INFINITY), number(f64::NAN));
    let result = positive.select(result, special);
    infinite.select(x, result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::ulps::{LaneFunction, numbers_between, numbers_of_all_sizes, worst};

    #[derive(Clone, Copy)]
    struct Ln;

    impl LaneFunction for Ln {
        #[inline(always)]
        fn of<S: Simd>(self, x: f64x8<S>) -> f64x8<S> {
            ln(x)
        }
    }

    #[test]
    fn it_is_the_standard_librarys_within_an_ulp() {
        let sets = [
            numbers_of_all_sizes(400_000),
            numbers_between(0.0, 2.0, 400_000),
            numbers_between(0.7, 1.42, 400_000),
            numbers_between(1.0 - 1e-6, 1.0 + 1e-6, 100_000),
            numbers_between(0.0, f64::MIN_POSITIVE, 100_000),
        ];
        for numbers in sets {
            let (distance, at) = worst(Ln, f64::ln, &numbers);
            assert!(distance <= 1, "{distance} ulps at {at:e}");
        }
    }
}
