//! What is to be computed.

use super::{LaneBatch, Plan};

/// Everything that is only read while the blocks of a batch are computed.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) plan: &'a Plan,
    /// The numbers that are the same in every lane.
    pub(super) uniforms: &'a [f64],
    /// Those that weighted sums read, in the order in which they read them.
    pub(super) weights: &'a [f64],
    pub(super) batch: &'a LaneBatch,
}
