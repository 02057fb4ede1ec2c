//! The lecture's worked examples: value and every derivative.

use std::collections::BTreeMap;

use chainrule::autodiff::{GraphBuilder, Scalar};
use serde_json::Value;

use super::harness::{Graphs, assert_close, autodiff_world};

/// The rows were worked out by hand in f64 or in whole numbers: only a few roundings lie between.
const TOLERANCE: f64 = 1e-12;

/// Drafts a row's expression from its leaves, in the order of their names.
fn draft(lesson: &str, leaves: &[Scalar]) -> Scalar {
    match (lesson, leaves) {
        ("TimesFive, applied twice", [x]) => x.times_five().times_five(),
        ("Mul", [x, y]) => x * y,
        ("x*x uses one variable twice", [x]) => x * x,
        ("Square", [x]) => x.square(),
        ("Square of Square", [x]) => x.square().square(),
        ("log(x)^2", [x]) => x.log().square(),
        ("(x*y)^2", [x, y]) => (x * y).square(),
        ("z = x*y; log(z) + exp(z)", [x, y]) => {
            let z = x * y;
            z.log() + z.exp()
        }
        ("b = a + a; c = b + b", [a]) => {
            let b = a + a;
            &b + &b
        }
        ("sandbox: (x*x)*y + 10*x", [x, y]) => (x * x) * y + 10.0 * x,
        _ => panic!(
            "the row {lesson:?} with {} leaves is not drafted",
            leaves.len()
        ),
    }
}

fn numbers(row: &Value, key: &str) -> BTreeMap<String, f64> {
    let object = row[key].as_object().expect("a map of numbers");
    object
        .iter()
        .map(|(name, number)| (name.clone(), number.as_f64().expect("a number")))
        .collect()
}

#[test]
fn every_row_of_the_lecture_has_its_value_and_derivatives() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("../data/lecture.json")).unwrap();
    assert!(rows.len() >= 10);
    for row in &rows {
        let lesson = row["lesson"].as_str().unwrap();
        let (at, derivatives) = (numbers(row, "at"), numbers(row, "derivatives"));
        let mut world = autodiff_world();
        let builder = GraphBuilder::new();
        let leaves: Vec<Scalar> = at.iter().map(|(name, &x)| builder.leaf(name, x)).collect();
        let output = draft(lesson, &leaves);
        let graph = builder.spawn(&mut world).unwrap();
        world.pass(graph.entity(&output));
        assert_close(
            world.value(graph.entity(&output)),
            row["value"].as_f64().unwrap(),
            TOLERANCE,
        );
        assert_eq!(derivatives.len(), leaves.len(), "{lesson}");
        for (name, leaf) in at.keys().zip(&leaves) {
            let derivative = world.derivative(graph.entity(leaf));
            assert_close(derivative.expect(lesson), derivatives[name], TOLERANCE);
        }
    }
}

/// Value at x = y = 1 and the derivatives with respect to x and y, of an expression of the scalar sandbox.
fn sandbox(draft: impl Fn(&Scalar, &Scalar) -> Scalar) -> (f64, [Option<f64>; 2]) {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let (x, y) = (builder.leaf("x", 1.0), builder.leaf("y", 1.0));
    let output = draft(&x, &y);
    let graph = builder.spawn(&mut world).expect("a legal graph");
    world.pass(graph.entity(&output));
    (
        world.value(graph.entity(&output)),
        [&x, &y].map(|leaf| world.derivative(graph.entity(leaf))),
    )
}

// By hand, at x = y = 1: whole numbers, which f64 adds and multiplies exactly.

#[test]
fn the_sandbox_with_a_negative_sum_gives_14() {
    // z = −y·3x·y + 10x, z + z: value 14, ∂x = 2(10 − 3y²), ∂y = −12xy.
    let (value, derivatives) = sandbox(|x, y| {
        let z = -y * (x + x + x) * y + 10.0 * x;
        &z + &z
    });
    assert_eq!((value, derivatives), (14.0, [Some(14.0), Some(-12.0)]));
}

#[test]
fn the_sandbox_with_a_sum_gives_26() {
    // z = 3x·y + 10x, z + z: value 26, ∂x = 2(3y + 10), ∂y = 6x.
    let (value, derivatives) = sandbox(|x, y| {
        let z = (x + x + x) * y + 10.0 * x;
        &z + &z
    });
    assert_eq!((value, derivatives), (26.0, [Some(26.0), Some(6.0)]));
}

#[test]
fn the_sandbox_with_a_long_sum_gives_85() {
    // ((1 + x + x² + 65)·x·y + 6 + x)·y + 10x at 1, 1: 68 + 7 + 10 = 85;
    // ∂x = (1 + 2x)xy² + (66 + x + x²)y² + y + 10 = 82, ∂y = 2(66 + x + x²)xy + 6 + x = 143.
    let (value, derivatives) = sandbox(|x, y| {
        let sum = 1.0 + x + x * x + 65.0;
        (sum * x * y + 6.0 + x) * y + 10.0 * x
    });
    assert_eq!((value, derivatives), (85.0, [Some(82.0), Some(143.0)]));
}
