//! A formula as a graph in plain data: what is read from a text, printed as one, drafted, evaluated.

use std::{collections::HashSet, ops::Range};

use bevy::prelude::*;

use crate::autodiff::{
    Function, GraphBuilder, GraphError, Inputs, NodeKind, OutputGraph, OutputGraphNode, Scalar,
    Value,
};

use super::{function_names, printing::number_text, token::is_in_name};

/// The nodes of a formula, in creation order: a node's inputs stand before it.
///
/// A variable stands once however often it is used; every number in the text is a constant of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    pub(super) nodes: Vec<ExpressionNode>,
    pub(super) variables: Vec<usize>,
    pub(super) result: usize,
}

/// One node of an [`Expression`].
#[derive(Debug, Clone, PartialEq)]
pub struct ExpressionNode {
    /// What it is.
    pub kind: ExpressionKind,
    /// The name that the text gives it: a variable's own, or that of the line whose result it is.
    pub name: Option<String>,
    /// The bytes of the text that it was read from; empty for an expression that was not read.
    pub span: Range<usize>,
}

/// What a node of an [`Expression`] is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ExpressionKind {
    /// A leaf, whose value comes from outside.
    Variable,
    /// A number.
    Constant(f64),
    /// A function of earlier nodes; of a function of one argument, the second place says nothing.
    Apply(Function, [usize; Inputs::MOST]),
}

impl Expression {
    /// The graph that an output depends on, as a formula. `None` if the output is not in the world.
    ///
    /// Nodes keep their entities' names where `is_named` says that a name was given to them; in those, what no name of a formula
    /// may have becomes `_`, and a name that is taken gets a number.
    pub fn of(world: &World, output: Entity, is_named: impl Fn(&str) -> bool) -> Option<Self> {
        let graph = OutputGraph::of(world, output)?;
        let mut taken: HashSet<String> = function_names().map(str::to_owned).collect();
        let node = |node: &OutputGraphNode| {
            let name = world.get::<Name>(node.entity).map(Name::as_str);
            let kind = match node.kind {
                NodeKind::Leaf => ExpressionKind::Variable,
                NodeKind::Constant => ExpressionKind::Constant(world.get::<Value>(node.entity)?.0),
                NodeKind::NonLeaf { function, inputs } => ExpressionKind::Apply(function, inputs),
            };
            let keeps_name = node.is_leaf() || name.is_some_and(&is_named);
            Some(ExpressionNode {
                kind,
                name: name
                    .filter(|_| keeps_name)
                    .map(|name| free_name(name, &mut taken)),
                span: 0..0,
            })
        };
        let nodes: Option<Vec<_>> = graph.nodes().iter().map(node).collect();
        Some(Self::of_nodes(nodes?, graph.output()))
    }

    pub(super) fn of_nodes(nodes: Vec<ExpressionNode>, result: usize) -> Self {
        let is_variable = |&place: &usize| nodes[place].kind == ExpressionKind::Variable;
        Self {
            variables: (0..nodes.len()).filter(is_variable).collect(),
            nodes,
            result,
        }
    }

    /// The nodes, in creation order.
    pub fn nodes(&self) -> &[ExpressionNode] {
        &self.nodes
    }

    /// The place of the node that is the value of the whole.
    pub const fn result(&self) -> usize {
        self.result
    }

    /// The names of the variables, in the order in which the text first uses them.
    pub fn variables(&self) -> impl ExactSizeIterator<Item = &str> {
        let name = |&place: &usize| self.nodes[place].name.as_deref().unwrap_or_default();
        self.variables.iter().map(name)
    }

    /// The places of the variables among the nodes, in the order of [`variables`](Self::variables).
    pub fn variable_places(&self) -> &[usize] {
        &self.variables
    }

