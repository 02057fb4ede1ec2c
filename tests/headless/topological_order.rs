//! The sort: the lecture's visit, exactly; valid by somebody else's judgement; and no more often than needed.

use std::collections::{BTreeMap, BTreeSet};

use bevy::prelude::*;
use chainrule::autodiff::{
    Constant, Function, GraphBuilder, Inputs, Scalar, SpawnedGraph, TopologicalOrder, Variable,
};
use petgraph::{
    algo::toposort,
    graph::{DiGraph, NodeIndex},
    visit::Dfs,
};
use proptest::{prelude::*, test_runner::RngSeed};

use super::harness::{Graphs, autodiff_world};

/// A graph of additions and multiplications, drawn by proptest: each node reads two of those before it.
fn spawn_random(world: &mut World, leaves: usize, nodes: &[(u32, u32)]) -> (SpawnedGraph, Entity) {
    let builder = GraphBuilder::new();
    let mut scalars: Vec<Scalar> = (0..leaves)
        .map(|leaf| builder.leaf(format!("x{leaf}"), 0.5))
        .collect();
    scalars.push(builder.constant(2.0));
    for (place, &(a, b)) in nodes.iter().enumerate() {
        let [a, b] = [a, b].map(|draw| &scalars[draw as usize % scalars.len()]);
        let node = if place % 2 == 0 { a + b } else { a * b };
        scalars.push(node);
    }
    let output = scalars.last().expect("a constant at least").clone();
    let graph = builder.spawn(world).expect("a legal graph");
    let output = graph.entity(&output);
    (graph, output)
}

/// The order after one pass from `output`.
fn sorted(world: &mut World, output: Entity) -> Vec<Entity> {
    world.pass(output);
    let order = world.resource::<TopologicalOrder>();
    order
        .of(output)
        .expect("the pass sorts")
        .variables()
        .to_vec()
}

fn inputs_of(world: &World, node: Entity) -> Vec<Entity> {
    world
        .get::<Inputs>(node)
        .map_or(vec![], |inputs| inputs.as_slice().to_vec())
}

/// The lecture's pseudocode: if marked, return; visit every input that is no constant; mark; add to the front.
fn visit(world: &World, node: Entity, marked: &mut BTreeSet<Entity>, reversed: &mut Vec<Entity>) {
    if marked.contains(&node) || world.entity(node).contains::<Constant>() {
        return;
    }
    for input in inputs_of(world, node) {
        visit(world, input, marked, reversed);
    }
    marked.insert(node);
    reversed.push(node);
}

fn lecture_order(world: &World, output: Entity) -> Vec<Entity> {
    let mut order = Vec::new();
    visit(world, output, &mut BTreeSet::new(), &mut order);
    order.reverse();
    order
}

/// The same graph in petgraph: an edge from each variable to each variable that it reads.
fn in_petgraph(
    world: &World,
    nodes: &[Entity],
) -> (DiGraph<Entity, ()>, BTreeMap<Entity, NodeIndex>) {
    let mut graph = DiGraph::new();
    let variables = nodes
        .iter()
        .filter(|&&node| world.entity(node).contains::<Variable>());
    let indices: BTreeMap<Entity, NodeIndex> = variables
        .map(|&node| (node, graph.add_node(node)))
        .collect();
    for (&node, &index) in &indices {
        for input in inputs_of(world, node) {
            if let Some(&input) = indices.get(&input) {
                graph.add_edge(index, input, ());
            }
        }
    }
    (graph, indices)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 100,
        rng_seed: RngSeed::Fixed(13),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_order_is_the_lectures_and_petgraph_finds_it_valid(
        leaves in 1..5_usize,
        nodes in prop::collection::vec(any::<(u32, u32)>(), 1..150),
    ) {
        let mut world = autodiff_world();
        let (graph, output) = spawn_random(&mut world, leaves, &nodes);
        let order = sorted(&mut world, output);
        prop_assert_eq!(&order, &lecture_order(&world, output));

        let (theirs, indices) = in_petgraph(&world, graph.nodes());
        prop_assert!(toposort(&theirs, None).is_ok());
        let place: BTreeMap<Entity, usize> =
            order.iter().enumerate().map(|(place, &node)| (node, place)).collect();
        prop_assert_eq!(place.len(), order.len(), "a node stands in the order once");
        for &node in &order {
            for input in theirs.neighbors(indices[&node]) {
                prop_assert!(place[&node] < place[&theirs[input]]);
            }
        }
        let mut reached = BTreeSet::new();
        let mut dfs = Dfs::new(&theirs, indices[&output]);
        while let Some(index) = dfs.next(&theirs) {
            reached.insert(theirs[index]);
        }
        prop_assert_eq!(reached, order.into_iter().collect::<BTreeSet<_>>());
    }
}

