//! The network: names, counts, the lecture's numbers, the loss, and the gradient of the whole.

use bevy::prelude::*;
use chainrule::{
    autodiff::{Function, GraphBuilder, Scalar, SpawnedGraph, TopologicalOrder},
    nn::{
        Activation, Linear, LossHeads, MAX_LAYERS, MAX_UNITS, Module, Network, NetworkOutput,
        NetworkShape, negative_log_likelihood,
    },
    training::{LOG_EPSILON, Model, NetworkSettings},
};

use super::harness::{Graphs, assert_close, assert_derivatives, autodiff_world};

fn shape(hidden: &[usize], activation: Activation) -> NetworkShape {
    NetworkShape {
        hidden: hidden.to_vec(),
        activation,
    }
}

/// A network in the world with its loss, at one point.
struct Spawned {
    world: World,
    graph: SpawnedGraph,
    network: Network,
    coordinates: [Scalar; 2],
    result: NetworkOutput,
    losses: LossHeads,
}

fn spawn(shape: &NetworkShape, initial: &[f64], at: [f64; 2]) -> Spawned {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let coordinates = [builder.leaf("x1", at[0]), builder.leaf("x2", at[1])];
    let mut initial = initial.iter().copied();
    let mut next = || initial.next().expect("one value for each parameter");
    let network = Network::new(&builder, shape, &mut next);
    assert_eq!(initial.next(), None);
    let result = network.forward(&coordinates[0], &coordinates[1]);
    let losses = negative_log_likelihood(&builder, &result.output, LOG_EPSILON);
    let graph = builder.spawn(&mut world).expect("a legal graph");
    Spawned {
        world,
        graph,
        network,
        coordinates,
        result,
        losses,
    }
}

/// Parameters without a pattern, in [−1, 1).
fn parameters(shape: &NetworkShape, init_seed: u64) -> Vec<f64> {
    let settings = NetworkSettings {
        shape: shape.clone(),
        init_seed,
        ..default()
    };
    settings.initial_parameters()
}

impl Spawned {
    fn value(&self, scalar: &Scalar) -> f64 {
        self.world.value(self.graph.entity(scalar))
    }

    fn show(&mut self, at: [f64; 2], label: bool) {
        for (leaf, coordinate) in self.coordinates.iter().zip(at) {
            self.world.set_value(self.graph.entity(leaf), coordinate);
        }
        let loss = self.graph.entity(self.losses.of(label));
        self.world.pass(loss);
    }

    /// How many functions the loss of a label depends on.
    fn functions_behind(&mut self, label: bool) -> usize {
        self.show([0.3, 0.6], label);
        let loss = self.graph.entity(self.losses.of(label));
        let order = self.world.resource::<TopologicalOrder>();
        let sorted = order.of(loss).expect("the pass sorts").variables();
        sorted
            .iter()
            .filter(|&&node| self.world.get::<Function>(node).is_some())
            .count()
    }
}

/// The green unit Linear(1, 0, −0.8), the yellow Linear(−1, 0, 0.25) and Linear(3, 3, −0.3), in the order of the names.
const LECTURE: [f64; 9] = [1.0, -1.0, 0.0, 0.0, -0.8, 0.25, 3.0, 3.0, -0.3];

#[test]
fn the_lectures_network_has_nine_names_in_minitorchs_order() {
    let names = shape(&[2], Activation::ReLU).parameter_names();
    assert_eq!(
        names,
        [
            "layer1.weight_0_0",
            "layer1.weight_0_1",
            "layer1.weight_1_0",
            "layer1.weight_1_1",
            "layer1.bias_0",
            "layer1.bias_1",
            "layer2.weight_0_0",
            "layer2.weight_1_0",
            "layer2.bias_0",
        ]
    );
}

