//! The rules' arithmetic for eight lanes at once.

use fearless_simd::{Simd, f64x8, prelude::*};

use crate::autodiff::Real;

use super::{exp, log};

/// Above this tanh is 1 to the last bit.
const TANH_IS_ONE: f64 = 20.0;

impl<S: Simd> Real for f64x8<S> {
    #[inline(always)]
    fn like(self, constant: f64) -> Self {
        Self::splat(self.token(), constant)
    }

    #[inline(always)]
    fn abs(self) -> Self {
        SimdBase::abs(self)
    }

    #[inline(always)]
    fn exp(self) -> Self {
        exp::exp(self)
    }

    #[inline(always)]
    fn ln(self) -> Self {
        log::ln(self)
    }

    /// (e²ˣ − 1) / (e²ˣ + 1), of |x| and with the sign put back.
    #[inline(always)]
    fn tanh(self) -> Self {
        let size = SimdBase::abs(self).min(self.like(TANH_IS_ONE));
        let power_minus_one = exp::exp_minus_one(size + size);
        let result = (power_minus_one / (power_minus_one + 2.0)).copysign(self);
        self.is_nan().select(self, result)
    }

    // No network of ours needs these in bulk: the standard library's, lane by lane.
    #[inline(always)]
    fn sin(self) -> Self {
        Self::from_fn(self.token(), |lane| self[lane].sin())
    }

    #[inline(always)]
    fn cos(self) -> Self {
        Self::from_fn(self.token(), |lane| self[lane].cos())
    }

    #[inline(always)]
    fn powf(self, exponent: Self) -> Self {
        Self::from_fn(self.token(), |lane| self[lane].powf(exponent[lane]))
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        SimdFloat::sqrt(self)
    }

    #[inline(always)]
    fn if_less(self, other: Self, then: Self, otherwise: Self) -> Self {
        self.simd_lt(other).select(then, otherwise)
    }

    #[inline(always)]
    fn if_at_most(self, other: Self, then: Self, otherwise: Self) -> Self {
        self.simd_le(other).select(then, otherwise)
    }

    #[inline(always)]
    fn if_equal(self, other: Self, then: Self, otherwise: Self) -> Self {
        self.simd_eq(other).select(then, otherwise)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::ulps::{LaneFunction, numbers_between, numbers_of_all_sizes, worst};

    #[derive(Clone, Copy)]
    struct Tanh;

    impl LaneFunction for Tanh {
        #[inline(always)]
        fn of<S: Simd>(self, x: f64x8<S>) -> f64x8<S> {
            Real::tanh(x)
        }
    }

    #[test]
    fn tanh_is_the_standard_librarys_within_a_few_ulps() {
        let sets = [
            numbers_of_all_sizes(200_000),
            numbers_between(-25.0, 25.0, 200_000),
            numbers_between(-0.5, 0.5, 200_000),
        ];
        for numbers in sets {
            let (distance, at) = worst(Tanh, f64::tanh, &numbers);
            assert!(distance <= 4, "{distance} ulps at {at:e}");
        }
    }
}
