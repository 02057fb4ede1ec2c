//! One pass: its stages, its counts, what leaves accumulate, what is left alone, and what is found when a value breaks.

use bevy::prelude::*;
use chainrule::autodiff::{
    CHECK_EPSILON, Derivative, FirstNonFinite, Function, GraphBuilder, Inputs, LeafCheck, Pass,
    PassOutput, PassSystems, SavedValues, Scalar, SpawnedGraph, TopologicalOrder, Value,
    central_difference, check_derivatives, run_forward, zero_derivatives,
};

use super::harness::{DIFFERENCE_TOLERANCE, Graphs, assert_close, autodiff_world};

/// h = log z + exp z with z = xy, at x = 2 and y = 3.
struct Example {
    world: World,
    graph: SpawnedGraph,
    x: Entity,
    y: Entity,
    z: Entity,
    h: Entity,
}

impl Example {
    fn new() -> Self {
        let mut world = autodiff_world();
        let builder = GraphBuilder::new();
        let (x, y) = (builder.leaf("x", 2.0), builder.leaf("y", 3.0));
        let z = (&x * &y).named("z");
        let h = (z.log() + z.exp()).named("h");
        let graph = builder.spawn(&mut world).expect("a legal graph");
        let [x, y, z, h] = [x, y, z, h].map(|scalar| graph.entity(&scalar));
        Self {
            world,
            graph,
            x,
            y,
            z,
            h,
        }
    }

    /// By hand: (1/z + eᶻ)·y.
    fn derivative_of_x(x: f64, y: f64) -> f64 {
        let z = x * y;
        (1.0 / z + z.exp()) * y
    }
}

/// Spawns what `draft` makes of the leaf x, and runs one pass from it; the world, x and the output.
fn passed(x: f64, draft: impl Fn(&Scalar) -> Scalar) -> (World, Entity, Entity) {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let leaf = builder.leaf("x", x);
    let output = draft(&leaf);
    let graph = builder.spawn(&mut world).expect("a legal graph");
    let (leaf, output) = (graph.entity(&leaf), graph.entity(&output));
    world.pass(output);
    (world, leaf, output)
}

#[derive(Resource, Default)]
struct Stages(Vec<(&'static str, bool, bool, bool)>);

#[test]
fn forward_runs_before_the_sort_and_the_sort_before_backward() {
    let mut example = Example::new();
    let (h, x) = (example.h, example.x);
    // After each stage: is there a new value, an order, a derivative?
    let observe = move |stage: &'static str| {
        move |values: Query<&Value>,
              derivatives: Query<&Derivative>,
              order: Res<TopologicalOrder>,
              mut stages: ResMut<Stages>| {
            stages.0.push((
                stage,
                values.get(h).is_ok_and(|value| value.0 != 0.0),
                order.of(h).is_some(),
                derivatives
                    .get(x)
                    .is_ok_and(|derivative| derivative.is_some()),
            ));
        }
    };
    let world = &mut example.world;
    world.set_value(h, 0.0);
    world.init_resource::<Stages>();
    world.schedule_scope(Pass, |_, pass| {
        pass.add_systems((
            observe("after forward")
                .after(PassSystems::Forward)
                .before(PassSystems::TopologicalOrder),
            observe("after the sort")
                .after(PassSystems::TopologicalOrder)
                .before(PassSystems::Backward),
            observe("after backward").after(PassSystems::Backward),
        ));
    });
    world.pass(h);
    assert_eq!(
        world.resource::<Stages>().0,
        [
            ("after forward", true, false, false),
            ("after the sort", true, true, false),
            ("after backward", true, true, true),
        ]
    );
}

#[test]
#[should_panic(expected = "conflicting data access")]
fn an_undeclared_conflict_in_the_pass_is_an_error() {
    let mut world = autodiff_world();
    world.schedule_scope(Pass, |_, pass| {
        let overwrite = |mut values: Query<&mut Value>| {
            for mut value in &mut values {
                value.0 = 0.0;
            }
        };
        pass.add_systems(overwrite);
    });
    world.run_schedule(Pass);
}

#[test]
fn a_pass_without_an_output_does_nothing() {
    let mut world = Example::new().world;
    world.run_schedule(Pass);
    assert_eq!(world.counts(), default());
}

#[test]
fn values_and_derivatives_are_those_worked_out_by_hand() {
    let Example {
        mut world,
        x,
        y,
        z,
        h,
        ..
    } = Example::new();
    world.pass(h);
    assert_close(world.value(h), 6.0_f64.ln() + 6.0_f64.exp(), 1e-15);
    let of_z = 1.0 / 6.0 + 6.0_f64.exp();
    assert_close(world.derivative(z).unwrap(), of_z, 1e-15);
    assert_close(world.derivative(x).unwrap(), of_z * 3.0, 1e-15);
    assert_close(world.derivative(y).unwrap(), of_z * 2.0, 1e-15);
    assert_eq!(world.derivative(h), Some(1.0));
}

#[test]
fn forward_computes_every_function_and_the_chain_rule_runs_once_for_each_in_the_order() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 2.0);
    let square = x.square();
    let sum = &square + &square;
    let _unread = sum.exp();
    let graph = builder.spawn(&mut world).unwrap();
    for passes in 1..=3 {
        world.pass(graph.entity(&sum));
        assert_eq!(world.counts().forwards, 3 * passes);
        assert_eq!(world.counts().chain_rules, 2 * passes);
    }
}

