//! A formula at a point: one whole pass over its graph, and the check of every derivative.

use std::sync::Arc;

use bevy::prelude::*;

use crate::autodiff::{
    AutodiffPlugin, BackwardOrder, CHECK_EPSILON, CentralDifference, GraphBuilder, OutputGraph,
    SavedValues, Trace, relative_error,
};

use super::{Complaint, Expression, ExpressionKind, FormulaError};

/// How many values are computed to check derivatives unless all are to be checked: a fraction of a second.
const CHECK_WORK: usize = 20_000_000;

/// The largest step of a check, as a part of the value.
const NEAR_ZERO: f64 = 1e-3;

/// A formula with values for its variables, passed over forward and backward.
#[derive(Debug, Clone)]
pub struct Evaluation {
    expression: Expression,
    labels: Vec<String>,
    values: Vec<f64>,
    trace: Trace,
    /// For each node of the trace's graph, its place in the expression.
    places: Vec<usize>,
    /// For each node of the expression, its place in the trace's graph, if the result depends on it.
    graph_places: Vec<Option<usize>>,
}

/// A variable's derivative, computed in two ways.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VariableCheck {
    /// The variable's place in the expression.
    pub variable: usize,
    /// What the backward pass says.
    pub backward: f64,
    /// What the central difference says.
    pub difference: CentralDifference,
}

impl Evaluation {
    /// Passes over the graph of `expression`, which was read from `text`, with the values `at` of its variables, in their order.
    /// The trace stands at its end.
    ///
    /// # Errors
    ///
    /// A node without a finite value or derivative, with its place in the text.
    ///
    /// # Panics
    ///
    /// If there are fewer values than variables.
    pub fn new(expression: Expression, text: &str, at: &[f64]) -> Result<Self, FormulaError> {
        let values = expression.evaluate(at);
        expression.check_domain(text, &values)?;
        let mut app = App::new();
        app.add_plugins(AutodiffPlugin);
        let world = app.world_mut();
        let builder = GraphBuilder::new();
        let drafted = expression.draft(&builder, at);
        let scalars = drafted.expect("what is read from a text is a legal graph");
        let spawned = builder.spawn(world).expect("the same");
        let output = spawned.entity(&scalars[expression.result()]);
        let graph = OutputGraph::of(world, output).expect("it was spawned just now");
        let place = |scalar| graph.place(spawned.entity(scalar));
        let graph_places: Vec<Option<usize>> = scalars.iter().map(place).collect();
        let mut places = vec![0; graph.len()];
        for (place, graph_place) in graph_places.iter().enumerate() {
            if let Some(graph_place) = *graph_place {
                places[graph_place] = place;
            }
        }
        let (graph, nothing) = (Arc::new(graph), vec![None; places.len()]);
        let graph_values: Vec<f64> = places.iter().map(|&place| values[place]).collect();
        let mut trace = Trace::new(graph, &graph_values, 1.0, &nothing, BackwardOrder::Sorted);
        trace.seek(trace.len());
        let evaluation = Self {
            labels: expression.labels(),
            expression,
            values,
            trace,
            places,
            graph_places,
        };
        evaluation.check_derivatives_are_finite(text)?;
        Ok(evaluation)
    }

    /// The formula.
    pub const fn expression(&self) -> &Expression {
        &self.expression
    }

    /// What each node of the formula is called.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The value of each node of the formula.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The value of the whole.
    pub fn value(&self) -> f64 {
        self.values[self.expression.result()]
    }

    /// The pass, at its end.
    pub const fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The place in the formula of a node of the trace's graph.
    pub fn place(&self, graph_place: usize) -> usize {
        self.places[graph_place]
    }

    /// The place in the trace's graph of a node of the formula; `None` if the result does not depend on it.
    pub fn graph_place(&self, place: usize) -> Option<usize> {
        self.graph_places[place]
    }

    /// The value of each node of the trace's graph.
    pub fn graph_values(&self) -> Vec<f64> {
        let places = self.places.iter();
        places.map(|&place| self.values[place]).collect()
    }

