//! What a node is: a variable with a value and a derivative, or a constant with a value alone.

use bevy::prelude::*;

/// Marks a node whose derivative can be asked for: a leaf, or the result of a [`Function`](super::Function).
///
/// A leaf is a variable without a function: a parameter of a network, a coordinate of a data point, an `x` in a formula.
#[derive(Component, Reflect, Debug, Clone, Copy, Default, PartialEq, Eq)]
#[reflect(Component)]
#[require(Value, Derivative)]
pub struct Variable;

/// Marks a node that never changes and has no derivative: the topological sort skips it.
#[derive(Component, Reflect, Debug, Clone, Copy, Default, PartialEq, Eq)]
#[reflect(Component)]
#[require(Value)]
pub struct Constant;

/// The number that a node holds. Leaves are set from outside, non-leaves by the Forward stage of a pass.
#[derive(Component, Reflect, Debug, Clone, Copy, Default, PartialEq, Deref, DerefMut)]
#[reflect(Component)]
pub struct Value(pub f64);

/// The derivative of the pass's output with respect to this variable, or `None` where it has not been computed.
///
/// `None` is not zero: a variable that does not influence the output, or that the Backward stage has not reached, has no
/// derivative; a dead ReLU has derivative `Some(0.0)`. A leaf adds up what every pass brings, until
/// [`zero_derivatives`](super::zero_derivatives) clears it; a non-leaf holds the `d_output` of the latest pass that reached it.
#[derive(Component, Reflect, Debug, Clone, Copy, Default, PartialEq, Deref, DerefMut)]
#[reflect(Component)]
pub struct Derivative(pub Option<f64>);