#[test]
fn leaves_accumulate_and_non_leaves_hold_the_latest() {
    let Example {
        mut world, x, z, h, ..
    } = Example::new();
    world.pass(h);
    let (first, of_z) = (world.derivative(x).unwrap(), world.derivative(z));
    world.pass(h);
    assert_eq!(world.derivative(x), Some(first + first));
    assert_eq!(world.derivative(z), of_z);
    world.set_value(x, 0.5);
    world.pass(h);
    let third = Example::derivative_of_x(0.5, 3.0);
    assert_close(world.derivative(x).unwrap(), first + first + third, 1e-15);
    assert_close(
        world.derivative(z).unwrap(),
        1.0 / 1.5 + 1.5_f64.exp(),
        1e-15,
    );
}

#[test]
fn zero_derivatives_clears_them_all_to_not_computed() {
    let Example {
        mut world,
        graph,
        x,
        h,
        ..
    } = Example::new();
    world.pass(h);
    let first = world.derivative(x);
    world.run_system_cached(zero_derivatives).unwrap();
    for &node in graph.nodes() {
        assert_eq!(world.derivative(node), None);
    }
    world.pass(h);
    assert_eq!(world.derivative(x), first);
}

#[test]
fn what_the_output_does_not_depend_on_has_no_derivative() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let (x, unused) = (builder.leaf("x", 2.0), builder.leaf("unused", 2.0));
    let square = x.square();
    let later = &square * &unused;
    let graph = builder.spawn(&mut world).unwrap();
    world.pass(graph.entity(&square));
    assert_eq!(world.derivative(graph.entity(&x)), Some(4.0));
    assert_eq!(world.derivative(graph.entity(&unused)), None);
    assert_eq!(world.derivative(graph.entity(&later)), None);
}

#[test]
fn the_input_of_a_dead_relu_has_derivative_zero() {
    let (world, x, output) = passed(-2.0, Scalar::relu);
    assert_eq!(world.value(output), 0.0);
    assert_eq!(world.derivative(x), Some(0.0));
}

#[test]
fn d_output_scales_every_derivative() {
    let Example {
        mut world, x, z, h, ..
    } = Example::new();
    // A power of two: scaling by it is exact.
    world.pass(h);
    let (of_x, of_z) = (world.derivative(x).unwrap(), world.derivative(z).unwrap());
    world.run_system_cached(zero_derivatives).unwrap();
    world.pass_from(h, -0.25);
    assert_eq!(world.derivative(h), Some(-0.25));
    assert_eq!(world.derivative(x), Some(-0.25 * of_x));
    assert_eq!(world.derivative(z), Some(-0.25 * of_z));
}

/// What reaches `node` from everything that reads it, from the derivatives that are in the world.
fn sum_over_consumers(world: &World, nodes: &[Entity], node: Entity) -> f64 {
    let mut sum = 0.0;
    for &consumer in nodes {
        let (Some(inputs), Some(d_output)) = (
            world.get::<Inputs>(consumer),
            world.derivative_if_any(consumer),
        ) else {
            continue;
        };
        let function = world.get::<Function>(consumer).expect("it has inputs");
        let saved = world.get::<SavedValues>(consumer).expect("it has inputs");
        let slopes = function.local_derivatives(saved);
        for (input, slope) in inputs.as_slice().iter().zip(slopes) {
            if *input == node {
                sum += slope * d_output;
            }
        }
    }
    sum
}

/// A constant has no derivative at all.
trait DerivativeIfAny {
    fn derivative_if_any(&self, node: Entity) -> Option<f64>;
}

impl DerivativeIfAny for World {
    fn derivative_if_any(&self, node: Entity) -> Option<f64> {
        self.get::<Derivative>(node)
            .and_then(|derivative| derivative.0)
    }
}

