//! The draft of a graph: operators, names, refusals, and what spawning and removing leave behind.

use bevy::prelude::*;
use chainrule::autodiff::{
    Constant, Derivative, Function, Graph, GraphBuilder, GraphError, Inputs, NodeOf, PassOutput,
    Scalar, SpawnedGraph, TopologicalOrder, Value, Variable,
};

use super::harness::{Graphs, autodiff_world};

/// A graph of all kinds of nodes.
fn spawn_sample(world: &mut World) -> (SpawnedGraph, Scalar, [Scalar; 2]) {
    let builder = GraphBuilder::new();
    let (x, y) = (builder.leaf("x", 2.0), builder.leaf("y", 3.0));
    let product = &x * &y;
    let z = product.log() + product.exp() - &x / 2.0;
    (builder.spawn(world).expect("a legal graph"), z, [x, y])
}

fn function_of(world: &World, node: Entity) -> Option<Function> {
    world.get(node).copied()
}

fn inputs_of(world: &World, node: Entity) -> Vec<Entity> {
    world
        .get::<Inputs>(node)
        .map_or(vec![], |inputs| inputs.as_slice().to_vec())
}

#[test]
fn operators_take_numbers_on_both_sides() {
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 8.0);
    let y = builder.leaf("y", 2.0);
    let values = [
        (&x + &y, 10.0),
        (&x - &y, 6.0),
        (&x * &y, 16.0),
        (&x / &y, 4.0),
        (&x + 1.0, 9.0),
        (&x - 1.0, 7.0),
        (&x * 3.0, 24.0),
        (&x / 2.0, 4.0),
        (1.0 + &x, 9.0),
        (2.0 - &x, -6.0),
        (3.0 * &x, 24.0),
        (2.0 / &x, 0.25),
        (x.clone() + y.clone(), 10.0),
        (x.clone() - &y, 6.0),
        (&x * y.clone(), 16.0),
        (x.clone() / 4.0, 2.0),
        (2.0 - x.clone(), -6.0),
        (-&x, -8.0),
        (-x.clone(), -8.0),
    ];
    for (scalar, expected) in &values {
        assert_eq!(scalar.value(), *expected);
    }
    builder.spawn(&mut autodiff_world()).unwrap();
}

#[test]
fn the_functions_of_one_scalar_are_the_nodes_they_are_named_after() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let (x, y) = (builder.leaf("x", 0.5), builder.leaf("y", 0.25));
    let drafted = [
        (x.negated(), Function::Neg),
        (x.inv(), Function::Inv),
        (x.log(), Function::Log),
        (x.exp(), Function::Exp),
        (x.sigmoid(), Function::Sigmoid),
        (x.relu(), Function::ReLU),
        (x.tanh(), Function::Tanh),
        (x.sin(), Function::Sin),
        (x.cos(), Function::Cos),
        (x.sqrt(), Function::Sqrt),
        (x.square(), Function::Square),
        (x.pow(3.0), Function::Pow),
        (x.times_five(), Function::TimesFive),
        (x.lt(&y), Function::LT),
        (x.equals(&y), Function::EQ),
        (&x + &y, Function::Add),
        (&x * &y, Function::Mul),
    ];
    let graph = builder.spawn(&mut world).unwrap();
    for (scalar, function) in &drafted {
        let node = graph.entity(scalar);
        assert_eq!(function_of(&world, node), Some(*function));
        assert_eq!(inputs_of(&world, node)[0], graph.entity(&x));
        assert_eq!(inputs_of(&world, node).len(), function.rule().arity);
    }
    assert_eq!(drafted.len(), Function::ALL.len());
}

