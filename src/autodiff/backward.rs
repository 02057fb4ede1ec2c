//! Backward: the chain rule, once for every non-leaf, in topological order.

use bevy::prelude::*;

use super::{Derivative, Function, Inputs, PassCounts, PassOutput, SavedValues, TopologicalOrder};

/// The contribution that a function passes on to each of its inputs: local derivative × `d_output`.
///
/// Worked number: `Mul` that saved 3 and 4, with `d_output` 2, sends 8 to its first input and 6 to its second.
pub fn chain_rule(function: Function, saved: &SavedValues, d_output: f64) -> [f64; Inputs::MOST] {
    function
        .local_derivatives(saved)
        .map(|local| local * d_output)
}

/// The lecture's outer and inner loop.
///
/// `d` is the lecture's dictionary, as a list in topological order. A variable's entry is complete when the outer loop reaches
/// it, because everything that reads the variable stands before it. A leaf then adds its entry to what earlier passes left; a
/// non-leaf stores it and passes contributions on.
///
/// Runs in [`PassSystems::Backward`](super::PassSystems::Backward).
///
/// # Errors
///
/// A variable that was despawned on its own.
pub fn propagate_derivatives(
    output: If<Res<PassOutput>>,
    order: Res<TopologicalOrder>,
    functions: Query<(&Function, &SavedValues)>,
    mut derivatives: Query<&mut Derivative>,
    mut counts: ResMut<PassCounts>,
    mut d: Local<Vec<f64>>,
) -> Result {
    let sorted = order
        .of(output.variable)
        .ok_or("the sort runs before the backward pass")?;
    d.clear();
    d.resize(sorted.variables().len(), 0.0);
    if let Some(first) = d.first_mut() {
        *first = output.d_output;
    }
    for (place, (&variable, inputs)) in sorted
        .variables()
        .iter()
        .zip(sorted.input_places())
        .enumerate()
    {
        let d_output = d[place];
        let mut derivative = derivatives.get_mut(variable)?;
        let Ok((function, saved)) = functions.get(variable) else {
            derivative.0 = Some(derivative.0.unwrap_or(0.0) + d_output);
            continue;
        };
        derivative.0 = Some(d_output);
        counts.chain_rules += 1;
        for (contribution, input) in chain_rule(*function, saved, d_output)
            .into_iter()
            .zip(inputs)
        {
            if let Some(input) = input {
                d[*input as usize] += contribution;
            }
        }
    }
    Ok(())
}

/// Clears every derivative: what a training loop does before each epoch, because leaves accumulate.
///
/// A step of its own, not part of the pass: forgetting it is a mistake that one should be able to make and to see.
pub fn zero_derivatives(mut derivatives: Query<&mut Derivative>) {
    for mut derivative in &mut derivatives {
        derivative.set_if_neq(Derivative(None));
    }
}
