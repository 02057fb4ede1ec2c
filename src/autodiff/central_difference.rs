//! Central differences on plain data, without a world to disturb.

use super::{Function, OutputGraph};

/// What the formula gives, and whether that is the derivative's neighbour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CentralDifference {
    /// (f(x + ε) − f(x − ε)) / 2ε.
    pub quotient: f64,
    /// Whether some ReLU is on at one side and off at the other, or some comparison true at one and false at the other: then the
    /// function has a kink or a jump between them, and the quotient is no derivative.
    pub crosses_kink: bool,
}

impl OutputGraph {
    /// The central difference for one leaf, the others as they are in `values`, which must be all of them.
    pub fn central_difference(
        &self,
        values: &[f64],
        leaf: usize,
        epsilon: f64,
    ) -> CentralDifference {
        let [mut right, mut left] = [values.to_vec(), values.to_vec()];
        right[leaf] += epsilon;
        left[leaf] -= epsilon;
        self.evaluate(&mut right, leaf);
        self.evaluate(&mut left, leaf);
        let crosses_kink = (leaf..self.len()).any(|place| {
            let node = &self.nodes()[place];
            let is_on = |values: &[f64]| values[node.inputs()[0]] > 0.0;
            match node.function() {
                Some(Function::ReLU) => is_on(&right) != is_on(&left),
                // Whether a comparison is true is its value.
                Some(Function::LT | Function::EQ) => right[place] != left[place],
                _ => false,
            }
        });
        let output = self.output();
        CentralDifference {
            // Divided by what the leaf was really moved by, after rounding.
            quotient: (right[output] - left[output]) / (right[leaf] - left[leaf]),
            crosses_kink,
        }
    }
}
