//! Stochastic gradient descent.

use bevy::prelude::*;

use crate::autodiff::{Derivative, Value};

use super::{Frozen, Parameter};

/// One step against the gradient: p ← p − rate · ∂loss/∂p for each parameter that has a derivative and is not [`Frozen`].
///
/// Returns a parameter that the step has made infinite or NaN, if there is one. Worked number: a parameter of 2 with
/// derivative 0.5 becomes 1.75 at rate 0.5.
pub fn descend(
    rate: In<f64>,
    mut parameters: Query<(Entity, &mut Value, &Derivative), (With<Parameter>, Without<Frozen>)>,
) -> Option<Entity> {
    let mut non_finite = None;
    for (parameter, mut value, derivative) in &mut parameters {
        let Some(derivative) = derivative.0 else {
            continue;
        };
        **value -= *rate * derivative;
        if !value.is_finite() {
            non_finite.get_or_insert(parameter);
        }
    }
    non_finite
}
