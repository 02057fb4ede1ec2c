//! Small graphs for the stage, on which one sees what the lecture's network does not show: that the order matters.

use std::ops::RangeInclusive;

use bevy::prelude::*;

use crate::autodiff::{GraphBuilder, Scalar};

/// How many doublings a chain may have.
pub const DOUBLINGS: RangeInclusive<u8> = 1..=30;

/// A small graph.
#[derive(Reflect, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Example {
    /// a = 1, b = a + a, c = b + b: a node that is read twice, twice over.
    TwiceDoubled,
    /// The same n times: 2ⁿ paths from the leaf to the output.
    Doublings(u8),
    /// y = 3x, z = 2y + 5y: two ways from y to the output.
    TwoUses,
    /// c = a + b, d = a · b, e = c + d, f = c · d, y = e + f: a, b, c and d are read twice.
    SumsAndProducts,
    /// p = 1·x, q = x · x, x·p + q·1 + x·p: powers of x by ways of different lengths.
    ThreeWays,
    /// c = a + b, e = c · d: what accumulates where nobody zeroes.
    SumTimes,
    /// z = x · y, log z + exp z: the lecture's.
    LogPlusExp,
}

impl Example {
    /// One of each.
    pub const ALL: [Self; 7] = [
        Self::TwiceDoubled,
        Self::Doublings(4),
        Self::TwoUses,
        Self::SumsAndProducts,
        Self::ThreeWays,
        Self::SumTimes,
        Self::LogPlusExp,
    ];

    /// The formula.
    pub fn label(self) -> String {
        match self {
            Self::TwiceDoubled => "b = a + a; c = b + b".into(),
            Self::Doublings(1) => "1 doubling".into(),
            Self::Doublings(n) => format!("{n} doublings in a row"),
            Self::TwoUses => "y = 3x; 2y + 5y".into(),
            Self::SumsAndProducts => "c = a + b; d = ab; e = c + d; f = cd; e + f".into(),
            Self::ThreeWays => "p = 1x; q = xx; xp + 1q + xp".into(),
            Self::SumTimes => "c = a + b; e = cd".into(),
            Self::LogPlusExp => "z = xy; log z + exp z".into(),
        }
    }

    /// Drafts the graph and returns its output.
    pub fn draft(self, builder: &GraphBuilder) -> Scalar {
        match self {
            Self::TwiceDoubled => {
                let a = builder.leaf("a", 1.0);
                let b = (&a + &a).named("b");
                (&b + &b).named("c")
            }
            Self::Doublings(n) => {
                let mut last = builder.leaf("a0", 1.0);
                for number in 1..=n {
                    last = (&last + &last).named(format!("a{number}"));
                }
                last
            }
            Self::TwoUses => {
                let x = builder.leaf("x", 2.0);
                let y = (3.0 * &x).named("y");
                ((2.0 * &y).named("2y") + (5.0 * &y).named("5y")).named("z")
            }
            Self::SumsAndProducts => {
                let (a, b) = (builder.leaf("a", 2.0), builder.leaf("b", 3.0));
                let c = (&a + &b).named("c");
                let d = (&a * &b).named("d");
                let e = (&c + &d).named("e");
                let f = (&c * &d).named("f");
                (e + f).named("y")
            }
            Self::ThreeWays => {
                let x = builder.leaf("x", 1.0);
                let p = (&x * 1.0).named("p");
                let q = (&x * &x).named("q");
                let first = (&x * &p).named("xp");
                let second = (&q * 1.0).named("1q");
                let third = (&x * &p).named("xp again");
                ((first + second) + third).named("f")
            }
            Self::SumTimes => {
                let (a, b) = (builder.leaf("a", 3.0), builder.leaf("b", 2.0));
                let d = builder.leaf("d", 1.0);
                let c = (&a + &b).named("c");
                (&c * &d).named("e")
            }
            Self::LogPlusExp => {
                let (x, y) = (builder.leaf("x", 1.5), builder.leaf("y", 2.0));
                let z = (&x * &y).named("z");
                (z.log() + z.exp()).named("sum")
            }
        }
    }
}