    /// The derivative of the result by a node of the formula; `None` where none arrives.
    pub fn derivative(&self, place: usize) -> Option<f64> {
        self.trace.state().derivative(self.graph_place(place)?)
    }

    /// What a node's function saved for backward, and its local derivative by each input; nothing for a variable or a number.
    pub fn saved_and_local(&self, place: usize) -> (SavedValues, Vec<f64>) {
        let ExpressionKind::Apply(function, inputs) = self.expression.nodes()[place].kind else {
            return (SavedValues::NOTHING, Vec::new());
        };
        let (_, saved) = function.forward(inputs.map(|input| self.values[input]));
        let local = function.local_derivatives(&saved);
        (saved, local[..function.rule().arity].to_vec())
    }

    /// The variables in topological order, the result first, as places in the formula.
    pub fn order(&self) -> impl ExactSizeIterator<Item = usize> {
        let list = self.trace.state().list.iter().rev();
        list.map(|&node| self.place(node))
    }

    /// The variables that have a derivative, each with its central difference; all of them, or as many as take no time to notice.
    pub fn checks(&self, all: bool) -> Vec<VariableCheck> {
        let graph = self.trace.graph();
        let values = self.graph_values();
        let mut work = 0;
        let mut checks = Vec::new();
        for &variable in self.expression.variable_places() {
            let Some((leaf, backward)) = self.graph_place(variable).zip(self.derivative(variable))
            else {
                continue;
            };
            work += 4 * graph.len(); // two copies, two evaluations
            if !all && work > CHECK_WORK && !checks.is_empty() {
                break;
            }
            let epsilon = step(values[leaf]);
            checks.push(VariableCheck {
                variable,
                backward,
                difference: graph.central_difference(&values, leaf, epsilon),
            });
        }
        checks
    }

    /// What is wrong with somebody's derivatives by the variables, in their order: a sentence for each that is there and wrong within
    /// `tolerance` (relative, or absolute below 1).
    ///
    /// Of what the result does not depend on, the derivative is 0.
    pub fn judge(&self, answers: &[Option<f64>], tolerance: f64) -> Vec<Option<String>> {
        let variables = self.expression.variable_places().iter().zip(answers);
        let given: Vec<(usize, f64)> = variables
            .clone()
            .filter_map(|(&place, answer)| Some((self.graph_place(place)?, (*answer)?)))
            .collect();
        let graph = self.trace.graph();
        let values = self.graph_values();
        let name = |node: usize| self.labels[self.place(node)].clone();
        let mut judged = graph.judge(&values, &given, tolerance).into_iter();
        variables
            .map(
                |(&place, &answer)| match (answer?, self.graph_place(place)) {
                    (_, Some(_)) => judged
                        .next()
                        .and_then(|judgement| judgement.reason)
                        .map(|reason| reason.sentence(graph, name)),
                    (answer, None) => (answer.abs() > tolerance)
                        .then(|| "the result does not depend on it".to_owned()),
                },
            )
            .collect()
    }

    fn check_derivatives_are_finite(&self, text: &str) -> Result<(), FormulaError> {
        for &place in self.expression.variable_places() {
            let infinite = self.derivative(place).filter(|it| !it.is_finite());
            if let Some(derivative) = infinite {
                let complaint = Complaint::DerivativeTooLarge {
                    variable: self.labels[place].clone(),
                    derivative,
                };
                let span = self.expression.nodes()[place].span.clone();
                return Err(FormulaError::at(text, span, complaint));
            }
        }
        Ok(())
    }
}

/// How far a variable is moved to each side: as far as the engine's checks do, but not across 0, where functions have their edges and
/// poles.
fn step(value: f64) -> f64 {
    let usual = CHECK_EPSILON * value.abs().max(1.0);
    if value == 0.0 {
        usual
    } else {
        usual.min(NEAR_ZERO * value.abs())
    }
}

impl VariableCheck {
    /// |backward − central difference|, relative to the larger of the two, or absolute where both are below 1.
    pub fn relative_error(&self) -> f64 {
        relative_error(self.backward, self.difference.quotient)
    }
}
