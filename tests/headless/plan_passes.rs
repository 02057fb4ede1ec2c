//! Compiled graphs against the entities' own passes: random graphs with every function and with layers of neurons, any number of
//! lanes, several outputs, a hundred steps of training.

#![expect(clippy::unwrap_used, reason = "a helper of tests may panic as they do")]

use bevy::prelude::*;
use chainrule::{
    autodiff::{GraphBuilder, Scalar, SpawnedGraph, zero_derivatives},
    plan::{LaneBatch, Objective, OutputRequest, PlainMean, Plan, PlanRequest, PlanRun},
};
use proptest::{prelude::*, test_runner::RngSeed};

use super::{
    harness::{Graphs, autodiff_world},
    random_graphs::{STEPS, step},
};

/// What is promised, relative to the larger of a number and the largest of its kind.
const PROMISED: f64 = 1e-12;
const EPOCHS: usize = 100;
const RATE: f64 = 0.05;

/// A drawn graph: leaves, then steps on earlier nodes.
#[derive(Debug, Clone)]
struct Recipe {
    lane_inputs: usize,
    parameters: Vec<f64>,
    steps: Vec<Draw>,
    /// How far back a step may look.
    reach: usize,
    outputs: usize,
    /// For each lane its output and its inputs.
    lanes: Vec<(usize, Vec<f64>)>,
}

#[derive(Debug, Clone)]
enum Draw {
    /// One of the steps of the random graphs.
    Step(u8, u32, u32),
    /// Neurons that read the same nodes.
    Layer {
        inputs: Vec<u32>,
        neurons: usize,
        weights: u32,
        is_relu: bool,
        has_bias: bool,
    },
}

fn draws() -> impl Strategy<Value = Draw> {
    let layer = (
        prop::collection::vec(any::<u32>(), 2..14),
        1..12_usize,
        any::<u32>(),
        any::<bool>(),
        any::<bool>(),
    );
    prop_oneof![
        3 => (0..STEPS, any::<u32>(), any::<u32>()).prop_map(|(choice, a, b)| Draw::Step(choice, a, b)),
        1 => layer.prop_map(|(inputs, neurons, weights, is_relu, has_bias)| Draw::Layer {
            inputs,
            neurons,
            weights,
            is_relu,
            has_bias,
        }),
    ]
}

fn recipes(
    steps: std::ops::Range<usize>,
    lanes: std::ops::Range<usize>,
) -> impl Strategy<Value = Recipe> {
    let numbers = (
        1..4_usize,
        prop::collection::vec(-1.0..1.0_f64, 1..9),
        1..4_usize,
    );
    (
        numbers,
        prop::collection::vec(draws(), steps),
        1..60_usize,
        lanes,
    )
        .prop_flat_map(
            |((lane_inputs, parameters, outputs), steps, reach, lanes)| {
                let inputs = prop::collection::vec(-1.0..1.0_f64, lane_inputs);
                prop::collection::vec((0..outputs, inputs), lanes).prop_map(move |lanes| Recipe {
                    lane_inputs,
                    parameters: parameters.clone(),
                    steps: steps.clone(),
                    reach,
                    outputs,
                    lanes,
                })
            },
        )
}

struct Spawned {
    world: World,
    lane_inputs: Vec<Entity>,
    parameters: Vec<Entity>,
    outputs: Vec<Entity>,
}