#[test]
fn a_minus_b_is_a_plus_the_negative_of_b() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let (a, b) = (builder.leaf("a", 5.0), builder.leaf("b", 3.0));
    let difference = &a - &b;
    let graph = builder.spawn(&mut world).unwrap();
    let sum = graph.entity(&difference);
    assert_eq!(function_of(&world, sum), Some(Function::Add));
    let inputs = inputs_of(&world, sum);
    assert_eq!(inputs[0], graph.entity(&a));
    assert_eq!(function_of(&world, inputs[1]), Some(Function::Neg));
    assert_eq!(inputs_of(&world, inputs[1]), [graph.entity(&b)]);
    assert_eq!(graph.nodes().len(), 4);
}

#[test]
fn a_over_b_is_a_times_the_inverse_of_b() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let (a, b) = (builder.leaf("a", 5.0), builder.leaf("b", 4.0));
    let quotient = &a / &b;
    let graph = builder.spawn(&mut world).unwrap();
    let product = graph.entity(&quotient);
    assert_eq!(function_of(&world, product), Some(Function::Mul));
    let inputs = inputs_of(&world, product);
    assert_eq!(inputs[0], graph.entity(&a));
    assert_eq!(function_of(&world, inputs[1]), Some(Function::Inv));
    assert_eq!(inputs_of(&world, inputs[1]), [graph.entity(&b)]);
    assert_eq!(graph.nodes().len(), 4);
}

#[test]
fn x_times_x_reads_the_same_node_twice() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 3.0);
    let square = &x * &x;
    let graph = builder.spawn(&mut world).unwrap();
    let x = graph.entity(&x);
    assert_eq!(inputs_of(&world, graph.entity(&square)), [x, x]);
}

#[test]
fn nodes_have_the_given_name_or_that_of_function_and_number() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 3.0);
    let half = builder.constant(0.5);
    let product = &x * &half;
    let sum = (&product + &x).named("z");
    let graph = builder.spawn(&mut world).unwrap();
    let name = |scalar| {
        world
            .get::<Name>(graph.entity(scalar))
            .unwrap()
            .as_str()
            .to_owned()
    };
    assert_eq!(name(&x), "x");
    assert_eq!(name(&half), "0.5");
    assert_eq!(name(&product), "mul_2");
    assert_eq!(name(&sum), "z");
    assert_eq!(world.get::<Name>(graph.graph).unwrap().as_str(), "graph");
}

#[test]
fn a_wrong_number_of_inputs_is_refused_with_both_numbers() {
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 3.0);
    for function in Function::ALL {
        let arity = function.rule().arity;
        for given in (0..4).filter(|given| *given != arity) {
            let error = builder.apply(function, &vec![&x; given]).unwrap_err();
            assert_eq!(
                error,
                GraphError::Arity {
                    function: function.rule().name,
                    expected: arity,
                    given
                }
            );
        }
    }
    let error = builder.apply(Function::Log, &[&x, &x]).unwrap_err();
    assert_eq!(error.to_string(), "log takes 1 input, not 2");
    let error = builder.apply(Function::Mul, &[&x]).unwrap_err();
    assert_eq!(error.to_string(), "mul takes 2 inputs, not 1");
}

#[test]
fn what_apply_refused_leaves_the_draft_as_it_was() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 3.0);
    builder.apply(Function::Mul, &[&x]).unwrap_err();
    let foreign = GraphBuilder::new().leaf("foreign", 1.0);
    builder.apply(Function::Mul, &[&x, &foreign]).unwrap_err();
    // The error was returned: the draft does not report it a second time.
    let graph = builder.spawn(&mut world).unwrap();
    assert_eq!(graph.nodes().len(), 1);
}

#[test]
fn apply_refuses_an_input_of_another_graph() {
    let (builder, other) = (GraphBuilder::new(), GraphBuilder::new());
    let (x, foreign) = (builder.leaf("x", 1.0), other.leaf("y", 2.0));
    let expected = GraphError::ForeignInput { function: "add" };
    for inputs in [[&x, &foreign], [&foreign, &x], [&foreign, &foreign]] {
        let error = builder.apply(Function::Add, &inputs).unwrap_err();
        assert_eq!(error, expected);
    }
}

