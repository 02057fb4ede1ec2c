//! Random graphs: values against a plain evaluator, derivatives against dual numbers and against central differences.
//!
//! The drawn steps keep a graph well-conditioned, so that the two oracles can be trusted: every step maps values within [−1, 1]
//! to values within [−1, 1], moves by no more than the largest of its inputs' moves, and stays away from kinks and poles.

use std::collections::BTreeMap;

use bevy::prelude::*;
use chainrule::autodiff::{Function, GraphBuilder, Inputs, Scalar, SpawnedGraph};
use proptest::{prelude::*, test_runner::RngSeed};

use super::harness::{Graphs, assert_derivatives, autodiff_world};

/// Steps that keep at least this distance from the places where ReLU, lt and eq are not smooth: far more than any ε.
const CLEARANCE: f64 = 0.01;

/// How far reverse and forward mode may differ, in units of the sum of the sizes of all contributions.
///
/// Both add up the same products in another order: the error is some 2⁻⁵³ for each of up to a few thousand nodes on a path.
const DUAL_TOLERANCE: f64 = 1e-9;

/// A drawn graph: the leaves' values, and for each step which one and on which two earlier nodes.
#[derive(Debug, Clone)]
pub struct Recipe {
    leaves: Vec<f64>,
    steps: Vec<(u8, u32, u32)>,
}

/// The first choices of a step; [`Function::ALL`] is covered by them.
pub const STEPS: u8 = 20;

