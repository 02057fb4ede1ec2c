//! The network: two coordinates in, any hidden layers, one probability out.

use bevy::prelude::*;

use crate::autodiff::{GraphBuilder, Scalar};

use super::{Activation, Linear, LinearUnit, Module, NamedParameter};

/// The most hidden layers a network may have.
pub const MAX_LAYERS: usize = 6;
/// The most units a hidden layer may have. 128 · 128 weights are already 33,000 nodes.
pub const MAX_UNITS: usize = 128;
/// A data point has two coordinates.
const INPUTS: usize = 2;

/// Hidden layers and their activation.
#[derive(Reflect, Debug, Clone, PartialEq, Eq)]
pub struct NetworkShape {
    /// Units of each hidden layer, from the input to the output.
    pub hidden: Vec<usize>,
    /// What the hidden units do to their sums.
    pub activation: Activation,
}

/// A drafted network.
#[derive(Debug)]
pub struct Network {
    layers: Vec<Linear>,
    activation: Activation,
}

/// What a network's forward drafts.
#[derive(Debug)]
pub struct NetworkOutput {
    /// The units of every layer, that of the output layer last.
    pub layers: Vec<Vec<NetworkUnit>>,
    /// The sum of the last layer, before the sigmoid: zero on the decision boundary.
    pub logit: Scalar,
    /// The probability of class 1.
    pub output: Scalar,
}

/// What a network drafts for one unit.
#[derive(Debug, Clone)]
pub struct NetworkUnit {
    /// Its sum, and how it comes about. Zero on the separating line of a unit of the first layer.
    pub linear: LinearUnit,
    /// What a hidden unit makes of its sum; nothing in the output layer.
    pub activated: Option<Scalar>,
}

impl Default for NetworkShape {
    /// The lecture's network: one hidden layer of two ReLU units, nine parameters.
    fn default() -> Self {
        Self {
            hidden: vec![2],
            activation: Activation::ReLU,
        }
    }
}

impl NetworkShape {
    /// What is wrong with the shape, in words, if anything is.
    pub fn complaint(&self) -> Option<String> {
        if self.hidden.is_empty() || self.hidden.len() > MAX_LAYERS {
            return Some(format!(
                "a network has 1 to {MAX_LAYERS} hidden layers, not {}",
                self.hidden.len()
            ));
        }
        let bad = self
            .hidden
            .iter()
            .position(|units| !(1..=MAX_UNITS).contains(units))?;
        Some(format!(
            "hidden layer {} has {} units; it may have 1 to {MAX_UNITS}",
            bad + 1,
            self.hidden[bad]
        ))
    }

    /// How many weights and biases the network has. Worked number: 2 → 2 → 1 has 9.
    pub fn parameter_count(&self) -> usize {
        self.sizes()
            .windows(2)
            .map(|pair| (pair[0] + 1) * pair[1])
            .sum()
    }

    /// The dotted names of all parameters, in the order in which [`Network::new`] asks for their initial values.
    pub fn parameter_names(&self) -> Vec<String> {
        let layer_names = |(layer, pair): (usize, &[usize])| -> Vec<String> {
            let weights =
                (0..pair[0]).flat_map(|i| (0..pair[1]).map(move |j| format!("weight_{i}_{j}")));
            let biases = (0..pair[1]).map(|j| format!("bias_{j}"));
            weights
                .chain(biases)
                .map(|name| format!("{}.{name}", layer_name(layer)))
                .collect()
        };
        self.sizes()
            .windows(2)
            .enumerate()
            .flat_map(layer_names)
            .collect()
    }

    /// Units of every layer, the two inputs and the one output included: 2, 2, 1.
    fn sizes(&self) -> Vec<usize> {
        [&[INPUTS], &*self.hidden, &[1]].concat()
    }
}

impl Network {
    /// Drafts the parameters, named `layer1.weight_0_0` and so on; `initial` is asked for each in that order.
    pub fn new(
        builder: &GraphBuilder,
        shape: &NetworkShape,
        initial: &mut dyn FnMut() -> f64,
    ) -> Self {
        let layers = shape
            .sizes()
            .windows(2)
            .enumerate()
            .map(|(layer, pair)| {
                Linear::new(builder, &layer_name(layer), pair[0], pair[1], initial)
            })
            .collect();
        Self {
            layers,
            activation: shape.activation,
        }
    }

    /// Drafts the network's nodes for the point whose coordinates the leaves `x1` and `x2` hold.
    pub fn forward(&self, x1: &Scalar, x2: &Scalar) -> NetworkOutput {
        let (last, hidden) = self
            .layers
            .split_last()
            .expect("a network has at least an output layer");
        let mut values = vec![x1.clone(), x2.clone()];
        let mut layers = Vec::new();
        for layer in hidden {
            let activate = |(j, linear): (usize, LinearUnit)| {
                let name = format!("{}.{}_{j}", layer.name(), self.activation.name());
                let activated = Some(self.activation.of(linear.sum()).named(name));
                NetworkUnit { linear, activated }
            };
            let units: Vec<NetworkUnit> = layer
                .forward(&values)
                .into_iter()
                .enumerate()
                .map(activate)
                .collect();
            values = units
                .iter()
                .filter_map(|unit| unit.activated.clone())
                .collect();
            layers.push(units);
        }
        let linear = last.forward(&values).remove(0);
        let logit = linear.sum().clone();
        let output = logit.sigmoid().named("output");
        layers.push(vec![NetworkUnit {
            linear,
            activated: None,
        }]);
        NetworkOutput {
            layers,
            logit,
            output,
        }
    }

    /// The layers, that of the output last.
    pub fn layers(&self) -> &[Linear] {
        &self.layers
    }
}

impl NetworkOutput {
    /// The hidden units, layer by layer: what they make of their sums.
    pub fn hidden_units(&self) -> impl Iterator<Item = Vec<&Scalar>> {
        let hidden: &[Vec<NetworkUnit>] = self
            .layers
            .split_last()
            .map_or(&[][..], |(_, hidden)| hidden);
        hidden.iter().map(|layer| {
            layer
                .iter()
                .filter_map(|unit| unit.activated.as_ref())
                .collect()
        })
    }
}

impl Module for Network {
    fn own_parameters(&self) -> Vec<NamedParameter> {
        Vec::new()
    }

    fn modules(&self) -> Vec<(String, &dyn Module)> {
        self.layers
            .iter()
            .map(|layer| (layer.name().to_owned(), layer as &dyn Module))
            .collect()
    }
}

fn layer_name(layer: usize) -> String {
    format!("layer{}", layer + 1)
}