#[test]
fn two_hidden_layers_have_the_names_of_minitorchs_network() {
    let theirs: serde_json::Value =
        serde_json::from_str(include_str!("../data/training/simple/initial.json")).unwrap();
    let mut theirs: Vec<&String> = theirs.as_object().unwrap().keys().collect();
    let ours = shape(&[2, 2], Activation::ReLU).parameter_names();
    assert_eq!(ours.len(), 15);
    let mut sorted: Vec<&String> = ours.iter().collect();
    // JSON objects have no order.
    sorted.sort_unstable();
    theirs.sort_unstable();
    assert_eq!(sorted, theirs);
}

#[test]
fn names_and_count_of_a_shape_are_those_of_the_drafted_network() {
    for hidden in [&[1][..], &[2], &[2, 2], &[3, 1, 4], &[10, 10]] {
        let shape = shape(hidden, Activation::Tanh);
        let values = parameters(&shape, 1);
        let spawned = spawn(&shape, &values, [0.0; 2]);
        let named = spawned.network.named_parameters();
        let names: Vec<&str> = named
            .iter()
            .map(|parameter| parameter.name.as_str())
            .collect();
        assert_eq!(names, shape.parameter_names());
        assert_eq!(names.len(), shape.parameter_count());
        for (parameter, value) in named.iter().zip(values) {
            let node = spawned.graph.entity(&parameter.scalar);
            assert_eq!(
                spawned.world.get::<Name>(node).unwrap().as_str(),
                parameter.name,
                "the entity has the parameter's name"
            );
            assert_eq!(spawned.world.value(node), value);
        }
    }
    // By hand: 2·2 + 2 + 2 + 1; 2·10 + 10 + 10·10 + 10 + 10 + 1.
    assert_eq!(shape(&[2], Activation::ReLU).parameter_count(), 9);
    assert_eq!(shape(&[10, 10], Activation::ReLU).parameter_count(), 151);
}

/// MiniTorch's module of the tests: a parameter, and two modules with parameters inside.
struct Nested {
    own: Scalar,
    inside: Linear,
}

impl Module for Nested {
    fn own_parameters(&self) -> Vec<chainrule::nn::NamedParameter> {
        vec![chainrule::nn::NamedParameter {
            name: "p1".into(),
            scalar: self.own.clone(),
        }]
    }

    fn modules(&self) -> Vec<(String, &dyn Module)> {
        vec![("a".into(), &self.inside), ("b".into(), &self.inside)]
    }
}

#[test]
fn a_modules_own_parameters_come_first_and_the_others_are_dotted() {
    let builder = GraphBuilder::new();
    let nested = Nested {
        own: builder.leaf("p1", 5.0),
        inside: Linear::new(&builder, "inside", 1, 1, &mut || 0.5),
    };
    let names: Vec<String> = nested
        .named_parameters()
        .into_iter()
        .map(|parameter| parameter.name)
        .collect();
    assert_eq!(
        names,
        ["p1", "a.weight_0_0", "a.bias_0", "b.weight_0_0", "b.bias_0"]
    );
}

#[test]
fn a_linear_layer_starts_from_the_bias_and_adds_inputs_in_order() {
    let builder = GraphBuilder::new();
    let mut values = [0.3, 0.3, 0.1].into_iter();
    let layer = Linear::new(&builder, "layer", 2, 1, &mut || values.next().unwrap());
    let inputs = [builder.leaf("a", 0.7), builder.leaf("b", 0.9)];
    let sums = layer.forward(&inputs);
    // Another order rounds to other bits.
    assert_eq!(sums[0].sum().value(), (0.1 + 0.7 * 0.3) + 0.9 * 0.3);
    assert_ne!(sums[0].sum().value(), (0.7 * 0.3 + 0.9 * 0.3) + 0.1);
    assert_ne!(sums[0].sum().value(), (0.1 + 0.9 * 0.3) + 0.7 * 0.3);
}

#[test]
#[should_panic(expected = "layer takes 2 inputs")]
fn a_linear_layer_refuses_another_number_of_inputs() {
    let builder = GraphBuilder::new();
    let layer = Linear::new(&builder, "layer", 2, 1, &mut || 0.0);
    layer.forward(&[builder.leaf("a", 0.7)]);
}

