//! A value that stopped being finite: which node, and what it read.

use std::fmt;

use bevy::prelude::*;

use crate::autodiff::{
    FirstNonFinite, Function, Graph, Inputs, NodeOf, OutputGraph, PassOutput, Value,
};

use super::model::node_name;

/// The node at which training stopped because its value is NaN or infinite.
///
/// Present as a resource while training is stopped for this reason; a reset removes it, a step back, or a parameter set by hand.
#[derive(Resource, Reflect, Debug, Clone, PartialEq)]
#[reflect(Resource)]
pub struct NonFinite {
    /// The name of the first node at fault, in the order of creation.
    pub node: String,
    /// Its value.
    pub value: f64,
    /// The function that made it, if it is not a leaf.
    pub function: Option<String>,
    /// Names and values of the function's inputs.
    pub inputs: Vec<(String, f64)>,
    /// The epoch in which it happened, counted from 1.
    pub epoch: u64,
}

impl NonFinite {
    /// The first node, in creation order, whose value is not finite, among those that the pass's output depends on.
    ///
    /// A loss for the other class may be infinite without harm: with ε = 0, −log 0 of a point that is right beyond doubt.
    pub(super) fn culprit(world: &World) -> Option<Entity> {
        world.resource::<FirstNonFinite>().0?; // nearly always there is none, and nothing to search
        let output = world.get_resource::<PassOutput>()?.variable;
        let graph = world.get::<Graph>(world.get::<NodeOf>(output)?.graph())?;
        let needed = OutputGraph::needed(world, output);
        let is_culprit = |node: &Entity| {
            world
                .get::<Value>(*node)
                .is_some_and(|value| !value.is_finite())
        };
        let mut needed = graph.nodes().iter().filter(|node| needed.contains(*node));
        needed.find(|node| is_culprit(node)).copied()
    }

    /// Describes `node` as it is in the world now.
    pub fn describe(world: &World, node: Entity, epoch: u64) -> Self {
        let name = |node| node_name(world, node);
        let value = |node| world.get::<Value>(node).map_or(f64::NAN, |value| value.0);
        let inputs = world
            .get::<Inputs>(node)
            .map_or(&[] as &[Entity], Inputs::as_slice);
        Self {
            node: name(node),
            value: value(node),
            function: world
                .get::<Function>(node)
                .map(|function| function.rule().name.to_owned()),
            inputs: inputs
                .iter()
                .map(|&input| (name(input), value(input)))
                .collect(),
            epoch,
        }
    }
}

impl fmt::Display for NonFinite {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} became {:?} in epoch {}",
            self.node, self.value, self.epoch
        )?;
        let Some(function) = &self.function else {
            return write!(formatter, ": the step was too large");
        };
        write!(formatter, ": {function} of ")?;
        for (place, (name, value)) in self.inputs.iter().enumerate() {
            let separator = if place == 0 { "" } else { ", " };
            write!(formatter, "{separator}{name} = {value:?}")?;
        }
        Ok(())
    }
}
