//! A derivative as a sum over paths.

use chainrule::autodiff::{GraphBuilder, OutputGraph, PathCounts, Scalar};
use proptest::prelude::*;

use super::{
    harness::{Graphs, assert_close, autodiff_world},
    random_graphs::{config, recipes, spawn},
};

fn graph_of(draft: impl FnOnce(&GraphBuilder) -> Scalar) -> (OutputGraph, Vec<f64>) {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let output = draft(&builder);
    let spawned = builder.spawn(&mut world).expect("a legal graph");
    let graph = OutputGraph::of(&world, spawned.entity(&output)).expect("it is in the world");
    let values = graph.values_in(&world);
    (graph, values)
}

#[test]
fn the_lectures_two_paths_have_their_products() {
    // z = x·y, log z + exp z at 1.5 and 2: from x by log 2 · 1/3 · 1, by exp 2 · e³ · 1.
    let (graph, values) = graph_of(|builder| {
        let (x, y) = (builder.leaf("x", 1.5), builder.leaf("y", 2.0));
        let z = &x * &y;
        z.log() + z.exp()
    });
    let paths = graph.paths(&values, 0, 10);
    let products: Vec<f64> = paths.iter().map(|path| path.product).collect();
    assert_eq!(products.len(), 2);
    assert_close(products[0], 2.0 / 3.0, 1e-15);
    assert_close(products[1], 2.0 * 3.0_f64.exp(), 1e-15);
    assert!(paths.iter().all(|path| path.edges.len() == 3));
    assert_eq!(PathCounts::of(&graph).from(0), 2.0);
    // x–z, z–log, z–exp, log–h, exp–h.
    assert_eq!(graph.edges_on_paths(0), 5);
}

#[test]
fn a_variable_used_twice_by_one_function_has_two_paths() {
    let (graph, values) = graph_of(|builder| {
        let x = builder.leaf("x", 3.0);
        &x * &x
    });
    let paths = graph.paths(&values, 0, 10);
    assert_eq!(paths.len(), 2);
    assert_ne!(paths[0].edges, paths[1].edges);
    assert_eq!(paths.iter().map(|path| path.product).sum::<f64>(), 6.0);
}

#[test]
fn the_output_has_one_path_without_edges() {
    let (graph, values) = graph_of(|builder| builder.leaf("x", 3.0));
    let paths = graph.paths(&values, 0, 10);
    assert_eq!(paths.len(), 1);
    assert_eq!((paths[0].edges.len(), paths[0].product), (0, 1.0));
}

#[test]
fn no_more_paths_are_written_out_than_asked_for_but_all_are_counted() {
    let (graph, values) = graph_of(|builder| {
        let mut x = builder.leaf("x", 1.0);
        for _ in 0..60 {
            x = &x + &x;
        }
        x
    });
    assert_eq!(graph.paths(&values, 0, 25).len(), 25);
    assert_eq!(PathCounts::of(&graph).from(0), 2.0_f64.powi(60));
    assert_eq!(graph.edges_on_paths(0), 120);
}

proptest! {
    #![proptest_config(config(100, 7))]

    #[test]
    fn the_products_of_all_paths_add_up_to_the_derivative(
        recipe in recipes(0..14), reach in 1..14_usize,
    ) {
        let spawned = spawn(&recipe, reach);
        let graph = OutputGraph::of(&spawned.world, spawned.output).expect("it is there");
        let values = graph.values_in(&spawned.world);
        let counts = PathCounts::of(&graph);
        prop_assume!(counts.visits(&graph) < 20_000.0);
        // What the paths add up to is what a pass finds.
        let mut world = spawned.world;
        world.pass(spawned.output);
        for (node, found) in graph.nodes().iter().enumerate() {
            if !found.is_variable() {
                continue;
            }
            let derivative = world.derivative(found.entity).expect("backward has come");
            let paths = graph.paths(&values, node, usize::MAX);
            prop_assert_eq!(paths.len() as f64, counts.from(node));
            let sum: f64 = paths.iter().map(|path| path.product).sum();
            let scale: f64 = paths.iter().map(|path| path.product.abs()).sum();
            prop_assert!((sum - derivative).abs() <= 1e-12 * scale, "{sum} is not {derivative}");
        }
    }
}