#[test]
fn a_loss_has_minitorchs_functions_less_the_division_by_n_and_one_more_addition() {
    // MiniTorch counts 29 functions for y = 1 and 31 for y = 0 with two layers of 2, and 285 and 287 with two of 10. Two of
    // them are the `/ N` of its mean, Mul and Inv, where we start the pass from d_output = 1/N. One is missing in its count:
    // its log adds ε inside, ours is a node.
    const DIVISION_BY_N: usize = 2;
    const ADDITION_OF_EPSILON: usize = 1;
    for (units, label_0, label_1) in [(2, 31, 29), (10, 287, 285)] {
        let shape = shape(&[units, units], Activation::ReLU);
        let mut spawned = spawn(&shape, &parameters(&shape, 1), [0.3, 0.6]);
        for (label, theirs) in [(false, label_0), (true, label_1)] {
            assert_eq!(
                spawned.functions_behind(label),
                theirs - DIVISION_BY_N + ADDITION_OF_EPSILON
            );
        }
    }
}

#[test]
fn the_lectures_units_are_zero_on_their_lines_and_the_logit_on_the_decision() {
    let mut spawned = spawn(&shape(&[2], Activation::ReLU), &LECTURE, [0.0; 2]);
    for x2 in [0.0, 0.37, 1.0] {
        spawned.show([0.8, x2], true);
        assert_close(
            spawned.value(spawned.result.layers[0][0].linear.sum()),
            0.0,
            1e-15,
        );
        spawned.show([0.25, x2], true);
        assert_close(
            spawned.value(spawned.result.layers[0][1].linear.sum()),
            0.0,
            1e-15,
        );
        for x1 in [0.9, 0.15] {
            spawned.show([x1, x2], true);
            assert_close(spawned.value(&spawned.result.logit), 0.0, 1e-15);
            assert_close(spawned.value(&spawned.result.output), 0.5, 1e-15);
        }
    }
    assert_eq!(spawned.result.layers[0].len(), 2);
}

#[test]
fn the_lectures_network_says_class_1_only_beyond_the_decision() {
    let mut spawned = spawn(&shape(&[2], Activation::ReLU), &LECTURE, [0.0; 2]);
    for (x1, is_class_1) in [
        (0.0, true),
        (0.1, true),
        (0.2, false),
        (0.5, false),
        (0.85, false),
        (0.95, true),
    ] {
        spawned.show([x1, 0.5], true);
        let output = spawned.value(&spawned.result.output);
        assert_eq!(output > 0.5, is_class_1, "{x1}: {output}");
    }
}

#[test]
fn the_loss_is_minus_the_log_of_the_right_classs_probability() {
    let shape = shape(&[2, 2], Activation::ReLU);
    for seed in 0..5 {
        let mut spawned = spawn(&shape, &parameters(&shape, seed), [0.3, 0.6]);
        spawned.show([0.7, 0.2], true);
        let logit = spawned.value(&spawned.result.logit);
        let probability = 1.0 / (1.0 + (-logit).exp());
        // MiniTorch's log has the ε inside.
        let label_1 = -(probability + 1e-6).ln();
        let label_0 = -(1.0 - probability + 1e-6).ln();
        assert_close(spawned.value(&spawned.losses.label_1), label_1, 1e-14);
        assert_close(spawned.value(&spawned.losses.label_0), label_0, 1e-14);
    }
}

#[test]
fn a_wrong_and_saturated_output_costs_the_log_of_epsilon() {
    let shape = shape(&[1], Activation::ReLU);
    // One unit, 1000 · x1, passed on as it is: σ(1000) is 1.
    let mut spawned = spawn(&shape, &[1000.0, 0.0, 0.0, 1.0, 0.0], [1.0, 0.0]);
    spawned.show([1.0, 0.0], false);
    assert_close(spawned.value(&spawned.losses.label_0), -1e-6_f64.ln(), 1e-9);
}

