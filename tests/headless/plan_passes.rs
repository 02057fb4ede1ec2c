//! Compiled graphs against the entities' own passes: random graphs with every function and with layers of neurons, any number of
//! lanes, several outputs, a hundred steps of training.

#![expect(clippy::unwrap_used, reason = "a helper of tests may panic as they do")]

use std::time::Instant;

use bevy::prelude::*;
use chainrule::{
    autodiff::{
        GraphBuilder, PassOutput, Real, Scalar, SpawnedGraph, TopologicalOrder, run_forward,
        zero_derivatives,
    },
    plan::{LaneBatch, Objective, OutputRequest, PlainMean, Plan, PlanRequest, PlanRun, levels},
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
    /// For each output a node, or none for a sum of late ones.
    outputs: Vec<Option<u32>>,
    /// Which of the machine's instruction sets.
    level: usize,
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
        kind: Weights,
        is_relu: bool,
        has_bias: bool,
    },
}

/// What the weights of a layer are.
#[derive(Debug, Clone, Copy)]
enum Weights {
    /// A node of its own for each.
    Functions,
    /// One node for a whole layer.
    OneFunction,
    /// Parameters as they are.
    Parameters,
}

fn draws() -> impl Strategy<Value = Draw> {
    let layer = (
        prop::collection::vec(any::<u32>(), 2..14),
        1..12_usize,
        any::<u32>(),
        prop_oneof![
            Just(Weights::Functions),
            Just(Weights::OneFunction),
            Just(Weights::Parameters)
        ],
        any::<bool>(),
        any::<bool>(),
    );
    prop_oneof![
        3 => (0..STEPS, any::<u32>(), any::<u32>()).prop_map(|(choice, a, b)| Draw::Step(choice, a, b)),
        1 => layer.prop_map(|(inputs, neurons, weights, kind, is_relu, has_bias)| Draw::Layer {
            inputs,
            neurons,
            weights,
            kind,
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
        prop::collection::vec(prop::option::weighted(0.3, any::<u32>()), 1..4),
        0..8_usize,
    );
    (
        numbers,
        prop::collection::vec(draws(), steps),
        1..60_usize,
        lanes,
    )
        .prop_flat_map(
            |((lane_inputs, parameters, outputs, level), steps, reach, lanes)| {
                let inputs = prop::collection::vec(-1.0..1.0_f64, lane_inputs);
                prop::collection::vec((0..outputs.len(), inputs), lanes).prop_map(move |lanes| {
                    Recipe {
                        lane_inputs,
                        parameters: parameters.clone(),
                        steps: steps.clone(),
                        reach,
                        outputs: outputs.clone(),
                        level,
                        lanes,
                    }
                })
            },
        )
}

struct Spawned {
    world: World,
    lane_inputs: Vec<Entity>,
    parameters: Vec<Entity>,
    outputs: Vec<Entity>,
    /// Every node that was drawn.
    nodes: Vec<Entity>,
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
                kind,
                is_relu,
                has_bias,
            } => {
                let inputs: Vec<&Scalar> = inputs.iter().map(|&draw| pick(draw)).collect();
                // Values stay within [−1, 1]: either the weights are scaled, or the sum is.
                let scale = 0.9 / inputs.len() as f64;
                let only = &parameters[*weights as usize % parameters.len()] * scale;
                for neuron in 0..*neurons {
                    // Any parameter is any weight, so that many are shared.
                    let weight = |place: usize| {
                        let place = *weights as usize + 7 * neuron + 3 * place;
                        let parameter = &parameters[place % parameters.len()];
                        match kind {
                            Weights::Functions => parameter * scale,
                            Weights::OneFunction => only.clone(),
                            Weights::Parameters => parameter.clone(),
                        }
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
                    let result = if *is_relu { sum.relu() } else { sum };
                    made.push(match kind {
                        Weights::Parameters => result * scale,
                        Weights::Functions | Weights::OneFunction => result,
                    });
                }
            }
        }
    }
    let drawn = recipe.outputs.iter().enumerate();
    let outputs: Vec<Scalar> = drawn
        .map(|(output, node)| {
            if let Some(node) = node {
                return made[*node as usize % made.len()].clone();
            }
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
        nodes: entities(&made, &graph),
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
    plan_of(spawned, recipe, &outputs, &[])
}

fn plan_of(
    spawned: &mut Spawned,
    recipe: &Recipe,
    outputs: &[OutputRequest],
    observed: &[Entity],
) -> Planned {
    let request = PlanRequest {
        lane_inputs: &spawned.lane_inputs,
        parameters: &spawned.parameters,
        outputs,
        observed,
    };
    let levels = levels();
    let level = levels[recipe.level % levels.len()];
    let plan = Plan::compile_for(level, &mut spawned.world, &request).unwrap();
    let mut run = PlanRun::new(plan);
    run.set_parameters(recipe.parameters.iter().copied());
    let mut batch = LaneBatch::default();
    let lanes = &recipe.lanes;
    batch.pack(
        run.plan(),
        lanes.len(),
        |lane| lanes[lane].0,
        |lane, input| lanes[lane].1[input],
    );
    Planned { run, batch }
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
    let planned = plan(&mut spawned, recipe);
    compare_epochs(spawned, planned, recipe, epochs)
}

fn compare_epochs(
    mut spawned: Spawned,
    mut planned: Planned,
    recipe: &Recipe,
    epochs: usize,
) -> Result<(), TestCaseError> {
    let objective = PlainMean::over(recipe.lanes.len());
    for epoch in 0..epochs {
        let (sum, gradient) = epoch_by_entities(&mut spawned, recipe);
        let totals = planned.run.pass(&planned.batch, &objective);
        prop_assert!(totals.is_finite);
        let error =
            difference(&[totals.output], &[sum]).max(difference(planned.run.gradient(), &gradient));
        prop_assert!(
            error <= PROMISED,
            "epoch {epoch}: {error:e}, {totals:?} {sum}"
        );
        planned.run.descend(RATE);
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

/// The variables that an output depends on, itself included.
fn ancestors(spawned: &mut Spawned, output: usize) -> Vec<Entity> {
    let output = spawned.outputs[output];
    TopologicalOrder::sorted(&mut spawned.world, output)
        .variables()
        .to_vec()
}

/// A lane's `d_output` depends on two nodes, and lanes where the second is positive are counted.
struct Weighted;

impl Objective for Weighted {
    #[inline(always)]
    fn d_output<R: Real>(&self, output: usize, [one, other]: [R; 2]) -> R {
        one * one.like(1.0 + output as f64) + other
    }

    #[inline(always)]
    fn score<R: Real>(&self, _: usize, [_, other]: [R; 2]) -> R {
        let (zero, one) = (other.like(0.0), other.like(1.0));
        zero.if_less(other, one, zero)
    }
}

proptest! {
    #![proptest_config(config(100, 14))]

    #[test]
    fn each_lane_starts_from_what_its_objective_chooses(
        recipe in recipes(3..30, 1..30),
        picks in prop::collection::vec(any::<[prop::sample::Index; 2]>(), 4),
    ) {
        let mut spawned = spawn(&recipe);
        let mut requests = Vec::new();
        for (output, picks) in (0..spawned.outputs.len()).zip(picks) {
            let ancestors = ancestors(&mut spawned, output);
            requests.push(OutputRequest {
                variable: spawned.outputs[output],
                readings: picks.map(|pick| *pick.get(&ancestors)),
            });
        }
        let mut planned = plan_of(&mut spawned, &recipe, &requests, &[]);
        let totals = planned.run.pass(&planned.batch, &Weighted);
        let world = &mut spawned.world;
        let mut positive = 0.0;
        for (output, inputs) in &recipe.lanes {
            for (&leaf, &input) in spawned.lane_inputs.iter().zip(inputs) {
                world.set_value(leaf, input);
            }
            let request = &requests[*output];
            world.insert_resource(PassOutput::of(request.variable));
            run_forward(world).unwrap();
            let readings = request.readings.map(|node| world.value(node));
            world.pass_from(request.variable, Weighted.d_output(*output, readings));
            positive += f64::from(u8::from(readings[1] > 0.0));
        }
        let gradient: Vec<f64> = spawned
            .parameters
            .iter()
            .map(|&parameter| world.derivative(parameter).unwrap_or(0.0))
            .collect();
        let error = difference(planned.run.gradient(), &gradient);
        prop_assert!(error <= PROMISED, "{error:e}");
        prop_assert_eq!(totals.score, positive);
        let again = planned.run.totals(&planned.batch, &Weighted);
        prop_assert_eq!(again, totals, "forward alone");
    }
}

proptest! {
    #![proptest_config(config(100, 15))]

    #[test]
    fn what_is_observed_is_the_entities(
        recipe in recipes(3..30, 1..30),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 1..6),
    ) {
        let mut spawned = spawn(&recipe);
        let ancestors: Vec<Vec<Entity>> = (0..spawned.outputs.len())
            .map(|output| ancestors(&mut spawned, output))
            .collect();
        let observed: Vec<Entity> = picks
            .iter()
            .map(|pick| *pick.get(&spawned.nodes))
            .filter(|node| ancestors.iter().any(|ancestors| ancestors.contains(node)))
            .collect();
        let outputs: Vec<OutputRequest> = spawned.outputs.iter().copied().map(OutputRequest::of).collect();
        let mut planned = plan_of(&mut spawned, &recipe, &outputs, &observed);
        let mut values = vec![vec![None; observed.len()]; recipe.lanes.len()];
        for block in 0..planned.batch.blocks() {
            let take = |lane: usize, node: usize, value| values[lane][node] = Some(value);
            planned.run.evaluate_block(&planned.batch, block, &observed, take);
        }
        let world = &mut spawned.world;
        for ((output, inputs), values) in recipe.lanes.iter().zip(values) {
            for (&leaf, &input) in spawned.lane_inputs.iter().zip(inputs) {
                world.set_value(leaf, input);
            }
            world.pass(spawned.outputs[*output]);
            for (node, value) in observed.iter().zip(values) {
                prop_assert_eq!(value.is_some(), ancestors[*output].contains(node));
                if let Some(value) = value {
                    let error = difference(&[value], &[world.value(*node)]);
                    prop_assert!(error <= PROMISED, "{error:e}");
                }
            }
        }
        // What is kept for reading does not change the rest.
        let spawned = spawn(&recipe);
        compare_epochs(spawned, planned, &recipe, 1)?;
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
    let mut run = PlanRun::new(plan);
    run.set_parameters([1.0]);
    let mut batch = LaneBatch::default();
    batch.pack(run.plan(), 3, |_| 0, |lane, _| lane as f64);

    let totals = run.pass(&batch, &PlainMean::over(1));

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
        let mut run = PlanRun::new(plan);
        let mut batch = LaneBatch::default();
        batch.pack(
            run.plan(),
            9,
            |_| 0,
            |lane, _| if lane == 5 { 1.0 } else { 0.5 },
        );
        for (w, is_finite) in [(1.0, true), (2.0, false), (-2.0, false)] {
            run.set_parameters([w]);
            let totals = run.pass(&batch, &PlainMean::over(9));
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
    let mut run = PlanRun::new(plan);
    run.set_parameters(values);
    let mut batch = LaneBatch::default();
    batch.pack(run.plan(), 1, |_| 0, |_, _| 1.0);
    let totals = run.pass(&batch, &PlainMean::over(1));
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

#[test]
fn what_no_point_depends_on_leaves_no_trace() {
    // √p has an infinite derivative at 0 and none at −1; but no point's output is the one that depends on it.
    for p in [0.0, -1.0] {
        let mut world = autodiff_world();
        let builder = GraphBuilder::new();
        let [x, p] = [("x", 1.0), ("p", p)].map(|(name, value)| builder.leaf(name, value));
        let outputs = [&x * &p, &x * p.sqrt()];
        let graph = builder.spawn(&mut world).unwrap();
        let entity = |scalar: &Scalar| graph.entity(scalar);
        let request = PlanRequest {
            lane_inputs: &[entity(&x)],
            parameters: &[entity(&p)],
            outputs: &outputs
                .each_ref()
                .map(|output| OutputRequest::of(entity(output))),
            observed: &[],
        };
        let mut run = PlanRun::new(Plan::compile(&mut world, &request).unwrap());
        run.set_parameters([p.value()]);
        let mut batch = LaneBatch::default();
        batch.pack(run.plan(), 3, |_| 0, |lane, _| lane as f64);
        let totals = run.pass(&batch, &PlainMean::over(1));
        assert_eq!((run.gradient(), totals.is_finite), (&[3.0][..], true));
        batch.pack(run.plan(), 3, |_| 1, |lane, _| lane as f64);
        let totals = run.pass(&batch, &PlainMean::over(1));
        assert!(!run.gradient()[0].is_finite());
        assert_eq!(totals.is_finite, p.value() == 0.0);
    }
}

/// Σ tanh(p + x) over so many x, in several blocks.
fn many_lanes() -> (PlanRun, LaneBatch) {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let (x, p) = (builder.leaf("x", 1.0), builder.leaf("p", 1.0));
    let output = (&x + &p).tanh();
    let graph = builder.spawn(&mut world).unwrap();
    let mut run = PlanRun::new(compile(&mut world, &graph, &[&x], &[&p], &output));
    run.set_parameters([0.5]);
    let mut batch = LaneBatch::default();
    batch.pack(run.plan(), 1_000, |_| 0, |lane, _| lane as f64 / 1_000.0);
    assert!(batch.blocks() > 2);
    (run, batch)
}

/// How many calls a pass takes if each has time for one block.
fn calls_for_a_pass(run: &mut PlanRun, batch: &LaneBatch) -> usize {
    let objective = PlainMean::over(1_000);
    let mut calls = 1;
    while run
        .advance_pass(batch, &objective, Some(Instant::now()))
        .is_none()
    {
        calls += 1;
    }
    calls
}

#[test]
fn a_pass_goes_on_where_it_stopped_unless_something_has_changed() {
    let (mut run, mut batch) = many_lanes();
    let objective = PlainMean::over(1_000);
    let expected = run.pass(&batch, &objective);
    let gradient = run.gradient().to_vec();
    let first = |run: &mut PlanRun, batch: &LaneBatch| {
        assert_eq!(
            run.advance_pass(batch, &objective, Some(Instant::now())),
            None
        );
    };
    let blocks = batch.blocks();

    first(&mut run, &batch);
    run.set_parameters([0.5]); // the same
    batch.pack(run.plan(), 1_000, |_| 0, |lane, _| lane as f64 / 1_000.0);
    assert_eq!(calls_for_a_pass(&mut run, &batch), blocks - 1);
    assert_eq!(run.gradient(), gradient, "to the last bit");

    first(&mut run, &batch);
    run.set_parameters([0.75]);
    assert_eq!(calls_for_a_pass(&mut run, &batch), blocks);

    run.set_parameters([0.5]);
    first(&mut run, &batch);
    run.abandon_pass();
    assert_eq!(calls_for_a_pass(&mut run, &batch), blocks);

    first(&mut run, &batch);
    batch.pack(run.plan(), 999, |_| 0, |lane, _| lane as f64 / 1_000.0);
    assert_eq!(calls_for_a_pass(&mut run, &batch), batch.blocks());

    batch.pack(run.plan(), 1_000, |_| 0, |lane, _| lane as f64 / 1_000.0);
    first(&mut run, &batch);
    // The same lanes with other numbers: what has been done is of no use to a pass that begins.
    batch.pack(
        run.plan(),
        1_000,
        |_| 0,
        |lane, _| 1.0 - lane as f64 / 1_000.0,
    );
    let totals = run.pass(&batch, &objective);
    run.abandon_pass();
    assert_eq!(run.pass(&batch, &objective), totals);
    assert_ne!(totals.output, expected.output);
}

#[test]
#[should_panic(expected = "a batch is packed for its plan")]
fn a_batch_of_another_plan_is_refused() {
    let (mut run, _) = many_lanes();
    let (_, batch) = many_lanes();
    run.pass(&batch, &PlainMean::over(1_000));
}

#[test]
#[should_panic(expected = "a value for every parameter")]
fn more_values_than_parameters_are_refused() {
    let (mut run, _) = many_lanes();
    let one_more = run.parameters().len() + 1;
    run.set_parameters((0..one_more).map(|value| value as f64));
}
