//! What stands on the blackboard: the pieces of text that text and Markdown share.

use crate::autodiff::{Function, Step};

use super::{
    super::{Evaluation, ExpressionKind, VariableCheck, applied, short},
    elided::grouped,
};

/// Deeper visits are not indented any further.
const MOST_INDENTED: usize = 16;

/// One node of a formula, in words and numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeLine {
    /// What it is called.
    pub name: String,
    /// `x * y`; nothing for a variable or a number.
    pub formula: String,
    /// `1.5 * 2`; nothing for a variable or a number.
    pub with_numbers: String,
    /// Its value.
    pub value: String,
    /// `leaf`, `constant` or the function's name.
    pub kind: &'static str,
    /// `saves 1.5, 2`; nothing where nothing is saved.
    pub saves: String,
}

/// What a variable does when backward takes it.
pub(super) struct Taken {
    pub(super) name: String,
    pub(super) d_output: String,
    /// For a leaf nothing; for a non-leaf its formula.
    pub(super) formula: String,
    pub(super) contributions: Vec<Contribution>,
}

/// What the chain rule sends to one input.
pub(super) struct Contribution {
    pub(super) input: String,
    /// `2 * 20.4189 = 40.8377`
    pub(super) product: String,
    /// `0.666667 + 40.8377 = 41.5044`, where something had arrived before.
    pub(super) sum: Option<String>,
}

/// A count with its noun: `1 leaf`, `2 leaves`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// `2 leaves, 1 constant, 5 functions`
pub(super) fn counts(evaluation: &Evaluation) -> String {
    let nodes = evaluation.expression().nodes();
    let count =
        |is: fn(&ExpressionKind) -> bool| nodes.iter().filter(|node| is(&node.kind)).count();
    let leaves = count(|kind| matches!(kind, ExpressionKind::Variable));
    let constants = count(|kind| matches!(kind, ExpressionKind::Constant(_)));
    let functions = count(|kind| matches!(kind, ExpressionKind::Apply(..)));
    let mut parts = vec![counted(leaves, "leaf", "leaves")];
    if constants > 0 {
        parts.push(counted(constants, "constant", "constants"));
    }
    parts.push(counted(functions, "function", "functions"));
    parts.join(", ")
}

/// `x = 1.5, y = 2`
pub(super) fn point(evaluation: &Evaluation, all: bool) -> String {
    const MOST: usize = 12;
    let places = evaluation.expression().variable_places();
    let shown = if all {
        places.len()
    } else {
        places.len().min(MOST)
    };
    let mut text: Vec<String> = places[..shown]
        .iter()
        .map(|&place| {
            format!(
                "{} = {}",
                evaluation.labels()[place],
                evaluation.values()[place]
            )
        })
        .collect();
    if places.len() > shown {
        text.push(format!("… {} more …", grouped(places.len() - shown)));
    }
    text.join(", ")
}

/// One node of the formula.
pub fn node_line(evaluation: &Evaluation, place: usize) -> NodeLine {
    let (labels, values) = (evaluation.labels(), evaluation.values());
    let node = &evaluation.expression().nodes()[place];
    let (mut formula, mut with_numbers, mut saves) = Default::default();
    let kind = match node.kind {
        ExpressionKind::Variable => "leaf",
        ExpressionKind::Constant(_) => "constant",
        ExpressionKind::Apply(function, inputs) => {
            formula = applied(function, inputs.map(|input| labels[input].as_str()));
            let numbers = inputs.map(|input| short(values[input]));
            with_numbers = applied(function, [&numbers[0], &numbers[1]]);
            let saved = function.forward(inputs.map(|input| values[input])).1;
            let saved: Vec<String> = saved.as_slice().iter().map(|&it| short(it)).collect();
            if !saved.is_empty() {
                saves = format!("saves {}", saved.join(", "));
            }
            function.rule().name
        }
    };
    NodeLine {
        name: labels[place].clone(),
        formula,
        with_numbers,
        value: short(values[place]),
        kind,
        saves,
    }
}

/// The places of the functions, in the order of forward.
pub(super) fn functions(evaluation: &Evaluation) -> Vec<usize> {
    let nodes = evaluation.expression().nodes().iter().enumerate();
    let is_function = |kind| matches!(kind, ExpressionKind::Apply(..));
    nodes
        .filter_map(|(place, node)| is_function(node.kind).then_some(place))
        .collect()
}

