//! A function as a person would write it: with letters, and with the numbers of the moment.

use crate::{
    autodiff::{Function, NodeKind},
    training::{ShownGraph, ShownNumbers},
};

use super::super::graph::{NOT_YET, short_name, signed};

/// `f(a, b) = a · b`, and the local derivatives, each on a line of its own.
pub(super) fn with_letters(function: Function) -> Vec<&'static str> {
    let parts = function.rule().mathematics.split(",  ");
    parts.collect()
}

/// `x₁ × w⁰₁`: the function of its inputs by their names.
pub(super) fn with_names(shown: &ShownGraph, node: usize) -> Option<String> {
    let names = inputs(shown, node)?
        .iter()
        .map(|&input| match shown.graph.nodes()[input].kind {
            // A non-leaf's sign says nothing here.
            NodeKind::NonLeaf { .. } => shown.names[input].clone(),
            _ => short_name(shown, input),
        })
        .collect::<Vec<_>>();
    Some(write(function_of(shown, node)?, &names))
}

/// `+0.1578 × −0.6161`: the function of its inputs by their values.
pub(super) fn with_numbers(
    shown: &ShownGraph,
    numbers: &ShownNumbers,
    node: usize,
) -> Option<String> {
    let values = inputs(shown, node)?
        .iter()
        .map(|&input| match numbers.value(input) {
            Some(value) => signed(value),
            None => NOT_YET.into(),
        })
        .collect::<Vec<_>>();
    Some(write(function_of(shown, node)?, &values))
}

fn function_of(shown: &ShownGraph, node: usize) -> Option<Function> {
    shown.graph.nodes()[node].function()
}

fn inputs(shown: &ShownGraph, node: usize) -> Option<&[usize]> {
    let inputs = shown.graph.nodes()[node].inputs();
    (!inputs.is_empty()).then_some(inputs)
}

fn write(function: Function, arguments: &[String]) -> String {
    match (function, arguments) {
        (Function::Neg, [a]) => format!("−({a})"),
        (Function::Inv, [a]) => format!("1 / ({a})"),
        (Function::Square, [a]) => format!("({a})²"),
        (Function::TimesFive, [a]) => format!("5 · ({a})"),
        (Function::Pow, [a, c]) => format!("({a}) ^ {c}"),
        (function, [a, b]) => format!("{a} {} {b}", function.rule().symbol),
        (function, arguments) => {
            let arguments = arguments.join(", ");
            format!("{}({arguments})", function.rule().name)
        }
    }
}
