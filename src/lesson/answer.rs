//! What a question asks for, as the engine computes it: the number itself stands in no file.

use serde::Deserialize;

use crate::autodiff::{BackwardOrder, OutputGraph, Step, Trace};

use super::names::{NameError, NodeNames};

/// How far a typed number may be from that of a mistake to be explained by it: relative, or absolute where that is below 1.
pub const TOLERANCE: f64 = 5e-4;
/// A right answer nearer to 0 than this is rounded as if it were so large.
const SMALL: f64 = 1e-3;

/// Whether a number is the right one, rounded to four digits or better.
pub(super) fn answers(given: f64, right: f64) -> bool {
    let fourth_digit = 10_f64.powf(right.abs().max(SMALL).log10().floor() - 3.0);
    // A half that was rounded up or down, and what f64 makes of it.
    (given - right).abs() <= 0.5001 * fourth_digit
}

/// What a question asks for.
#[derive(Deserialize, Debug, Clone, PartialEq)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// The value of a node.
    Value(String),
    /// The derivative of the result by a node.
    Derivative(String),
    /// The one number that a node's function saved.
    Saved(String),
    /// The local derivative of a node's function by one of its inputs.
    Local {
        /// The node.
        node: String,
        /// The input.
        input: String,
    },
    /// What a node sends to one of its inputs.
    Sent {
        /// The node.
        node: String,
        /// The input.
        input: String,
    },
    /// How often backward visits a node, in the step's order.
    Visits(String),
    /// The place of a node in the topological order, the result being 1.
    Place(String),
    /// The central difference of the result by a leaf.
    CentralDifference {
        /// The leaf.
        leaf: String,
        /// How far it is moved to each side.
        epsilon: f64,
    },
    /// The value of a leaf after one step of the optimizer.
    Stepped {
        /// The leaf.
        leaf: String,
        /// The learning rate.
        learning_rate: f64,
    },
    /// What a leaf holds after some passes that nobody zeroed.
    Accumulated {
        /// The leaf.
        leaf: String,
        /// How many passes.
        passes: u32,
    },
}

/// What an answer is computed from.
pub(super) struct Moment<'a> {
    pub(super) graph: &'a OutputGraph,
    pub(super) values: &'a [f64],
    pub(super) names: &'a NodeNames,
    pub(super) order: BackwardOrder,
}

impl Moment<'_> {
    /// How a node alone depends on one of its inputs, whichever arguments that is; `None` if it is none.
    pub(super) fn local_by(&self, node: usize, input: usize) -> Option<f64> {
        let inputs = self.graph.nodes()[node].inputs();
        let local = self.graph.local_derivatives(self.values, node);
        let of_input = inputs.iter().zip(local).filter(|&(&it, _)| it == input);
        of_input.map(|(_, local)| local).reduce(|sum, it| sum + it)
    }
}

impl Answer {
    /// The node that the question is about.
    pub fn node(&self) -> &str {
        match self {
            Self::Value(node)
            | Self::Derivative(node)
            | Self::Saved(node)
            | Self::Local { node, .. }
            | Self::Sent { node, .. }
            | Self::Visits(node)
            | Self::Place(node)
            | Self::CentralDifference { leaf: node, .. }
            | Self::Stepped { leaf: node, .. }
            | Self::Accumulated { leaf: node, .. } => node,
        }
    }

    /// Whether it can be read off once forward is done.
    pub(super) const fn is_of_forward(&self) -> bool {
        matches!(self, Self::Value(_) | Self::Saved(_))
    }

    /// The right answer.
    ///
    /// # Errors
    ///
    /// A name that no node has, or that of a node that cannot be asked this.
    pub(super) fn compute(&self, moment: &Moment<'_>) -> Result<f64, NameError> {
        let Moment {
            graph,
            values,
            names,
            order,
        } = *moment;
        let derivative = |node: usize| graph.derivatives(values, 1.0)[node].unwrap_or(0.0);
        let local_by = |node: &str, input: &str| {
            let (node, input) = (names.place(node)?, names.place(input)?);
            let local = moment.local_by(node, input);
            local.map(|local| (node, local)).ok_or_else(|| {
                let inputs = graph.nodes()[node].inputs().iter();
                let inputs: Vec<String> = inputs.map(|&it| names.name(it)).collect();
                NameError::NoInput {
                    node: names.name(node),
                    input: names.name(input),
                    inputs: if inputs.is_empty() {
                        "nothing".into()
                    } else {
                        inputs.join(", ")
                    },
                }
            })
        };
        match self {
            Self::Value(node) => Ok(values[names.place(node)?]),
            Self::Derivative(node) => Ok(derivative(names.variable(graph, node)?)),
            Self::Saved(node) => {
                let place = names.place(node)?;
                match graph.saved_values(values, place).as_slice() {
                    [saved] => Ok(*saved),
                    saved => Err(NameError::Saves {
                        node: node.clone(),
                        count: saved.len(),
                    }),
                }
            }
            Self::Local { node, input } => Ok(local_by(node, input)?.1),
            Self::Sent { node, input } => {
                let (node, local) = local_by(node, input)?;
                Ok(local * derivative(node))
            }
            Self::Visits(node) => {
                let node = names.variable(graph, node)?;
                let is_visit = |step: &&Step| match **step {
                    Step::Take { node: taken, .. } | Step::Call { node: taken, .. } => {
                        taken == node
                    }
                    _ => false,
                };
                let trace = trace(graph, values, order);
                Ok(trace.steps().iter().filter(is_visit).count() as f64)
            }
            Self::Place(node) => {
                let node = names.variable(graph, node)?;
                let mut trace = trace(graph, values, BackwardOrder::Sorted);
                trace.seek(trace.len());
                let list = trace.state().list.iter().rev();
                let place = list.copied().position(|it| it == node);
                Ok(place.map_or(f64::NAN, |place| (place + 1) as f64))
            }
            Self::CentralDifference { leaf, epsilon } => {
                let leaf = names.leaf(graph, leaf)?;
                Ok(graph.central_difference(values, leaf, *epsilon).quotient)
            }
            Self::Stepped {
                leaf,
                learning_rate,
            } => {
                let leaf = names.leaf(graph, leaf)?;
                Ok(values[leaf] - learning_rate * derivative(leaf))
            }
            Self::Accumulated { leaf, passes } => {
                let leaf = names.leaf(graph, leaf)?;
                Ok(f64::from(*passes) * derivative(leaf))
            }
        }
    }
}

fn trace(graph: &OutputGraph, values: &[f64], order: BackwardOrder) -> Trace {
    let nothing = vec![None; graph.len()];
    Trace::new(graph.clone().into(), values, 1.0, &nothing, order)
}
