//! The network in the world: which entity is which.

use bevy::prelude::*;

use crate::{
    autodiff::{GraphBuilder, Scalar, SpawnedGraph, Value},
    nn::{
        Frozen, LayerUnit, LossHeads, Module, Network, NetworkOutput, NetworkShape, NodeGroup,
        Parameter, negative_log_likelihood,
    },
};

use super::entity_epoch;

/// The graph of network and loss, and the entities in it that training and the view ask for.
///
/// One graph for all points: a point is shown to it by setting the two coordinate leaves.
#[derive(Resource, Debug, Clone)]
pub struct Model {
    /// Hidden layers and activation.
    pub shape: NetworkShape,
    /// The entity that holds the graph.
    pub graph: Entity,
    /// The leaves x1 and x2.
    pub coordinates: [Entity; 2],
    /// The units of the first layer, each with a separating line.
    pub first_units: Vec<FirstUnit>,
    /// The hidden units, layer by layer: what they make of their sums.
    pub units: Vec<Vec<Entity>>,
    /// The sum before the last sigmoid: zero on the decision boundary.
    pub logit: Entity,
    /// The probability of class 1.
    pub output: Entity,
    /// 1 − output, the probability of class 0.
    pub flipped_output: Entity,
    /// The loss of a point of class 0 and of class 1.
    pub losses: [Entity; 2],
    /// ε in the loss −log(p + ε).
    pub log_epsilon: f64,
    /// The parameters, in the order of their names.
    pub parameters: Vec<Entity>,
    /// The dotted names of the parameters.
    pub parameter_names: Vec<String>,
    /// What the parameters were before any training.
    pub initial: Vec<f64>,
}

/// A unit of the first layer: its sum is zero on the line w₁x₁ + w₂x₂ + b = 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstUnit {
    /// The parameters w₁ and w₂.
    pub weights: [Entity; 2],
    /// The parameter b.
    pub bias: Entity,
}

/// A hidden unit by its place in the network, both counted from 0.
#[derive(Reflect, Debug, Clone, Copy, PartialEq, Eq)]
pub struct HiddenUnit {
    /// The hidden layer.
    pub layer: usize,
    /// The unit within it.
    pub unit: usize,
}

impl Model {
    /// The node of a hidden unit, if the network has it.
    pub fn unit(&self, place: HiddenUnit) -> Option<Entity> {
        self.units.get(place.layer)?.get(place.unit).copied()
    }

    /// The place of a parameter in the order of the names; `None` for any other node.
    pub fn parameter_index(&self, node: Entity) -> Option<usize> {
        self.parameters
            .iter()
            .position(|&parameter| parameter == node)
    }

    /// Builds the network with these initial parameters and its loss, in place of the model before it.
    ///
    /// # Panics
    ///
    /// If there are not as many initial values as the shape has parameters.
    pub fn build(world: &mut World, shape: &NetworkShape, initial: &[f64], log_epsilon: f64) {
        assert_eq!(
            initial.len(),
            shape.parameter_count(),
            "one initial value for each parameter"
        );
        if let Some(before) = world.remove_resource::<Self>() {
            world.despawn(before.graph);
        }
        let builder = GraphBuilder::new();
        let (x1, x2) = (builder.leaf("x1", 0.0), builder.leaf("x2", 0.0));
        let mut values = initial.iter().copied();
        let mut next_value = || values.next().expect("counted above");
        let network = Network::new(&builder, shape, &mut next_value);
        let made = network.forward(&x1, &x2);
        let losses = negative_log_likelihood(&builder, &made.output, log_epsilon);
        let graph = builder
            .spawn(world)
            .expect("a network is made by the builder's rules");

        let entity = |scalar: &Scalar| graph.entity(scalar);
        let named = network.named_parameters();
        let parameters: Vec<Entity> = named
            .iter()
            .map(|parameter| entity(&parameter.scalar))
            .collect();
        for &parameter in &parameters {
            world.entity_mut(parameter).insert(Parameter);
        }
        mark_groups(world, &network, &made, &losses, &graph);
        world.insert_resource(Self {
            shape: shape.clone(),
            graph: graph.graph,
            coordinates: [entity(&x1), entity(&x2)],
            first_units: first_units(&network, &graph),
            units: made
                .hidden_units()
                .map(|layer| layer.into_iter().map(entity).collect())
                .collect(),
            logit: entity(&made.logit),
            output: entity(&made.output),
            flipped_output: entity(&losses.flipped_output),
            losses: [entity(&losses.label_0), entity(&losses.label_1)],
            log_epsilon,
            parameters,
            parameter_names: named.into_iter().map(|parameter| parameter.name).collect(),
            initial: initial.to_vec(),
        });
    }