#[test]
fn the_output_stands_first_and_a_shared_node_after_all_that_read_it() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let (x, y) = (builder.leaf("x", 1.0), builder.leaf("y", 1.0));
    let z = &x * &y;
    let (log, exp) = (z.log(), z.exp());
    let h = &log + &exp;
    let graph = builder.spawn(&mut world).unwrap();
    let order = sorted(&mut world, graph.entity(&h));
    // By hand: visit h → log → z → x, y; then exp. In front of each other in the order in which they were left.
    let expected = [&h, &exp, &log, &z, &y, &x].map(|scalar| graph.entity(scalar));
    assert_eq!(order, expected);
}

#[test]
fn constants_are_skipped() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 1.0);
    let product = 10.0 * &x;
    let graph = builder.spawn(&mut world).unwrap();
    let order = sorted(&mut world, graph.entity(&product));
    assert_eq!(order, [&product, &x].map(|scalar| graph.entity(scalar)));
    assert_eq!(graph.nodes().len(), 3);
}

#[test]
fn what_the_output_does_not_read_is_not_in_the_order() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let (x, unused) = (builder.leaf("x", 1.0), builder.leaf("unused", 1.0));
    let square = x.square();
    let later = &square + &unused;
    let graph = builder.spawn(&mut world).unwrap();
    let order = sorted(&mut world, graph.entity(&square));
    assert_eq!(order, [&square, &x].map(|scalar| graph.entity(scalar)));
    assert!(!order.contains(&graph.entity(&later)));
}

#[test]
fn x_times_x_has_x_once() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 3.0);
    let square = &x * &x;
    let graph = builder.spawn(&mut world).unwrap();
    let order = sorted(&mut world, graph.entity(&square));
    assert_eq!(order, [&square, &x].map(|scalar| graph.entity(scalar)));
    assert_eq!(world.derivative(graph.entity(&x)), Some(6.0));
}

#[test]
fn a_leaf_alone_is_its_own_order() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 3.0);
    let graph = builder.spawn(&mut world).unwrap();
    let x = graph.entity(&x);
    assert_eq!(sorted(&mut world, x), [x]);
    assert_eq!(world.derivative(x), Some(1.0));
}

#[test]
fn a_chain_of_a_million_nodes_does_not_overflow_the_stack() {
    const NODES: usize = 1_000_000;
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 3.0);
    let mut last = x.clone();
    for _ in 0..NODES {
        last = builder.apply(Function::Neg, &[&last]).unwrap();
    }
    let graph = builder.spawn(&mut world).unwrap();
    let (x, output) = (graph.entity(&x), graph.entity(&last));
    world.set_value(x, 4.0);
    assert_eq!(sorted(&mut world, output).len(), NODES + 1);
    // An even number of signs.
    assert_eq!(world.value(output), 4.0);
    assert_eq!(world.derivative(x), Some(1.0));
    let before = world.entity_count();
    world.despawn(graph.graph);
    assert_eq!(before - world.entity_count(), NODES as u32 + 2);
}

#[test]
fn a_hundred_passes_with_other_values_sort_once() {
    let mut world = autodiff_world();
    let (graph, output) = spawn_random(&mut world, 2, &[(0, 1), (3, 0), (4, 3)]);
    for pass in 0..100 {
        world.set_value(graph.nodes()[0], f64::from(pass));
        world.pass(output);
    }
    assert_eq!(world.counts().sorts, 1);
}

#[test]
fn adding_or_removing_another_graph_sorts_nothing_anew() {
    let mut world = autodiff_world();
    let (graph, output) = spawn_random(&mut world, 2, &[(0, 1), (3, 0)]);
    world.pass(output);
    let structure = |world: &World, graph| world.resource::<TopologicalOrder>().structure(graph);
    let before = structure(&world, graph.graph);
    let (other, other_output) = spawn_random(&mut world, 1, &[(0, 0)]);
    world.pass(output);
    assert_eq!(world.counts().sorts, 1);
    assert_ne!(structure(&world, other.graph), before);
    world.pass(other_output);
    assert_eq!(world.counts().sorts, 2);
    world.despawn(other.graph);
    world.pass(output);
    assert_eq!(world.counts().sorts, 2);
    assert_eq!(structure(&world, graph.graph), before);
    assert_eq!(world.resource::<TopologicalOrder>().of(other_output), None);
}

#[test]
fn taking_a_nodes_inputs_away_sorts_once_more() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 2.0);
    let square = x.square();
    let output = square.exp();
    let graph = builder.spawn(&mut world).unwrap();
    let [x, square, output] = [x, square, output].map(|scalar| graph.entity(&scalar));
    assert_eq!(sorted(&mut world, output), [output, square, x]);
    world.entity_mut(square).remove::<Inputs>();
    assert_eq!(sorted(&mut world, output), [output, square]);
    assert_eq!(world.counts().sorts, 2);
}

#[test]
fn two_outputs_in_turn_sort_once_each() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 2.0);
    let (left, right) = (x.square(), x.exp());
    let graph = builder.spawn(&mut world).unwrap();
    let (left, right) = (graph.entity(&left), graph.entity(&right));
    for _ in 0..10 {
        world.pass(left);
        world.pass(right);
    }
    assert_eq!(world.counts().sorts, 2);
}
