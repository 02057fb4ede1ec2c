//! The numbers of one block while it is computed.

use super::Lanes;

/// Values and derivatives of a block: a row a node, `stride` vectors a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Workspace {
    pub(super) values: Vec<Lanes>,
    pub(super) derivatives: Vec<Lanes>,
    pub(super) stride: usize,
}

impl Workspace {
    /// Makes room for blocks of up to `vectors`.
    pub(super) fn fit(&mut self, rows: usize, vectors: usize) {
        // Odd, so that rows do not fall on the same places of the cache.
        let stride = vectors | 1;
        if self.stride < stride || self.values.len() < rows * self.stride {
            self.stride = stride;
            self.values.resize(rows * stride, Lanes::ZERO);
            self.derivatives.resize(rows * stride, Lanes::ZERO);
        }
    }
}