    /// The probability that the network gives to the class of a point with this label.
    pub const fn probability(&self, label: bool) -> Entity {
        if label {
            self.output
        } else {
            self.flipped_output
        }
    }

    /// The loss of a point with this label.
    pub const fn loss(&self, label: bool) -> Entity {
        self.losses[label as usize]
    }

    /// The current parameters, in the order of their names.
    pub fn parameter_values(&self, values: &Query<&Value>) -> Vec<f64> {
        self.parameters
            .iter()
            .filter_map(|&parameter| values.get(parameter).ok())
            .map(|value| value.0)
            .collect()
    }

    /// The current parameters, in the order of their names; NaN for one that is not there.
    pub fn values_in(&self, world: &World) -> impl Iterator<Item = f64> {
        self.parameters
            .iter()
            .map(|&parameter| entity_epoch::value(world, parameter))
    }

    /// The places of the parameters that training leaves as they are.
    pub fn frozen_in(&self, world: &World) -> impl Iterator<Item = usize> {
        let parameters = self.parameters.iter().enumerate();
        parameters
            .filter(|&(_, &parameter)| world.get::<Frozen>(parameter).is_some())
            .map(|(place, _)| place)
    }

    /// The current parameters with their dotted names.
    pub fn named_values(&self, world: &World) -> Vec<(String, f64)> {
        self.parameter_names
            .iter()
            .cloned()
            .zip(self.values_in(world))
            .collect()
    }

    /// Sets every parameter back to its initial value.
    pub fn reset(&self, world: &mut World) {
        self.set_parameters(world, &self.initial);
    }

    /// Sets the parameters, in the order of their names.
    pub fn set_parameters(&self, world: &mut World, values: &[f64]) {
        for (&parameter, &value) in self.parameters.iter().zip(values) {
            if let Some(mut held) = world.get_mut::<Value>(parameter) {
                held.set_if_neq(Value(value));
            }
        }
    }
}

/// What a node is called; its number if it has no name.
pub(super) fn node_name(world: &World, node: Entity) -> String {
    world
        .get::<Name>(node)
        .map_or_else(|| format!("{node}"), ToString::to_string)
}

fn first_units(network: &Network, graph: &SpawnedGraph) -> Vec<FirstUnit> {
    let layer = &network.layers()[0];
    (0..layer.outputs())
        .map(|j| FirstUnit {
            weights: [0, 1].map(|i| graph.entity(layer.weight(i, j))),
            bias: graph.entity(layer.bias(j)),
        })
        .collect()
}

/// Tells every node which part of the whole it belongs to.
fn mark_groups(
    world: &mut World,
    network: &Network,
    made: &NetworkOutput,
    losses: &LossHeads,
    graph: &SpawnedGraph,
) {
    let mut mark = |node: &Scalar, group| {
        world.entity_mut(graph.entity(node)).insert(group);
    };
    for (layer, (linear, units)) in network.layers().iter().zip(&made.layers).enumerate() {
        for (unit, nodes) in units.iter().enumerate() {
            let weights = (0..linear.inputs()).map(|i| linear.weight(i, unit));
            let of_unit = weights
                .chain([linear.bias(unit)])
                .chain(&nodes.linear.products)
                .chain(&nodes.linear.sums)
                .chain(&nodes.activated);
            for node in of_unit {
                mark(node, NodeGroup::Unit(LayerUnit { layer, unit }));
            }
        }
    }
    for node in &losses.nodes {
        mark(node, NodeGroup::Loss);
    }
}