/// One line for each visit of the sort and each return from it that adds a node.
pub(super) fn visits(evaluation: &Evaluation) -> Vec<(usize, String)> {
    let name = |node: usize| &evaluation.labels()[evaluation.place(node)];
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut depth = 0_usize;
    for step in evaluation.trace().steps() {
        match *step {
            Step::Visit { node, .. } => {
                lines.push((depth, format!("visit {}", name(node))));
                depth += 1;
            }
            Step::AlreadyMarked { .. } => {
                depth -= 1;
                end_last(&mut lines, "marked already");
            }
            Step::SkipConstant { .. } => {
                depth -= 1;
                end_last(&mut lines, "a constant, skipped");
            }
            Step::Add { node } => {
                depth -= 1;
                let is_open = lines.last().is_some_and(|(last, _)| *last == depth);
                if is_open && evaluation.trace().graph().nodes()[node].is_leaf() {
                    end_last(&mut lines, "a leaf, added");
                } else {
                    lines.push((depth, format!("add {}", name(node))));
                }
            }
            _ => {}
        }
    }
    lines
}

fn end_last(lines: &mut [(usize, String)], how: &str) {
    if let Some((_, line)) = lines.last_mut() {
        line.push_str(": ");
        line.push_str(how);
    }
}

/// The blanks before a line of so deep a visit, and for a very deep one its depth.
pub(super) fn indented(depth: usize, line: &str) -> String {
    let blanks = "  ".repeat(depth.min(MOST_INDENTED));
    if depth > MOST_INDENTED {
        format!("{blanks}({} deep) {line}", grouped(depth))
    } else {
        format!("{blanks}{line}")
    }
}

/// Backward, variable by variable, in topological order.
pub(super) fn taken(evaluation: &Evaluation) -> Vec<Taken> {
    let labels = evaluation.labels();
    let mut all: Vec<Taken> = Vec::new();
    for step in evaluation.trace().steps() {
        match *step {
            Step::Take { node, d_output } => all.push(Taken {
                name: labels[evaluation.place(node)].clone(),
                d_output: short(d_output),
                formula: node_line(evaluation, evaluation.place(node)).formula,
                contributions: Vec::new(),
            }),
            Step::Contribution {
                input,
                local,
                d_output,
                ..
            } => {
                let product = local * d_output;
                let product = format!(
                    "{} = {}",
                    applied(Function::Mul, [&short(local), &short(d_output)]),
                    short(product)
                );
                if let Some(last) = all.last_mut() {
                    last.contributions.push(Contribution {
                        input: labels[evaluation.place(input)].clone(),
                        product,
                        sum: None,
                    });
                }
            }
            Step::Accumulate {
                before: Some(before),
                after,
                ..
            } => {
                let sent = all
                    .last_mut()
                    .and_then(|last| last.contributions.last_mut());
                if let Some(sent) = sent {
                    let arrived = sent
                        .product
                        .rsplit("= ")
                        .next()
                        .unwrap_or_default()
                        .to_owned();
                    let sum = applied(Function::Add, [&short(before), &arrived]);
                    sent.sum = Some(format!("{sum} = {}", short(after)));
                }
            }
            _ => {}
        }
    }
    all
}

/// A derivative's row: variable, backward, central difference, relative error.
pub(super) fn check_row(evaluation: &Evaluation, check: &VariableCheck) -> [String; 4] {
    let mut error = format!("{:.1e}", check.relative_error());
    if check.difference.crosses_kink {
        error.push_str(" (across a kink of relu)");
    }
    [
        evaluation.labels()[check.variable].clone(),
        check.backward.to_string(),
        check.difference.quotient.to_string(),
        error,
    ]
}

/// The names of variables that the result does not depend on.
pub(super) fn without_derivative(evaluation: &Evaluation) -> Vec<&str> {
    let places = evaluation.expression().variable_places().iter();
    let without = places.filter(|&&place| evaluation.derivative(place).is_none());
    without
        .map(|&place| evaluation.labels()[place].as_str())
        .collect()
}
