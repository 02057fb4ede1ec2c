//! What stands on the blackboard: the pieces of text that text and Markdown share.

use crate::autodiff::{Function, Step};

use super::{
    super::{Evaluation, ExpressionKind, VariableCheck, applied, number_text, short},
    elided::grouped,
};

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
    arrived: String,
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
            let (saved, _) = evaluation.saved_and_local(place);
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

/// Where in the trace backward takes each variable, in topological order.
pub(super) fn takes(evaluation: &Evaluation) -> Vec<usize> {
    let steps = evaluation.trace().steps().iter().enumerate();
    let is_take = |step: &Step| matches!(step, Step::Take { .. });
    steps
        .filter_map(|(place, step)| is_take(step).then_some(place))
        .collect()
}

/// What is done with the variable that backward takes with this step.
pub(super) fn taken(evaluation: &Evaluation, step: usize) -> Taken {
    let name = |node: usize| evaluation.labels()[evaluation.place(node)].clone();
    let steps = &evaluation.trace().steps()[step..];
    let Some(&Step::Take { node, d_output }) = steps.first() else {
        unreachable!("it is the step of a take");
    };
    let mut taken = Taken {
        name: name(node),
        d_output: short(d_output),
        formula: node_line(evaluation, evaluation.place(node)).formula,
        contributions: Vec::new(),
    };
    for step in &steps[1..] {
        match *step {
            Step::Take { .. } => break,
            Step::Contribution {
                input,
                local,
                d_output,
                ..
            } => {
                let arrived = short(local * d_output);
                let product = applied(Function::Mul, [&short(local), &short(d_output)]);
                taken.contributions.push(Contribution {
                    input: name(input),
                    product: format!("{product} = {arrived}"),
                    arrived,
                    sum: None,
                });
            }
            Step::Accumulate {
                before: Some(before),
                after,
                ..
            } => {
                if let Some(sent) = taken.contributions.last_mut() {
                    let sum = applied(Function::Add, [&short(before), &sent.arrived]);
                    sent.sum = Some(format!("{sum} = {}", short(after)));
                }
            }
            _ => {}
        }
    }
    taken
}

/// A derivative's row: variable, backward, central difference, relative error.
pub(super) fn check_row(evaluation: &Evaluation, check: &VariableCheck) -> [String; 4] {
    let mut error = format!("{:.1e}", check.relative_error());
    if check.difference.crosses_kink {
        error.push_str(" (across a kink or a jump)");
    }
    [
        evaluation.labels()[check.variable].clone(),
        number_text(check.backward),
        number_text(check.difference.quotient),
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

/// What is said where no variable has a derivative.
pub(super) const NO_DERIVATIVES: &str = "none: the result depends on no variable";

/// How many variables were not checked, in words; nothing where all were.
pub(super) fn unchecked(evaluation: &Evaluation, checks: usize) -> Option<String> {
    let variables = evaluation.expression().variable_places().len();
    let unchecked = variables - without_derivative(evaluation).len() - checks;
    (unchecked > 0).then(|| {
        format!(
            "{} not checked by a central difference; --all checks every one",
            counted(unchecked, "variable is", "variables are")
        )
    })
}