pub fn recipes(steps: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = Recipe> {
    (
        prop::collection::vec(-1.0..1.0_f64, 1..6),
        prop::collection::vec((0..STEPS, any::<u32>(), any::<u32>()), steps),
    )
        .prop_map(|(leaves, steps)| Recipe { leaves, steps })
}

/// Drafts a step from two earlier nodes, which may be the same.
pub fn step(choice: u8, a: &Scalar, b: &Scalar) -> Scalar {
    let positive = || a * a + 0.5; // 0.5 to 1.5
    let clear = |distance: f64| distance.abs() > CLEARANCE;
    match choice {
        0 => (a + b) * 0.5,
        1 => (a * b) * 0.5,
        2 => (a - b) / 2.0,
        3 => -a,
        4 => positive().inv() * 0.25,
        5 => positive().log(),
        6 => a.exp() * 0.36,
        7 => a.sigmoid(),
        8 => {
            if clear(a.value()) {
                a.relu()
            } else {
                (a + 0.5).relu() * 0.5
            }
        }
        9 => a.tanh(),
        10 => a.sin(),
        11 => a.cos(),
        12 => positive().sqrt() * 0.8,
        13 => a.square() * 0.5,
        14 => a.pow(3.0) / 3.0,
        15 => positive().pow(-1.5) * 0.12,
        16 => a.times_five() * 0.2,
        17 if clear(a.value() - b.value()) => a.lt(b) * b,
        17 => (a + 1.0).lt(b) + a,
        18 if clear(a.value() - b.value()) => a.equals(b) + b,
        18 => a.equals(a) * a,
        _ => 2.0 * a * 0.25 - b * 0.5,
    }
}

pub struct Spawned {
    pub world: World,
    pub graph: SpawnedGraph,
    pub leaves: Vec<Entity>,
    pub output: Entity,
}

/// Drafts and spawns the recipe. `reach` is how far back a step may look: small makes deep graphs, large makes bushy ones.
pub fn spawn(recipe: &Recipe, reach: usize) -> Spawned {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let leaves: Vec<Scalar> = recipe
        .leaves
        .iter()
        .enumerate()
        .map(|(place, &value)| builder.leaf(format!("x{place}"), value))
        .collect();
    let mut made = leaves.clone();
    for &(choice, a, b) in &recipe.steps {
        let recent = &made[made.len().saturating_sub(reach)..];
        let [a, b] = [a, b].map(|draw| &recent[draw as usize % recent.len()]);
        let next = step(choice, a, b);
        made.push(next);
    }
    // All that was made lately, so that no long part of the graph is cut off by one lt.
    let output = made
        .iter()
        .rev()
        .take(8)
        .fold(builder.constant(0.0), |sum, node| sum + node);
    let graph = builder.spawn(&mut world).expect("a legal graph");
    Spawned {
        leaves: leaves.iter().map(|leaf| graph.entity(leaf)).collect(),
        output: graph.entity(&output),
        world,
        graph,
    }
}

/// A number with its derivative by one leaf, and the same with every local derivative made positive: its scale.
#[derive(Debug, Clone, Copy)]
struct Dual {
    value: f64,
    derivative: f64,
    scale: f64,
}

impl Dual {
    fn through(self, value: f64, slope: f64) -> Self {
        Self {
            value,
            derivative: slope * self.derivative,
            scale: slope.abs() * self.scale,
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            value: self.value + other.value,
            derivative: self.derivative + other.derivative,
            scale: self.scale + other.scale,
        }
    }
}

/// The function of dual numbers, from the textbook and not from the rules.
fn dual(function: Function, a: Dual, b: Dual) -> Dual {
    let x = a.value;
    match function {
        Function::Add => a.plus(b),
        Function::Mul => {
            let sum = a.through(0.0, b.value).plus(b.through(0.0, x));
            Dual {
                value: x * b.value,
                ..sum
            }
        }
        Function::Neg => a.through(-x, -1.0),
        Function::Inv => a.through(x.recip(), -x.powi(-2)),
        Function::Log => a.through(x.ln(), x.recip()),
        Function::Exp => a.through(x.exp(), x.exp()),
        Function::Sigmoid => {
            let cosh = (x / 2.0).cosh();
            a.through((-x).exp().mul_add(1.0, 1.0).recip(), 0.25 / (cosh * cosh))
        }
        Function::ReLU => a.through(x.max(0.0), f64::from(u8::from(x > 0.0))),
        Function::Tanh => a.through(x.tanh(), x.cosh().powi(-2)),
        Function::Sin => a.through(x.sin(), x.cos()),
        Function::Cos => a.through(x.cos(), -x.sin()),
        Function::Sqrt => a.through(x.sqrt(), 0.5 / x.sqrt()),
        Function::Square => a.through(x.powi(2), x + x),
        Function::Pow => a.through(x.powf(b.value), b.value * x.powf(b.value - 1.0)),
        Function::TimesFive => a.through(5.0 * x, 5.0),
        Function::LT => a.through(f64::from(u8::from(x < b.value)), 0.0),
        Function::EQ => a.through(f64::from(u8::from(x == b.value)), 0.0),
    }
}

/// Every node as a dual number, seeded at one leaf.
fn duals(spawned: &Spawned, seeded: Entity) -> Vec<Dual> {
    let nodes = spawned.graph.nodes();
    let mut duals: Vec<Dual> = Vec::with_capacity(nodes.len());
    let mut places = BTreeMap::new();
    for (place, &node) in nodes.iter().enumerate() {
        let world = &spawned.world;
        let next = match (world.get::<Function>(node), world.get::<Inputs>(node)) {
            (Some(function), Some(inputs)) => {
                let inputs: Vec<Dual> = inputs
                    .as_slice()
                    .iter()
                    .map(|input| duals[places[input]])
                    .collect();
                dual(*function, inputs[0], inputs[inputs.len() - 1])
            }
            _ => {
                let seed = f64::from(u8::from(node == seeded));
                Dual {
                    value: world.value(node),
                    derivative: seed,
                    scale: seed,
                }
            }
        };
        places.insert(node, place);
        duals.push(next);
    }
    duals
}

/// The value of `node` by plain recursion over its inputs, and over nothing that the engine has computed.
fn evaluate(world: &World, node: Entity) -> f64 {
    let (Some(function), Some(inputs)) = (world.get::<Function>(node), world.get::<Inputs>(node))
    else {
        return world.value(node);
    };
    let of = |place: usize| evaluate(world, inputs.as_slice()[place]);
    match function {
        Function::Add => of(0) + of(1),
        Function::Mul => of(0) * of(1),
        Function::Neg => -of(0),
        Function::Inv => of(0).recip(),
        Function::Log => of(0).ln(),
        Function::Exp => of(0).exp(),
        Function::Sigmoid => 1.0 / (1.0 + (-of(0)).exp()),
        Function::ReLU => of(0).max(0.0),
        Function::Tanh => of(0).tanh(),
        Function::Sin => of(0).sin(),
        Function::Cos => of(0).cos(),
        Function::Sqrt => of(0).sqrt(),
        Function::Square => of(0).powi(2),
        Function::Pow => of(0).powf(of(1)),
        Function::TimesFive => 5.0 * of(0),
        Function::LT => f64::from(u8::from(of(0) < of(1))),
        Function::EQ => f64::from(u8::from(of(0) == of(1))),
    }
}

pub fn config(cases: u32, seed: u64) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Runs one pass and compares every value and every leaf's derivative with the dual numbers.
fn compare_with_duals(spawned: &mut Spawned) -> Result<(), TestCaseError> {
    let output = spawned.output;
    let place = spawned.graph.nodes().len() - 1;
    prop_assert_eq!(spawned.graph.nodes()[place], output);
    spawned.world.pass(output);
    for &leaf in &spawned.leaves {
        let duals = duals(spawned, leaf);
        for (&node, dual) in spawned.graph.nodes().iter().zip(&duals) {
            let value = spawned.world.value(node);
            // Values are of size 1, and steps do not enlarge what rounding has done to them.
            prop_assert!(
                (value - dual.value).abs() <= 1e-12,
                "{:?} {value} {dual:?}",
                spawned.world.get::<Name>(node)
            );
        }
        let expected = duals[place];
        match spawned.world.derivative(leaf) {
            Some(derivative) => prop_assert!(
                (derivative - expected.derivative).abs() <= DUAL_TOLERANCE * expected.scale,
                "{derivative} is not {expected:?}"
            ),
            // The output does not read it: no way leads from it, so the scale is zero.
            None => prop_assert_eq!(expected.scale, 0.0),
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(150, 1))]

    #[test]
    fn small_graphs_agree_with_dual_numbers_and_central_differences(
        recipe in recipes(0..40), reach in 1..40_usize,
    ) {
        let mut spawned = spawn(&recipe, reach);
        compare_with_duals(&mut spawned)?;
        assert_derivatives(&mut spawned.world, spawned.output);
    }

    #[test]
    fn small_graphs_agree_with_plain_recursion(recipe in recipes(0..10), reach in 1..10_usize) {
        let mut spawned = spawn(&recipe, reach);
        for &leaf in &spawned.leaves.clone() {
            // Other values than those of the draft, that Forward must carry through.
            let moved = spawned.world.value(leaf) * 0.999;
            spawned.world.set_value(leaf, moved);
        }
        spawned.world.pass(spawned.output);
        for &node in spawned.graph.nodes() {
            let (value, expected) = (spawned.world.value(node), evaluate(&spawned.world, node));
            prop_assert!((value - expected).abs() <= 1e-13, "{value} is not {expected}");
        }
    }
}

proptest! {
    #![proptest_config(config(40, 2))]

    #[test]
    fn large_graphs_agree_with_dual_numbers_and_central_differences(
        recipe in recipes(100..800), reach in 2..800_usize,
    ) {
        let mut spawned = spawn(&recipe, reach);
        prop_assert!(spawned.graph.nodes().len() > 100);
        compare_with_duals(&mut spawned)?;
        assert_derivatives(&mut spawned.world, spawned.output);
    }
}

#[test]
fn the_steps_use_every_function() {
    let builder = GraphBuilder::new();
    let (a, b) = (builder.leaf("a", 0.6), builder.leaf("b", -0.3));
    for choice in 0..STEPS {
        for (a, b) in [(&a, &b), (&b, &a), (&a, &a)] {
            let made = step(choice, a, b);
            assert!(made.value().abs() <= 1.0, "step {choice}");
        }
    }
    let mut world = autodiff_world();
    let graph = builder.spawn(&mut world).unwrap();
    for function in Function::ALL {
        let used = graph
            .nodes()
            .iter()
            .any(|&node| world.get::<Function>(node) == Some(&function));
        assert!(used, "{function:?}");
    }
}

#[test]
fn the_dual_numbers_are_right_where_the_answer_is_known() {
    let at = |value| Dual {
        value,
        derivative: 1.0,
        scale: 1.0,
    };
    // x² at 3, xˣ's base side at 2³, σ at 0.
    assert_eq!(dual(Function::Mul, at(3.0), at(3.0)).derivative, 6.0);
    assert_eq!(dual(Function::Pow, at(2.0), at(3.0)).derivative, 12.0);
    assert_eq!(dual(Function::Sigmoid, at(0.0), at(0.0)).derivative, 0.25);
}
