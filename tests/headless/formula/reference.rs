//! Values and derivatives of formulas that others computed.

use std::collections::BTreeMap;

use bevy::prelude::*;
use chainrule::autodiff::GraphBuilder;
use serde_json::Value as Json;

use super::{
    super::harness::{Graphs, autodiff_world},
    read,
};

/// Two engines that work in float64 differ by their roundings alone.
const RELATIVE: f64 = 1e-9;
/// Where both are nothing but rounding.
const ABSOLUTE: f64 = 1e-12;

#[track_caller]
fn assert_agrees(ours: f64, theirs: f64, of: &str) {
    let allowed = (RELATIVE * theirs.abs()).max(ABSOLUTE);
    assert!(
        (ours - theirs).abs() <= allowed,
        "{of}: {ours} is not {theirs}"
    );
}

fn numbers(row: &Json, key: &str) -> BTreeMap<String, f64> {
    serde_json::from_value(row[key].clone()).expect("a map of numbers")
}

/// Reads every row's expression, passes over its graph, and compares its value and all derivatives.
fn assert_rows(rows: &str) -> usize {
    let rows: Vec<Json> = serde_json::from_str(rows).unwrap();
    for row in &rows {
        let text = row["expression"].as_str().unwrap();
        let (at, derivatives) = (numbers(row, "at"), numbers(row, "derivatives"));
        let expression = read(text);
        let values: Vec<f64> = expression.variables().map(|name| at[name]).collect();
        let mut world = autodiff_world();
        let builder = GraphBuilder::new();
        let scalars = expression.draft(&builder, &values).unwrap();
        let graph = builder.spawn(&mut world).unwrap();
        let output: Entity = graph.entity(&scalars[expression.result()]);
        world.pass(output);

        let expected = row["value"].as_f64().unwrap();
        assert_agrees(world.value(output), expected, text);
        assert_agrees(
            expression.evaluate(&values)[expression.result()],
            expected,
            text,
        );
        assert_eq!(derivatives.len(), expression.variables().len(), "{text}");
        for (name, &place) in expression.variables().zip(expression.variable_places()) {
            let derivative = world.derivative(graph.entity(&scalars[place]));
            assert_agrees(
                derivative.expect(name),
                derivatives[name],
                &format!("∂{name} of {text}"),
            );
        }
    }
    rows.len()
}

#[test]
fn sixty_expressions_have_the_values_and_derivatives_that_jax_gives_them() {
    assert_eq!(assert_rows(include_str!("../../data/expressions.json")), 60);
}

#[test]
fn the_lectures_expressions_have_the_values_and_derivatives_worked_out_by_hand() {
    assert_eq!(assert_rows(include_str!("../../data/lecture.json")), 10);
}
