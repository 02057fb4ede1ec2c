//! One JSON object.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::formula::{Evaluation, ExpressionKind, VariableCheck};

/// The whole explanation. As JSON, its keys are in this order.
#[derive(Serialize)]
struct Explanation<'a> {
    expression: &'a str,
    value: f64,
    derivatives: Derivatives<'a>,
    nodes: Vec<Node<'a>>,
    order: Vec<usize>,
    check: Checks<'a>,
}

/// By variable; null where the result does not depend on it.
struct Derivatives<'a>(&'a Evaluation);

#[derive(Serialize)]
struct Node<'a> {
    id: usize,
    name: &'a str,
    kind: &'static str,
    function: Option<&'static str>,
    inputs: &'a [usize],
    value: f64,
    derivative: Option<f64>,
    saved: Vec<f64>,
    local: Vec<f64>,
}

/// By variable.
struct Checks<'a> {
    evaluation: &'a Evaluation,
    checks: Vec<VariableCheck>,
}

#[derive(Serialize)]
struct Check {
    backward: f64,
    central_difference: f64,
    relative_error: f64,
}

/// `expression` is the text as it was given.
pub(super) fn json(evaluation: &Evaluation, expression: &str, all: bool) -> String {
    let explanation = Explanation {
        expression: expression.trim_end(),
        value: evaluation.value(),
        derivatives: Derivatives(evaluation),
        nodes: nodes(evaluation),
        order: evaluation.order().collect(),
        check: Checks {
            evaluation,
            checks: evaluation.checks(all),
        },
    };
    serde_json::to_string_pretty(&explanation)
        .expect("every key is a text, and no number is refused: one that is not finite is null")
}

fn nodes(evaluation: &Evaluation) -> Vec<Node<'_>> {
    let nodes = evaluation.expression().nodes().iter().enumerate();
    nodes
        .map(|(id, it)| {
            let (saved, local) = evaluation.saved_and_local(id);
            Node {
                id,
                name: &evaluation.labels()[id],
                kind: kind(it.kind),
                function: function(it.kind),
                inputs: it.inputs(),
                value: evaluation.values()[id],
                derivative: evaluation.derivative(id),
                saved: saved.as_slice().to_vec(),
                local,
            }
        })
        .collect()
}

/// As the format's readers know it.
pub(super) const fn kind(kind: ExpressionKind) -> &'static str {
    match kind {
        ExpressionKind::Variable => "leaf",
        ExpressionKind::Constant(_) => "constant",
        ExpressionKind::Apply(..) => "function",
    }
}

/// The function's name, if there is one.
pub(super) fn function(kind: ExpressionKind) -> Option<&'static str> {
    match kind {
        ExpressionKind::Apply(function, _) => Some(function.rule().name),
        _ => None,
    }
}

impl Serialize for Derivatives<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let places = self.0.expression().variable_places().iter();
        serializer
            .collect_map(places.map(|&place| (&self.0.labels()[place], self.0.derivative(place))))
    }
}

impl Serialize for Checks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.checks.len()))?;
        for check in &self.checks {
            let value = Check {
                backward: check.backward,
                central_difference: check.difference.quotient,
                relative_error: check.relative_error(),
            };
            map.serialize_entry(&self.evaluation.labels()[check.variable], &value)?;
        }
        map.end()
    }
}
