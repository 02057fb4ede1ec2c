//! Forward: the value of every function, and what it saves for backward.

use bevy::prelude::*;

use super::{Function, Graph, Inputs, NodeOf, PassCounts, PassOutput, SavedValues, Value};

/// The first node, in creation order, whose value is not finite after the latest forward, if there is one.
///
/// A leaf that was set to NaN or infinity is named itself, not the function that reads it.
#[derive(Resource, Reflect, Debug, Clone, Copy, Default, PartialEq, Eq, Deref)]
#[reflect(Resource)]
pub struct FirstNonFinite(pub Option<Entity>);

/// Computes the values of the output's graph in creation order, in which a node's inputs exist before it.
///
/// Runs in [`PassSystems::Forward`](super::PassSystems::Forward), and alone where only values are wanted.
///
/// # Errors
///
/// A node or an input that was despawned on its own.
pub fn compute_values(
    output: If<Res<PassOutput>>,
    members: Query<&NodeOf>,
    graphs: Query<&Graph>,
    mut functions: Query<(&Function, &Inputs, &mut SavedValues)>,
    mut values: Query<&mut Value>,
    mut first_non_finite: ResMut<FirstNonFinite>,
    mut counts: ResMut<PassCounts>,
) -> Result {
    let graph = graphs.get(members.get(output.variable)?.graph())?;
    let mut culprit = None;
    for &node in graph.nodes() {
        let value = if let Ok((function, inputs, mut saved)) = functions.get_mut(node) {
            let mut arguments = [0.0; Inputs::MOST];
            for (argument, &input) in arguments.iter_mut().zip(inputs.as_slice()) {
                *argument = values.get(input)?.0;
            }
            let (value, to_save) = function.forward(arguments);
            *saved = to_save;
            **values.get_mut(node)? = value;
            counts.forwards += 1;
            value
        } else {
            values.get(node)?.0 // a leaf or a constant: set from outside
        };
        if !value.is_finite() && culprit.is_none() {
            culprit = Some(node);
        }
    }
    first_non_finite.set_if_neq(FirstNonFinite(culprit));
    Ok(())
}

/// Computes the values alone, without a backward pass.
///
/// # Errors
///
/// As [`compute_values`].
pub fn run_forward(world: &mut World) -> Result {
    world.run_system_cached::<(), _, _>(compute_values)?;
    Ok(())
}
