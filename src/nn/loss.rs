//! The loss of one point: −log of the probability that the network gives to the right class.

use crate::autodiff::{GraphBuilder, Scalar};

/// The loss for each label, on the same network: which of the two counts depends on the point.
#[derive(Debug)]
pub struct LossHeads {
    /// −log((1 − out) + ε), for a point of class 0.
    pub label_0: Scalar,
    /// −log(out + ε), for a point of class 1.
    pub label_1: Scalar,
    /// −out + 1, the probability of class 0.
    pub flipped_output: Scalar,
    /// Every node of both, constants included.
    pub nodes: Vec<Scalar>,
}

impl LossHeads {
    /// The loss of a point with this label.
    pub const fn of(&self, label: bool) -> &Scalar {
        if label { &self.label_1 } else { &self.label_0 }
    }
}

/// Drafts −log(p + ε) for both labels: p = out for label 1 and p = −out + 1 for label 0.
///
/// ε is a constant node. MiniTorch's is 1e-6, hidden in its `log`; ours stands where it can be seen. How MiniTorch's backward
/// leaves it out: `training::mean_loss_d_output`.
pub fn negative_log_likelihood(builder: &GraphBuilder, output: &Scalar, epsilon: f64) -> LossHeads {
    let epsilon = builder.constant(epsilon).named("epsilon");
    let one = builder.constant(1.0);
    let mut nodes = vec![epsilon.clone(), one.clone()];
    let mut loss_of = |probability: &Scalar, label: u8| {
        let shifted = (probability + &epsilon).named(format!("shifted_{label}"));
        let log = shifted.log().named(format!("log_{label}"));
        let loss = (-&log).named(format!("loss_{label}"));
        nodes.extend([shifted, log, loss.clone()]);
        loss
    };
    let negated_output = (-output).named("negated_output");
    let flipped_output = (&negated_output + &one).named("flipped_output");
    let label_0 = loss_of(&flipped_output, 0);
    let label_1 = loss_of(output, 1);
    nodes.extend([negated_output, flipped_output.clone()]);
    LossHeads {
        label_0,
        label_1,
        flipped_output,
        nodes,
    }
}