#[test]
fn an_operator_between_two_graphs_fails_both_spawns_and_spawns_nothing() {
    let mut world = autodiff_world();
    let before = world.entity_count();
    let (builder, other) = (GraphBuilder::new(), GraphBuilder::new());
    let (x, foreign) = (builder.leaf("x", 1.0), other.leaf("y", 2.0));
    let _ = &x * &foreign;
    let expected = GraphError::ForeignInput { function: "mul" };
    assert_eq!(builder.spawn(&mut world).unwrap_err(), expected);
    assert_eq!(other.spawn(&mut world).unwrap_err(), expected);
    assert_eq!(world.entity_count(), before);
}

#[test]
fn spawn_returns_the_first_of_several_mistakes() {
    let builder = GraphBuilder::new();
    let (x, foreign) = (
        builder.leaf("x", 1.0),
        GraphBuilder::new().leaf("foreign", 2.0),
    );
    let _ = &x * &foreign;
    let _ = &x + &foreign;
    let error = builder.spawn(&mut autodiff_world()).unwrap_err();
    assert_eq!(error, GraphError::ForeignInput { function: "mul" });
}

#[test]
fn a_power_takes_only_a_constant_exponent() {
    let builder = GraphBuilder::new();
    let (x, y) = (builder.leaf("x", 2.0), builder.leaf("y", 3.0));
    let three = builder.constant(3.0);
    let sum_of_constants = &three + &three;
    let power = builder.apply(Function::Pow, &[&x, &three]).unwrap();
    assert_eq!(power.value(), 8.0);
    for exponent in [&y, &power, &sum_of_constants] {
        assert_eq!(
            builder.apply(Function::Pow, &[&x, exponent]).unwrap_err(),
            GraphError::VariableExponent
        );
    }
}

#[test]
#[should_panic(expected = "a node was made after its graph had been spawned")]
fn nothing_is_applied_after_the_spawn() {
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 1.0);
    builder.spawn(&mut World::new()).unwrap();
    let _ = -&x;
}

#[test]
#[should_panic(expected = "belongs to another graph")]
fn a_scalar_of_another_graph_has_no_entity_here() {
    let mut world = autodiff_world();
    let (graph, ..) = spawn_sample(&mut world);
    let (_, other, _) = spawn_sample(&mut world);
    graph.entity(&other);
}

#[test]
fn variables_have_a_derivative_and_constants_have_none() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let (x, c) = (builder.leaf("x", 2.0), builder.constant(3.0));
    let product = &x * &c;
    let graph = builder.spawn(&mut world).unwrap();
    for variable in [&x, &product] {
        let node = world.entity(graph.entity(variable));
        assert_eq!(node.get::<Derivative>(), Some(&Derivative(None)));
        assert!(node.contains::<Variable>() && !node.contains::<Constant>());
    }
    let constant = world.entity(graph.entity(&c));
    assert!(constant.contains::<Constant>());
    assert!(!constant.contains::<Derivative>() && !constant.contains::<Variable>());
    world.pass(graph.entity(&product));
    assert!(world.get::<Derivative>(graph.entity(&c)).is_none());
}

#[test]
fn the_draft_and_the_pass_compute_the_same_bits() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let (x, y) = (builder.leaf("x", 0.7), builder.leaf("y", -1.3));
    let mut scalars = vec![&x * &y, x.sigmoid(), y.tanh(), x.log(), y.exp(), x.sqrt()];
    scalars.push(&scalars[0] / 3.0 - &scalars[3]);
    scalars.push(scalars[6].sin() + scalars[1].cos());
    scalars.push(scalars[7].pow(3.0).times_five().square());
    scalars.push(y.relu() + x.lt(&y) + x.equals(&x));
    let graph = builder.spawn(&mut world).unwrap();
    for scalar in &scalars {
        // Not what spawn put there: what Forward computes.
        world.set_value(graph.entity(scalar), f64::NAN);
    }
    world.pass(graph.entity(&scalars[8]));
    for scalar in &scalars {
        assert_eq!(
            world.value(graph.entity(scalar)).to_bits(),
            scalar.value().to_bits()
        );
    }
}