#[test]
fn every_derivative_is_complete_when_it_is_passed_on() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let (x, y) = (builder.leaf("x", 0.7), builder.leaf("y", -0.4));
    // Nodes that are read early and late, by short ways and long ones, and twice by one reader.
    let a = &x * &y;
    let b = (&a + &x).tanh();
    let c = &b * &b + &a;
    let d = (&c * &x).sin() + &b * 2.0;
    let output = (&d + &a) * &c - &x / 3.0;
    let graph = builder.spawn(&mut world).unwrap();
    let output = graph.entity(&output);
    world.pass(output);
    let order = world.resource::<TopologicalOrder>().of(output).unwrap();
    let others: Vec<Entity> = order.variables()[1..].to_vec();
    assert!(others.len() > 10);
    for node in others {
        assert_close(
            world.derivative(node).unwrap(),
            sum_over_consumers(&world, graph.nodes(), node),
            1e-15,
        );
    }
}

/// The name of the first node whose value is not finite.
fn first_non_finite(world: &World) -> Option<&str> {
    let node = world.resource::<FirstNonFinite>().0?;
    world.get::<Name>(node).map(Name::as_str)
}

#[test]
fn a_leaf_that_is_not_a_number_is_named_itself() {
    let Example {
        mut world, x, h, ..
    } = Example::new();
    world.set_value(x, f64::NAN);
    world.pass(h);
    assert_eq!(first_non_finite(&world), Some("x"));
}

#[test]
fn a_logarithm_of_a_negative_number_is_named_and_not_what_reads_it() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 1.0);
    let log = x.log().named("the logarithm");
    let output = (log + 1.0).named("the sum");
    let graph = builder.spawn(&mut world).unwrap();
    world.set_value(graph.entity(&x), -1.0);
    world.pass(graph.entity(&output));
    assert_eq!(first_non_finite(&world), Some("the logarithm"));
}

#[test]
fn of_two_nodes_at_fault_the_first_in_creation_order_is_named() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let (a, b) = (builder.leaf("a", 1.0), builder.leaf("b", 1.0));
    // b is read before a, but a was made before b.
    let output = b.square() + a.square();
    let graph = builder.spawn(&mut world).unwrap();
    world.set_value(graph.entity(&a), f64::NAN);
    world.set_value(graph.entity(&b), f64::INFINITY);
    world.pass(graph.entity(&output));
    assert_eq!(first_non_finite(&world), Some("a"));
}

#[test]
fn an_infinite_leaf_is_named_even_where_its_reader_is_finite() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 1.0);
    let output = x.sigmoid();
    let graph = builder.spawn(&mut world).unwrap();
    world.set_value(graph.entity(&x), f64::INFINITY);
    world.pass(graph.entity(&output));
    assert_eq!(world.value(graph.entity(&output)), 1.0);
    assert_eq!(first_non_finite(&world), Some("x"));
}

#[test]
fn nothing_is_named_once_all_values_are_finite_again() {
    let Example {
        mut world, x, h, ..
    } = Example::new();
    world.set_value(x, f64::NEG_INFINITY);
    world.pass(h);
    assert!(first_non_finite(&world).is_some());
    world.set_value(x, 2.0);
    world.pass(h);
    assert_eq!(first_non_finite(&world), None);
}

#[test]
fn forward_alone_changes_values_and_no_derivative() {
    let Example {
        mut world, x, h, ..
    } = Example::new();
    world.pass(h);
    let (derivative, chain_rules) = (world.derivative(x), world.counts().chain_rules);
    world.set_value(x, 1.0);
    run_forward(&mut world).unwrap();
    assert_close(world.value(h), 3.0_f64.ln() + 3.0_f64.exp(), 1e-15);
    assert_eq!(world.derivative(x), derivative);
    assert_eq!(world.counts().chain_rules, chain_rules);
}

#[test]
fn forward_without_an_output_is_an_error() {
    assert!(run_forward(&mut Example::new().world).is_err());
}

/// The bits of all values and derivatives.
fn bits(world: &World, graph: &SpawnedGraph) -> Vec<(u64, Option<u64>)> {
    let bits_of = |&node: &Entity| {
        (
            world.value(node).to_bits(),
            world.derivative_if_any(node).map(f64::to_bits),
        )
    };
    graph.nodes().iter().map(bits_of).collect()
}

#[test]
fn a_central_difference_is_near_the_derivative_and_restores_every_value() {
    let Example {
        mut world,
        graph,
        x,
        h,
        ..
    } = Example::new();
    world.pass(h);
    let before = bits(&world, &graph);
    let difference = central_difference(&mut world, x, CHECK_EPSILON).unwrap();
    assert_close(
        difference,
        Example::derivative_of_x(2.0, 3.0),
        DIFFERENCE_TOLERANCE,
    );
    assert_eq!(bits(&world, &graph), before);
}