fn spawn(recipe: &Recipe) -> Spawned {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let lane_inputs: Vec<Scalar> = (0..recipe.lane_inputs)
        .map(|place| builder.leaf(format!("x{place}"), 0.1 * place as f64))
        .collect();
    let values = recipe.parameters.iter().enumerate();
    let parameters: Vec<Scalar> = values
        .map(|(place, &value)| builder.leaf(format!("p{place}"), value))
        .collect();
    let frozen = builder.leaf("frozen", 0.3);
    let mut made = [&*lane_inputs, &*parameters, &[frozen]].concat();
    for draw in &recipe.steps {
        let recent = made[made.len().saturating_sub(recipe.reach)..].to_vec();
        let pick = |draw: u32| &recent[draw as usize % recent.len()];
        match draw {
            Draw::Step(choice, a, b) => made.push(step(*choice, pick(*a), pick(*b))),
            Draw::Layer {
                inputs,
                neurons,
                weights,
                is_relu,
                has_bias,
            } => {
                let inputs: Vec<&Scalar> = inputs.iter().map(|&draw| pick(draw)).collect();
                for neuron in 0..*neurons {
                    // Any parameter is any weight, so that many are shared; scaled, so that values stay within [−1, 1].
                    let weight = |place: usize| {
                        let place = *weights as usize + 7 * neuron + 3 * place;
                        &parameters[place % parameters.len()] * (0.9 / inputs.len() as f64)
                    };
                    let mut products = inputs
                        .iter()
                        .enumerate()
                        .map(|(place, input)| *input * weight(place));
                    let start = if *has_bias {
                        weight(99) * 0.1
                    } else {
                        products.next().unwrap()
                    };
                    let sum = products.fold(start, |sum, product| sum + product);
                    made.push(if *is_relu { sum.relu() } else { sum });
                }
            }
        }
    }
    let outputs: Vec<Scalar> = (0..recipe.outputs)
        .map(|output| {
            let late = made.iter().rev().skip(2 * output).take(6);
            late.fold(builder.constant(0.0), |sum, node| sum + node)
        })
        .collect();
    let graph = builder.spawn(&mut world).expect("a legal graph");
    let entities = |scalars: &[Scalar], graph: &SpawnedGraph| {
        scalars.iter().map(|scalar| graph.entity(scalar)).collect()
    };
    Spawned {
        lane_inputs: entities(&lane_inputs, &graph),
        parameters: entities(&parameters, &graph),
        outputs: entities(&outputs, &graph),
        world,
    }
}

/// One epoch by the entities: a pass a lane, then a step. The sum of the outputs, and the gradient.
fn epoch_by_entities(spawned: &mut Spawned, recipe: &Recipe) -> (f64, Vec<f64>) {
    let world = &mut spawned.world;
    world.run_system_cached(zero_derivatives).unwrap();
    let mut sum = 0.0;
    for (output, inputs) in &recipe.lanes {
        for (&leaf, &input) in spawned.lane_inputs.iter().zip(inputs) {
            world.set_value(leaf, input);
        }
        let output = spawned.outputs[*output];
        world.pass_from(output, 1.0 / recipe.lanes.len() as f64);
        sum += world.value(output);
    }
    let gradient: Vec<f64> = spawned
        .parameters
        .iter()
        .map(|&parameter| world.derivative(parameter).unwrap_or(0.0))
        .collect();
    for (&parameter, derivative) in spawned.parameters.iter().zip(&gradient) {
        let moved = world.value(parameter) - RATE * derivative;
        world.set_value(parameter, moved);
    }
    (sum, gradient)
}

struct Planned {
    plan: Plan,
    run: PlanRun,
    batch: LaneBatch,
}

fn plan(spawned: &mut Spawned, recipe: &Recipe) -> Planned {
    let outputs: Vec<OutputRequest> = spawned
        .outputs
        .iter()
        .copied()
        .map(OutputRequest::of)
        .collect();
    let request = PlanRequest {
        lane_inputs: &spawned.lane_inputs,
        parameters: &spawned.parameters,
        outputs: &outputs,
        observed: &[],
    };
    let plan = Plan::compile(&mut spawned.world, &request).unwrap();
    let mut run = PlanRun::new(&plan);
    run.set_parameters(&plan, recipe.parameters.iter().copied());
    let mut batch = LaneBatch::default();
    let lanes = &recipe.lanes;
    batch.pack(
        &plan,
        lanes.len(),
        |lane| lanes[lane].0,
        |lane, input| lanes[lane].1[input],
    );
    Planned { plan, run, batch }
}

