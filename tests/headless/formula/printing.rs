//! What a graph is printed as, and that it reads back as the same graph.

use chainrule::formula::{Expression, ExpressionKind};
use proptest::prelude::*;

use super::{
    super::random_graphs::{recipes, spawn},
    read,
};

/// The nodes that the result depends on, numbered in the order in which a walk from the result leaves them: two expressions are the
/// same graph if these are equal.
fn graph(expression: &Expression) -> Vec<(String, Vec<usize>)> {
    let nodes = expression.nodes();
    let mut numbers: Vec<Option<usize>> = vec![None; nodes.len()];
    let mut walked = Vec::new();
    let mut stack = vec![(expression.result(), 0)];
    while let Some((node, next)) = stack.last_mut() {
        if let Some(&input) = nodes[*node].inputs().get(*next) {
            *next += 1;
            if numbers[input].is_none() {
                stack.push((input, 0));
            }
            continue;
        }
        let (node, _) = stack.pop().expect("looked at above");
        if numbers[node].is_some() {
            continue; // was on the stack twice
        }
        let what = match nodes[node].kind {
            ExpressionKind::Variable => format!("variable {:?}", nodes[node].name),
            ExpressionKind::Constant(number) => format!("constant {:x}", number.to_bits()),
            ExpressionKind::Apply(function, _) => function.rule().name.to_owned(),
        };
        let inputs = nodes[node].inputs().iter();
        let inputs = inputs
            .map(|&input| numbers[input].expect("inputs are left first"))
            .collect();
        numbers[node] = Some(walked.len());
        walked.push((what, inputs));
    }
    walked
}

#[track_caller]
fn assert_reads_back(expression: &Expression) {
    let text = expression.to_string();
    assert_eq!(graph(&read(&text)), graph(expression), "{text}");
}

#[test]
fn a_formula_is_printed_as_people_write_it() {
    for text in [
        "log(x * y) + exp(x * y)",
        "z = x * y\nlog(z) + exp(z)",
        "-x^2",
        "(-x)^2",
        "-(x + y) * z",
        "a - (b - c)",
        "a / (b / c)",
        "a - b * -c",
        "(a + b) / (c * d)",
        "x^-2",
        "x^0.5",
        "(-2)^3",
        "(x^2)^3",
        "-3 * x",
        "neg(3) * x",
        "x - -3",
        "--x",
        "lt(x, y) * (1 - eq(x, 2))",
        "b = a + a\nc = b + b",
        "b = a + a\nc = b + b\nb",
        "x",
        "c = 2\nx^c + c",
    ] {
        assert_eq!(read(text).to_string(), text);
    }
}

#[test]
fn what_could_be_written_shorter_is() {
    for (text, printed) in [
        ("add(a, neg(b))", "a - b"),
        ("mul(a, inv(b))", "a / b"),
        ("mul(inv(b), a)", "inv(b) * a"),
        ("pow(x, (1 + 5) / 2)", "x^3"),
        ("(((x)))", "x"),
        ("((a + b) + c)", "a + b + c"),
        ("1e3 * x + 0.50", "1000 * x + 0.5"),
        ("a^b", "exp(b * log(a))"),
    ] {
        assert_eq!(read(text).to_string(), printed);
    }
}

#[test]
fn nodes_that_are_used_twice_and_have_no_name_get_one_that_is_free() {
    let recipe_like = read("v1 = x + 1; a = v1 * 2; a * a");
    assert_reads_back(&recipe_like);
    // The graph of a builder has shared nodes without names.
    let mut world = super::super::harness::autodiff_world();
    let builder = chainrule::autodiff::GraphBuilder::new();
    let v1 = builder.leaf("v1", 1.0);
    let sum = &v1 + 2.0;
    let output = &sum * &sum;
    let graph = builder.spawn(&mut world).unwrap();
    let expression = Expression::of(&world, graph.entity(&output), |_| false).unwrap();
    assert_eq!(expression.to_string(), "v2 = v1 + 2\nv2 * v2");
}

#[test]
fn names_that_no_formula_may_have_are_made_fit() {
    let mut world = super::super::harness::autodiff_world();
    let builder = chainrule::autodiff::GraphBuilder::new();
    let (weight, exp) = (
        builder.leaf("layer1.weight 0", 1.0),
        builder.leaf("exp", 2.0),
    );
    let (digit, again) = (builder.leaf("1st", 3.0), builder.leaf("exp", 4.0));
    let output = weight * exp + digit * again;
    let graph = builder.spawn(&mut world).unwrap();
    let expression = Expression::of(&world, graph.entity(&output), |_| false).unwrap();
    assert_eq!(
        expression.to_string(),
        "layer1_weight_0 * exp_2 + _1st * exp_3"
    );
    assert_reads_back(&expression);
}

proptest! {
    #[test]
    fn a_printed_graph_reads_back_as_the_same_graph(recipe in recipes(0..60), reach in 2..40_usize) {
        let spawned = spawn(&recipe, reach);
        let expression = Expression::of(&spawned.world, spawned.output, |_| false).unwrap();
        assert_reads_back(&expression);
        // And with every node in a line of its own.
        let named = Expression::of(&spawned.world, spawned.output, |_| true).unwrap();
        assert_reads_back(&named);
    }
}
