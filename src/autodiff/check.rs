//! Is a derivative right? Central differences against every leaf.

use bevy::prelude::*;

use super::{
    Derivative, Function, Pass, PassOutput, TopologicalOrder, Value, Variable, run_forward,
    zero_derivatives,
};

/// How far a leaf is moved to each side, relative to its size (or to 1, if that is larger).
///
/// The cube root of f64's epsilon: there the error of the formula, ε², meets that of rounding, 2⁻⁵² / ε.
pub const CHECK_EPSILON: f64 = 6.055_454_452_393_343e-6;

/// One leaf's derivative, computed in two ways.
#[derive(Debug, Clone, PartialEq)]
pub struct LeafCheck {
    /// The leaf.
    pub leaf: Entity,
    /// What the backward pass says.
    pub backward: f64,
    /// What the central difference says.
    pub central_difference: f64,
}

/// |one − other|, relative to the larger of the two, or absolute where both are below 1.
pub fn relative_error(one: f64, other: f64) -> f64 {
    (one - other).abs() / one.abs().max(other.abs()).max(1.0)
}

impl LeafCheck {
    /// |backward − central difference|, relative to the larger of the two, or absolute where both are below 1.
    pub fn error(&self) -> f64 {
        relative_error(self.backward, self.central_difference)
    }
}

/// (f(x + ε) − f(x − ε)) / 2ε for one leaf, by running Forward twice; values are as before afterwards.
///
/// Needs [`AutodiffPlugin`](super::AutodiffPlugin). The function is that of the current [`PassOutput`].
///
/// # Errors
///
/// No [`PassOutput`], or a leaf that is not in the world.
pub fn central_difference(world: &mut World, leaf: Entity, epsilon: f64) -> Result<f64> {
    let output = world
        .get_resource::<PassOutput>()
        .ok_or("set PassOutput first")?
        .variable;
    let at = world.get::<Value>(leaf).ok_or("the leaf has no value")?.0;
    let mut evaluate = |x: f64| -> Result<f64> {
        world
            .get_mut::<Value>(leaf)
            .ok_or("the leaf has no value")?
            .0 = x;
        run_forward(world)?;
        Ok(world
            .get::<Value>(output)
            .ok_or("the output has no value")?
            .0)
    };
    let (right, left) = (at + epsilon, at - epsilon);
    let rise = evaluate(right)? - evaluate(left)?;
    evaluate(at)?;
    // What the leaf was really moved by, after rounding.
    Ok(rise / (right - left))
}

/// Runs one pass and checks every leaf that the output depends on against its central difference.
///
/// The world is left as it was: leaves keep the derivatives that they had accumulated.
///
/// # Errors
///
/// No [`PassOutput`], or nodes despawned on their own.
pub fn check_derivatives(world: &mut World) -> Result<Vec<LeafCheck>> {
    let output = *world
        .get_resource::<PassOutput>()
        .ok_or("set PassOutput first")?;
    let before: Vec<(Entity, Derivative)> = world
        .query::<(Entity, &Derivative)>()
        .iter(world)
        .map(|(node, derivative)| (node, *derivative))
        .collect();
    world.run_system_cached(zero_derivatives)?;
    world.insert_resource(PassOutput::of(output.variable));
    world.run_schedule(Pass);
    let sorted = world
        .resource::<TopologicalOrder>()
        .of(output.variable)
        .ok_or("the pass sorts")?
        .variables()
        .to_vec();
    let mut leaves = world
        .query_filtered::<(Entity, &Value, &Derivative), (With<Variable>, Without<Function>)>();
    let leaves: Vec<(Entity, f64, f64)> = leaves
        .iter_many(world, &sorted)
        .map(|(leaf, value, derivative)| (leaf, value.0, derivative.0.unwrap_or(0.0)))
        .collect();
    let checks = leaves
        .into_iter()
        .map(|(leaf, value, backward)| {
            let epsilon = CHECK_EPSILON * value.abs().max(1.0);
            let central_difference = central_difference(world, leaf, epsilon)?;
            Ok(LeafCheck {
                leaf,
                backward,
                central_difference,
            })
        })
        .collect();
    world.insert_resource(output);
    for (node, derivative) in before {
        world.entity_mut(node).insert(derivative);
    }
    checks
}
