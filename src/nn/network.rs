//! The network: two coordinates in, any hidden layers, one probability out.

use bevy::prelude::*;

use crate::autodiff::{GraphBuilder, Scalar};

use super::{Activation, Linear, Module, NamedParameter};

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
    /// The sums of the first layer, before the activation: zero on a unit's separating line.
    pub first_sums: Vec<Scalar>,
    /// The hidden units, layer by layer: what they make of their sums.
    pub units: Vec<Vec<Scalar>>,
    /// The sum of the last layer, before the sigmoid: zero on the decision boundary.
    pub logit: Scalar,
    /// The probability of class 1.
    pub output: Scalar,
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
        let mut units = vec![x1.clone(), x2.clone()];
        let mut first_sums = Vec::new();
        let mut hidden_units = Vec::new();
        for layer in hidden {
            let sums = layer.forward(&units);
            let activate = |(j, sum): (usize, &Scalar)| {
                self.activation.of(sum).named(format!(
                    "{}.{}_{j}",
                    layer.name(),
                    self.activation.name()
                ))
            };
            units = sums.iter().enumerate().map(activate).collect();
            hidden_units.push(units.clone());
            if first_sums.is_empty() {
                first_sums = sums;
            }
        }
        let logit = last.forward(&units).remove(0);
        let output = logit.sigmoid().named("output");
        NetworkOutput {
            first_sums,
            units: hidden_units,
            logit,
            output,
        }
    }

    /// The first layer, whose units have separating lines.
    pub fn first_layer(&self) -> &Linear {
        &self.layers[0]
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