/// The largest difference, relative to the larger of each number and the largest of all.
fn difference(ours: &[f64], theirs: &[f64]) -> f64 {
    let scale = theirs
        .iter()
        .fold(1e-3, |scale: f64, value| scale.max(value.abs()));
    ours.iter()
        .zip(theirs)
        .map(|(ours, theirs)| (ours - theirs).abs() / scale)
        .fold(0.0, f64::max)
}

/// Trains by the entities and by the plan, and compares every epoch.
fn compare(recipe: &Recipe, epochs: usize) -> Result<(), TestCaseError> {
    let mut spawned = spawn(recipe);
    let mut planned = plan(&mut spawned, recipe);
    let objective = PlainMean::over(recipe.lanes.len());
    for epoch in 0..epochs {
        let (sum, gradient) = epoch_by_entities(&mut spawned, recipe);
        let totals = planned.run.pass(&planned.plan, &planned.batch, &objective);
        prop_assert!(totals.is_finite);
        let error =
            difference(&[totals.output], &[sum]).max(difference(planned.run.gradient(), &gradient));
        prop_assert!(
            error <= PROMISED,
            "epoch {epoch}: {error:e}, {totals:?} {sum}"
        );
        planned.run.descend(&planned.plan, RATE);
    }
    let parameters: Vec<f64> = spawned
        .parameters
        .iter()
        .map(|&leaf| spawned.world.value(leaf))
        .collect();
    let error = difference(planned.run.parameters(), &parameters);
    prop_assert!(error <= PROMISED, "parameters: {error:e}");
    Ok(())
}

fn config(cases: u32, seed: u64) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(200, 11))]

    #[test]
    fn a_pass_over_any_lanes_is_the_entities(recipe in recipes(0..60, 1..40)) {
        compare(&recipe, 1)?;
    }
}

proptest! {
    #![proptest_config(config(12, 12))]

    #[test]
    fn a_hundred_epochs_of_training_are_the_entities(recipe in recipes(5..40, 1..20)) {
        compare(&recipe, EPOCHS)?;
    }
}

proptest! {
    #![proptest_config(config(10, 13))]

    #[test]
    fn up_to_a_thousand_lanes_are_the_entities(recipe in recipes(5..30, 100..1001)) {
        compare(&recipe, 2)?;
    }
}

/// A point's `d_output` depends on its value, and positive values are counted.
struct Weighted;

impl Objective for Weighted {
    #[inline(always)]
    fn d_output<R: chainrule::autodiff::Real>(&self, output: usize, [reading, _]: [R; 2]) -> R {
        reading * reading.like(1.0 + output as f64)
    }

    #[inline(always)]
    fn score<R: chainrule::autodiff::Real>(&self, _: usize, [reading, _]: [R; 2]) -> R {
        let (zero, one) = (reading.like(0.0), reading.like(1.0));
        zero.if_less(reading, one, zero)
    }
}

proptest! {
    #![proptest_config(config(60, 14))]

    #[test]
    fn each_lane_starts_from_what_its_objective_chooses(recipe in recipes(3..30, 1..30)) {
        let mut spawned = spawn(&recipe);
        let mut planned = plan(&mut spawned, &recipe);
        let totals = planned.run.pass(&planned.plan, &planned.batch, &Weighted);
        let world = &mut spawned.world;
        let mut positive = 0.0;
        for (output, inputs) in &recipe.lanes {
            for (&leaf, &input) in spawned.lane_inputs.iter().zip(inputs) {
                world.set_value(leaf, input);
            }
            let variable = spawned.outputs[*output];
            world.pass_from(variable, 0.0);
            let value = world.value(variable);
            world.pass_from(variable, value * (1.0 + *output as f64));
            positive += f64::from(u8::from(value > 0.0));
        }
        let gradient: Vec<f64> = spawned
            .parameters
            .iter()
            .map(|&parameter| world.derivative(parameter).unwrap_or(0.0))
            .collect();
        let error = difference(planned.run.gradient(), &gradient);
        prop_assert!(error <= PROMISED, "{error:e}");
        prop_assert_eq!(totals.score, positive);
    }
}

