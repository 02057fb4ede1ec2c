//! Eight data points side by side.

use fearless_simd::{Simd, f64x8, prelude::*};

/// How many lanes are computed together. A lane is a data point.
///
/// Eight fill a vector of AVX-512, two of AVX2, four of SSE2 and NEON. The number is the same everywhere, so that sums over lanes
/// are made in the same order everywhere.
pub const LANES: usize = 8;

/// One node's numbers for eight data points, aligned so that a vector never crosses a cache line.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[repr(C, align(64))]
pub struct Lanes(pub [f64; LANES]);

impl Lanes {
    /// Zero in every lane.
    pub const ZERO: Self = Self([0.0; LANES]);

    #[inline(always)]
    pub(super) fn load<S: Simd>(&self, simd: S) -> f64x8<S> {
        f64x8::simd_from(simd, self.0)
    }

    #[inline(always)]
    pub(super) fn store<S: Simd>(&mut self, vector: f64x8<S>) {
        self.0 = vector.into();
    }
}