#[test]
fn the_gradient_of_the_whole_network_agrees_with_central_differences() {
    for activation in Activation::ALL {
        for (hidden, seed) in [(&[2][..], 3), (&[2, 2], 5), (&[4, 3], 11), (&[10, 10], 7)] {
            let shape = shape(hidden, activation);
            let mut spawned = spawn(&shape, &parameters(&shape, seed), [0.31, 0.64]);
            for label in [false, true] {
                let loss = spawned.graph.entity(spawned.losses.of(label));
                let checked = assert_derivatives(&mut spawned.world, loss);
                // Every parameter and both coordinates.
                assert_eq!(checked, shape.parameter_count() + 2);
            }
        }
    }
}

#[test]
fn relu_networks_are_checked_away_from_their_kinks() {
    // What the test above relies on: no first sum near zero there.
    for (hidden, seed) in [(&[2][..], 3), (&[2, 2], 5), (&[4, 3], 11), (&[10, 10], 7)] {
        let shape = shape(hidden, Activation::ReLU);
        let spawned = spawn(&shape, &parameters(&shape, seed), [0.31, 0.64]);
        let mut relus = 0;
        for &node in spawned.graph.nodes() {
            if spawned.world.get::<Function>(node) == Some(&Function::ReLU) {
                let inputs = spawned
                    .world
                    .get::<chainrule::autodiff::Inputs>(node)
                    .unwrap();
                let sum = spawned.world.value(inputs.as_slice()[0]);
                assert!(sum.abs() > 1e-3, "{hidden:?}: {sum}");
                relus += 1;
            }
        }
        assert_eq!(relus, hidden.iter().sum::<usize>());
    }
}

#[test]
fn a_large_network_has_as_many_functions_as_its_multiplications_say() {
    let shape = shape(&[64, 64], Activation::ReLU);
    let mut spawned = spawn(&shape, &parameters(&shape, 1), [0.3, 0.6]);
    // One multiplication and one addition a weight, one ReLU a unit, the sigmoid; −log(p + ε) is three more.
    let weights = 2 * 64 + 64 * 64 + 64;
    assert_eq!(spawned.functions_behind(true), 2 * weights + 128 + 1 + 3);
}

#[test]
fn a_shape_complains_about_what_cannot_be_built() {
    let complaint = |hidden: &[usize]| shape(hidden, Activation::ReLU).complaint();
    assert_eq!(complaint(&[2]), None);
    assert_eq!(complaint(&[MAX_UNITS; MAX_LAYERS]), None);
    assert!(complaint(&[]).unwrap().contains("not 0"));
    assert!(complaint(&[1; MAX_LAYERS + 1]).unwrap().contains("not 7"));
    assert!(complaint(&[2, 0]).unwrap().contains("layer 2 has 0 units"));
    let many = complaint(&[MAX_UNITS + 1]).unwrap();
    assert!(many.contains("layer 1 has 129 units"));
}

#[test]
fn a_model_knows_its_parameters_its_losses_and_its_lines() {
    let mut world = autodiff_world();
    let shape = shape(&[2], Activation::ReLU);
    Model::build(&mut world, &shape, &LECTURE, LOG_EPSILON);
    let model = world.resource::<Model>().clone();
    assert_eq!(model.parameter_names, shape.parameter_names());
    let values: Vec<f64> = model
        .named_values(&world)
        .into_iter()
        .map(|(_, value)| value)
        .collect();
    assert_eq!(values, LECTURE);
    let lines: Vec<[f64; 3]> = model
        .first_units
        .iter()
        .map(|unit| [unit.weights[0], unit.weights[1], unit.bias].map(|node| world.value(node)))
        .collect();
    assert_eq!(lines, [[1.0, 0.0, -0.8], [-1.0, 0.0, 0.25]]);
    let name = |node| world.get::<Name>(node).unwrap().as_str();
    assert_eq!(name(model.loss(false)), "loss_0");
    assert_eq!(name(model.loss(true)), "loss_1");
    assert_eq!(name(model.output), "output");
    assert_eq!(model.coordinates.map(name), ["x1", "x2"]);
}