#[test]
fn a_layer_is_one_step_and_its_relu_is_in_it() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let x = [builder.leaf("x1", 0.0), builder.leaf("x2", 0.0)];
    let mut parameters = Vec::new();
    let mut parameter = || {
        let leaf = builder.leaf(format!("p{}", parameters.len()), 0.5);
        parameters.push(leaf.clone());
        leaf
    };
    let mut units = x.to_vec();
    for _ in 0..2 {
        units = (0..3)
            .map(|_| {
                let bias = parameter();
                let sum = units
                    .iter()
                    .fold(bias, |sum, unit| sum + unit * parameter());
                sum.relu()
            })
            .collect();
    }
    let bias = parameter();
    let output = units
        .iter()
        .fold(bias, |sum, unit| sum + unit * parameter());
    let graph = builder.spawn(&mut world).unwrap();
    let entities = |scalars: &[Scalar]| -> Vec<Entity> {
        scalars.iter().map(|scalar| graph.entity(scalar)).collect()
    };
    let plan = Plan::compile(
        &mut world,
        &PlanRequest {
            lane_inputs: &entities(&x),
            parameters: &entities(&parameters),
            outputs: &[OutputRequest::of(graph.entity(&output))],
            observed: &[],
        },
    )
    .unwrap();
    assert_eq!((plan.steps(), plan.rows()), (3, 2 + 3 + 3 + 1));
    assert_eq!(
        (plan.parameters(), plan.lane_inputs(), plan.outputs()),
        (25, 2, 1)
    );
}

/// Compiles a graph with one output.
fn compile(
    world: &mut World,
    graph: &SpawnedGraph,
    lane_inputs: &[&Scalar],
    parameters: &[&Scalar],
    output: &Scalar,
) -> Plan {
    let entities = |scalars: &[&Scalar]| -> Vec<Entity> {
        scalars.iter().map(|scalar| graph.entity(scalar)).collect()
    };
    let request = PlanRequest {
        lane_inputs: &entities(lane_inputs),
        parameters: &entities(parameters),
        outputs: &[OutputRequest::of(graph.entity(output))],
        observed: &[],
    };
    Plan::compile(world, &request).unwrap()
}

#[test]
fn a_chain_of_a_million_nodes_is_compiled_and_run() {
    const DOUBLINGS: usize = 10;
    const NODES: usize = 1_000_000;
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let (x, w) = (builder.leaf("x", 1.0), builder.leaf("w", 1.0));
    let mut y = x.clone();
    for node in 0..NODES {
        y = if node % (NODES / DOUBLINGS) == 0 {
            &y + &y
        } else {
            &y * &w
        };
    }
    let graph = builder.spawn(&mut world).unwrap();
    let plan = compile(&mut world, &graph, &[&x], &[&w], &y);
    let mut run = PlanRun::new(&plan);
    run.set_parameters(&plan, [1.0]);
    let mut batch = LaneBatch::default();
    batch.pack(&plan, 3, |_| 0, |lane, _| lane as f64);

    let totals = run.pass(&plan, &batch, &PlainMean::over(1));

    // y = 2¹⁰ x wⁿ at w = 1, for x = 0, 1, 2; ∂y/∂w = n y.
    let multiplications = (NODES - DOUBLINGS) as f64;
    assert_eq!(totals.output, 3.0 * 1024.0);
    assert_eq!(run.gradient(), [3.0 * 1024.0 * multiplications]);
}