    /// What each node is called: its name; a number without one, used once, by itself, `-0.5`; any other `v1`, `v2` … in creation order.
    pub fn labels(&self) -> Vec<String> {
        let own = self.nodes.iter().filter_map(|node| node.name.as_deref());
        let taken: HashSet<&str> = own
            .chain(function_names().map(|name| -> &str { name }))
            .collect();
        let mut free = (1..)
            .map(|number| format!("v{number}"))
            .filter(|name| !taken.contains(name.as_str()));
        let mut label = |(node, uses): (&ExpressionNode, usize)| match (&node.name, node.kind) {
            (Some(name), _) => name.clone(),
            (None, ExpressionKind::Constant(number)) if uses <= 1 => number_text(number),
            _ => free.next().expect("numbers do not end"),
        };
        self.nodes.iter().zip(self.uses()).map(&mut label).collect()
    }

    /// How often each node is read; the result once more, by whoever asks for it.
    pub fn uses(&self) -> Vec<usize> {
        let mut uses = vec![0; self.nodes.len()];
        uses[self.result] += 1;
        for &input in self.nodes.iter().flat_map(ExpressionNode::inputs) {
            uses[input] += 1;
        }
        uses
    }

    /// Every node's value where the variables have the values `at`, in their order.
    ///
    /// # Panics
    ///
    /// If there are fewer values than variables.
    pub fn evaluate(&self, at: &[f64]) -> Vec<f64> {
        let mut values = Vec::with_capacity(self.nodes.len());
        self.evaluate_into(at, &mut values);
        values
    }

    /// As [`evaluate`](Self::evaluate), into a list that is there.
    pub(super) fn evaluate_into(&self, at: &[f64], values: &mut Vec<f64>) {
        values.clear();
        let mut given = at.iter();
        for node in &self.nodes {
            values.push(match node.kind {
                ExpressionKind::Variable => *given.next().expect("a value for each variable"),
                ExpressionKind::Constant(number) => number,
                ExpressionKind::Apply(function, inputs) => {
                    // Of a function of one argument the second place holds the first one's.
                    (function.rule().forward)(inputs.map(|input| values[input]))
                }
            });
        }
    }

    /// Drafts the graph with the values `at` of the variables, in their order; returns a scalar for each node, named by its label.
    ///
    /// # Errors
    ///
    /// None for an expression that was read from a text; [`GraphError`] for one of a graph that the builder would not make.
    ///
    /// # Panics
    ///
    /// If there are fewer values than variables.
    pub fn draft(&self, builder: &GraphBuilder, at: &[f64]) -> Result<Vec<Scalar>, GraphError> {
        let mut given = at.iter();
        let mut scalars: Vec<Scalar> = Vec::with_capacity(self.nodes.len());
        for (node, label) in self.nodes.iter().zip(self.labels()) {
            let scalar = match node.kind {
                ExpressionKind::Variable => {
                    let value = *given.next().expect("a value for each variable");
                    builder.leaf(label.clone(), value)
                }
                ExpressionKind::Constant(number) => builder.constant(number),
                ExpressionKind::Apply(function, inputs) => {
                    let inputs = inputs.map(|input| &scalars[input]);
                    builder.apply(function, &inputs[..function.rule().arity])?
                }
            };
            scalars.push(scalar.named(label));
        }
        Ok(scalars)
    }
}

impl ExpressionNode {
    /// The places of the inputs, in the order of the arguments; none for a variable or a constant.
    pub fn inputs(&self) -> &[usize] {
        match &self.kind {
            ExpressionKind::Apply(function, inputs) => &inputs[..function.rule().arity],
            _ => &[],
        }
    }
}

/// A name that a formula may have and that is not taken; takes it.
fn free_name(name: &str, taken: &mut HashSet<String>) -> String {
    let place = |it: char| if is_in_name(it) { it } else { '_' };
    let mut free: String = name.chars().map(place).collect();
    if free.chars().next().is_none_or(char::is_numeric) {
        free.insert(0, '_');
    }
    let base = free.clone();
    let mut number = 1;
    while !taken.insert(free.clone()) {
        number += 1;
        free = format!("{base}_{number}");
    }
    free
}