#[test]
fn central_differences_of_a_line_a_product_and_an_exponential() {
    // MiniTorch's test_central_diff: id, add, mul and exp, at its places.
    let cases: [(f64, fn(&Scalar) -> Scalar, f64); 4] = [
        (5.0, |x| 0.0 + x, 1.0),
        (5.0, |x| x + 10.0, 1.0),
        (5.0, |x| x * 10.0, 10.0),
        (2.0, Scalar::exp, 2.0_f64.exp()),
    ];
    for (x, draft, expected) in cases {
        let (mut world, leaf, _) = passed(x, draft);
        let difference = central_difference(&mut world, leaf, 1e-6).unwrap();
        assert_close(difference, expected, 1e-2);
        // And far better than MiniTorch asks for.
        assert_close(difference, expected, 1e-8);
    }
}

#[test]
fn a_central_difference_needs_an_output_and_a_leaf() {
    let Example {
        mut world, x, h, ..
    } = Example::new();
    assert!(central_difference(&mut world, x, CHECK_EPSILON).is_err());
    world.insert_resource(PassOutput::of(h));
    assert!(central_difference(&mut world, Entity::PLACEHOLDER, CHECK_EPSILON).is_err());
    world.remove_resource::<PassOutput>();
    assert!(check_derivatives(&mut world).is_err());
}

#[test]
fn a_check_leaves_values_derivatives_and_output_as_they_were() {
    let Example {
        mut world,
        graph,
        h,
        ..
    } = Example::new();
    world.pass_from(h, 0.125);
    world.pass_from(h, 0.125);
    let before = bits(&world, &graph);
    let checks = check_derivatives(&mut world).unwrap();
    assert_eq!(checks.len(), 2);
    assert_eq!(bits(&world, &graph), before);
    assert_eq!(
        *world.resource::<PassOutput>(),
        PassOutput {
            variable: h,
            d_output: 0.125
        }
    );
}

#[test]
fn a_check_of_an_untouched_graph_leaves_its_derivatives_not_computed() {
    let Example {
        mut world,
        graph,
        h,
        ..
    } = Example::new();
    world.insert_resource(PassOutput::of(h));
    check_derivatives(&mut world).unwrap();
    for &node in graph.nodes() {
        assert_eq!(world.derivative(node), None);
    }
}

#[test]
fn a_check_tells_a_wrong_derivative_from_a_right_one() {
    let Example {
        mut world, x, h, ..
    } = Example::new();
    world.insert_resource(PassOutput::of(h));
    let right = check_derivatives(&mut world).unwrap();
    let of_x = right.iter().find(|check| check.leaf == x).unwrap();
    assert!(of_x.error() <= DIFFERENCE_TOLERANCE);
    // What a backward pass would say that forgot one of the two ways from z: eᶻ·y without y/z.
    let wrong = LeafCheck {
        backward: 6.0_f64.exp() * 3.0,
        ..of_x.clone()
    };
    assert!(wrong.error() > 100.0 * DIFFERENCE_TOLERANCE);
    let opposite = LeafCheck {
        backward: -of_x.backward,
        ..of_x.clone()
    };
    assert!(opposite.error() > 1.0);
    let absent = LeafCheck {
        backward: f64::NAN,
        ..of_x.clone()
    };
    assert!(absent.error().is_nan());
}

#[test]
fn a_check_finds_a_rule_that_does_not_fit_its_function() {
    // At a kink the one-sided rule and the difference disagree: the check must say so rather than look away.
    let (mut world, ..) = passed(0.0, Scalar::relu);
    let checks = check_derivatives(&mut world).unwrap();
    assert_eq!(checks[0].backward, 0.0);
    assert_close(checks[0].error(), 0.5, 1e-9);
}

#[test]
fn an_output_that_is_a_constant_has_a_value_and_nothing_to_differentiate() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let constant = builder.constant(3.0);
    let leaf = builder.leaf("x", 2.0);
    let graph = builder.spawn(&mut world).expect("a legal graph");
    world.insert_resource(PassOutput::of(graph.entity(&constant)));
    world.run_schedule(Pass);
    let order = world.resource::<TopologicalOrder>();
    let sorted = order.of(graph.entity(&constant)).expect("it was sorted");
    assert!(sorted.variables().is_empty());
    let x = graph.entity(&leaf);
    assert_eq!(world.get::<Derivative>(x).map(|held| held.0), Some(None));
}