#[test]
fn a_value_that_is_not_finite_is_noticed_even_where_it_is_lost() {
    // σ(∞) is 1 and ReLU(−∞) is 0: nothing of it is left in the output.
    for hide in [
        Scalar::sigmoid as fn(&Scalar) -> Scalar,
        Scalar::relu,
        Scalar::tanh,
        Scalar::exp,
    ] {
        let mut world = autodiff_world();
        let builder = GraphBuilder::new();
        let (x, w) = (builder.leaf("x", 1.0), builder.leaf("w", 1.0));
        let output = hide(&(&x * &w * -1e308));
        let graph = builder.spawn(&mut world).unwrap();
        let plan = compile(&mut world, &graph, &[&x], &[&w], &output);
        let mut run = PlanRun::new(&plan);
        let mut batch = LaneBatch::default();
        batch.pack(&plan, 9, |_| 0, |lane, _| if lane == 5 { 1.0 } else { 0.5 });
        for (w, is_finite) in [(1.0, true), (2.0, false), (-2.0, false)] {
            run.set_parameters(&plan, [w]);
            let totals = run.pass(&plan, &batch, &PlainMean::over(9));
            assert_eq!(totals.is_finite, is_finite, "{w}");
        }
    }
}

/// Derivatives by p and q of `output(x, p, q)` at x = 1, by the entities and by the plan, with whether all values were finite.
fn both_gradients(
    output: impl Fn(&Scalar, &Scalar, &Scalar) -> Scalar,
    values: [f64; 2],
) -> ([f64; 2], Vec<f64>, bool) {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 1.0);
    let [p, q] =
        [("p", values[0]), ("q", values[1])].map(|(name, value)| builder.leaf(name, value));
    let output = output(&x, &p, &q);
    let graph = builder.spawn(&mut world).unwrap();
    let leaves = [&p, &q].map(|leaf| graph.entity(leaf));
    let plan = compile(&mut world, &graph, &[&x], &[&p, &q], &output);
    world.pass(graph.entity(&output));
    let expected = leaves.map(|leaf| world.derivative(leaf).unwrap_or(0.0));
    let mut run = PlanRun::new(&plan);
    run.set_parameters(&plan, values);
    let mut batch = LaneBatch::default();
    batch.pack(&plan, 1, |_| 0, |_, _| 1.0);
    let totals = run.pass(&plan, &batch, &PlainMean::over(1));
    (expected, run.gradient().to_vec(), totals.is_finite)
}

#[test]
fn an_infinite_derivative_behind_a_dead_unit_is_no_zero() {
    // ∂√ at 0 is infinite, and 0 · ∞ is NaN, whether the sum is folded or not.
    let folded = |x: &Scalar, p: &Scalar, q: &Scalar| (x * p + x * q).relu().sqrt();
    let single = |x: &Scalar, p: &Scalar, _: &Scalar| (x * p).relu().sqrt();
    let (expected, ours, _) = both_gradients(folded, [-1.0, -1.0]);
    assert!(expected[0].is_nan() && ours[0].is_nan() && ours[1].is_nan());
    let (expected, ours, _) = both_gradients(single, [-1.0, -1.0]);
    assert!(expected[0].is_nan() && ours[0].is_nan());
}

#[test]
fn a_sum_that_overflows_before_its_relu_is_noticed() {
    let hidden = |x: &Scalar, p: &Scalar, q: &Scalar| (x * p + x * q).relu();
    for (values, is_finite) in [
        ([-1e308, -1e307], true),
        ([-1.5e308, -1.5e308], false),
        ([1.5e308, 1.5e308], false),
        ([f64::NEG_INFINITY, 1.0], false),
        ([f64::INFINITY, f64::NEG_INFINITY], false),
        ([f64::NAN, 1.0], false),
    ] {
        let (_, _, found) = both_gradients(hidden, values);
        assert_eq!(found, is_finite, "{values:?}");
    }
}

#[test]
fn a_function_of_parameters_that_is_not_finite_is_noticed() {
    let hidden = |x: &Scalar, p: &Scalar, q: &Scalar| (x * q).lt(&p.exp());
    assert!(both_gradients(hidden, [1.0, 1.0]).2);
    assert!(!both_gradients(hidden, [1e3, 1.0]).2);
}
