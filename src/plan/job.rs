//! What is to be done for one block.

use super::{LaneBatch, Plan, batch::Block};

/// One block of a pass, with everything that is only read.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) plan: &'a Plan,
    /// The numbers that are the same in every lane.
    pub(super) uniforms: &'a [f64],
    /// Those that weighted sums read, in the order in which they read them.
    pub(super) weights: &'a [f64],
    pub(super) batch: &'a LaneBatch,
    pub(super) block: &'a Block,
}
