//! The same graph, compiled.

mod exp;
mod lane_real;
mod lanes;
mod log;
#[cfg(test)]
mod ulps;

pub use lanes::{LANES, Lanes};
