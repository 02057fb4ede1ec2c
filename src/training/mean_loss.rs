//! Where an epoch's backward passes start: the mean loss, differentiated as MiniTorch differentiates it.

use bevy::prelude::*;

use crate::autodiff::{Pass, PassOutput, PassSystems, Real, Value};

/// The point that an epoch is passing. Absent in passes that are no part of an epoch: those differentiate the output itself.
#[derive(Resource, Debug, Clone, Copy)]
pub(super) struct EpochPass {
    /// The node that holds p, the probability of the point's own class.
    pub(super) probability: Entity,
    /// ε in the loss −log(p + ε).
    pub(super) log_epsilon: f64,
    /// 1 / N, the point's share of the mean.
    pub(super) share: f64,
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Pass, start_from_mean_loss.in_set(PassSystems::Seed));
}

/// `d_output` of the loss −log(p + ε) of a point whose share of the mean loss is 1 / N.
///
/// MiniTorch's `log` computes ln(p + ε) but its `log_back` is d / p: the loss that it prints has ε in it, the derivative that
/// moves its parameters has not. The graph's −log(p + ε) has the honest derivative −1 / (p + ε); started from
/// (p + ε) / (p N) instead of 1 / N it passes on −1 / (p N), MiniTorch's, and training agrees with it to the last digits. With
/// ε = 0 both are the same. Where p is 0 or next to it, MiniTorch divides by zero; the honest derivative
/// goes on.
///
/// Worked number: p = 0.5, ε = 0.25 and N = 10 start from 0.15, and −0.15 / 0.75 is −0.2 = −1 / (0.5 · 10).
#[inline(always)]
pub fn mean_loss_d_output<R: Real>(probability: R, log_epsilon: f64, share: f64) -> R {
    let (share, zero) = (probability.like(share), probability.like(0.0));
    let ratio = (probability + probability.like(log_epsilon)) / probability;
    // What is infinite or NaN does not give zero.
    (ratio * zero).if_equal(zero, share * ratio, share)
}

/// Runs in every pass of an epoch, once Forward has computed p.
fn start_from_mean_loss(
    pass: If<Res<EpochPass>>,
    values: Query<&Value>,
    mut output: ResMut<PassOutput>,
) -> Result {
    let probability = values.get(pass.probability)?.0;
    output.d_output = mean_loss_d_output(probability, pass.log_epsilon, pass.share);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_derivative_that_is_passed_on_is_that_of_the_logarithm_without_epsilon() {
        for (p, epsilon, points) in [(0.5, 0.25, 10.0), (1e-3, 1e-6, 50.0), (1.0, 1e-6, 1.0)] {
            let passed_on = -mean_loss_d_output(p, epsilon, 1.0 / points) / (p + epsilon);
            let without_epsilon = -1.0 / (p * points);
            assert!((passed_on - without_epsilon).abs() <= 1e-15 * without_epsilon.abs());
        }
    }

    #[test]
    fn a_probability_of_next_to_nothing_starts_from_the_plain_mean() {
        assert_eq!(mean_loss_d_output(0.0, 1e-6, 0.25), 0.25);
        assert_eq!(mean_loss_d_output(f64::from_bits(1), 1e-6, 0.25), 0.25);
    }

    #[test]
    fn without_epsilon_it_is_the_plain_mean() {
        assert_eq!(mean_loss_d_output(0.3, 0.0, 0.25), 0.25);
    }
}