#[test]
fn nodes_stand_in_creation_order() {
    let mut world = autodiff_world();
    let (graph, ..) = spawn_sample(&mut world);
    assert_eq!(
        world.get::<Graph>(graph.graph).unwrap().nodes(),
        graph.nodes()
    );
    for (place, &node) in graph.nodes().iter().enumerate() {
        for input in inputs_of(&world, node) {
            let place_of_input = graph.nodes().iter().position(|&other| other == input);
            assert!(place_of_input.unwrap() < place);
        }
        assert_eq!(world.get::<NodeOf>(node).unwrap().graph(), graph.graph);
    }
}

#[test]
fn a_removed_graph_leaves_nothing_behind() {
    let mut world = autodiff_world();
    // A resource is an entity, too: it must be there before the count.
    world.insert_resource(PassOutput::of(Entity::PLACEHOLDER));
    let before = world.entity_count();
    let (graph, z, _) = spawn_sample(&mut world);
    assert_eq!(
        world.entity_count(),
        before + graph.nodes().len() as u32 + 1
    );
    let output = graph.entity(&z);
    world.pass(output);
    assert!(world.resource::<TopologicalOrder>().of(output).is_some());
    world.despawn(graph.graph);
    assert_eq!(world.entity_count(), before);
    assert!(world.resource::<TopologicalOrder>().of(output).is_none());
    assert_eq!(world.query::<&Value>().iter(&world).count(), 0);
}

#[test]
fn a_removed_graph_without_functions_leaves_nothing_behind() {
    let mut world = autodiff_world();
    // A resource is an entity, too: it must be there before the count.
    world.insert_resource(PassOutput::of(Entity::PLACEHOLDER));
    let before = world.entity_count();
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 1.0);
    let graph = builder.spawn(&mut world).unwrap();
    let output = graph.entity(&x);
    world.pass(output);
    world.despawn(graph.graph);
    assert_eq!(world.entity_count(), before);
    assert!(world.resource::<TopologicalOrder>().of(output).is_none());
}

#[test]
fn an_empty_graph_spawns() {
    let mut world = autodiff_world();
    let graph = GraphBuilder::new().spawn(&mut world).unwrap();
    assert!(graph.nodes().is_empty());
}

#[test]
fn two_graphs_in_one_world_do_not_disturb_each_other() {
    let mut alone = autodiff_world();
    let (graph, z, leaves) = spawn_sample(&mut alone);
    alone.pass(graph.entity(&z));
    let expected = leaves.map(|leaf| alone.derivative(graph.entity(&leaf)));

    let mut world = autodiff_world();
    let (left, left_z, left_leaves) = spawn_sample(&mut world);
    let (right, right_z, right_leaves) = spawn_sample(&mut world);
    world.pass(left.entity(&left_z));
    for leaf in &right_leaves {
        assert_eq!(world.derivative(right.entity(leaf)), None);
    }
    world.set_value(left.entity(&left_leaves[0]), 100.0);
    world.pass(right.entity(&right_z));
    assert_eq!(
        right_leaves
            .each_ref()
            .map(|leaf| world.derivative(right.entity(leaf))),
        expected
    );
    assert_eq!(
        left_leaves
            .each_ref()
            .map(|leaf| world.derivative(left.entity(leaf))),
        expected,
        "the first graph keeps what its own pass left"
    );
    world.despawn(left.graph);
    world.pass(right.entity(&right_z));
    let twice = expected.map(|derivative| derivative.map(|d| d + d));
    assert_eq!(
        right_leaves
            .each_ref()
            .map(|leaf| world.derivative(right.entity(leaf))),
        twice
    );
}
