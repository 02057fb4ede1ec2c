//! What a function's rule computes with: a number, or several numbers side by side.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// A real number, or several at once: a rule is written for both and stands in one place.
///
/// The graph's entities use `f64`; the plan uses vectors of lanes.
pub trait Real:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// A constant of the same kind as `self`.
    #[must_use]
    fn like(self, constant: f64) -> Self;
    /// |self|
    #[must_use]
    fn abs(self) -> Self;
    /// e to the power of self
    #[must_use]
    fn exp(self) -> Self;
    /// The natural logarithm.
    #[must_use]
    fn ln(self) -> Self;
    /// The hyperbolic tangent.
    #[must_use]
    fn tanh(self) -> Self;
    /// The sine of an angle in radians.
    #[must_use]
    fn sin(self) -> Self;
    /// The cosine of an angle in radians.
    #[must_use]
    fn cos(self) -> Self;
    /// The square root.
    #[must_use]
    fn sqrt(self) -> Self;
    /// self to the power of `exponent`
    #[must_use]
    fn powf(self, exponent: Self) -> Self;
    /// `then` where self < other; `otherwise` elsewhere, as where either is NaN.
    #[must_use]
    fn if_less(self, other: Self, then: Self, otherwise: Self) -> Self;
    /// `then` where self ≤ other; `otherwise` elsewhere, as where either is NaN.
    #[must_use]
    fn if_at_most(self, other: Self, then: Self, otherwise: Self) -> Self;
    /// `then` where self = other; `otherwise` elsewhere, as where either is NaN.
    #[must_use]
    fn if_equal(self, other: Self, then: Self, otherwise: Self) -> Self;
}

impl Real for f64 {
    #[inline]
    fn like(self, constant: f64) -> Self {
        constant
    }

    #[inline]
    fn abs(self) -> Self {
        self.abs()
    }

    #[inline]
    fn exp(self) -> Self {
        self.exp()
    }

    #[inline]
    fn ln(self) -> Self {
        self.ln()
    }

    #[inline]
    fn tanh(self) -> Self {
        self.tanh()
    }

    #[inline]
    fn sin(self) -> Self {
        self.sin()
    }

    #[inline]
    fn cos(self) -> Self {
        self.cos()
    }

    #[inline]
    fn sqrt(self) -> Self {
        self.sqrt()
    }

    #[inline]
    fn powf(self, exponent: Self) -> Self {
        self.powf(exponent)
    }

    #[inline]
    fn if_less(self, other: Self, then: Self, otherwise: Self) -> Self {
        if self < other { then } else { otherwise }
    }

    #[inline]
    fn if_at_most(self, other: Self, then: Self, otherwise: Self) -> Self {
        if self <= other { then } else { otherwise }
    }

    #[inline]
    fn if_equal(self, other: Self, then: Self, otherwise: Self) -> Self {
        if self == other { then } else { otherwise }
    }
}
