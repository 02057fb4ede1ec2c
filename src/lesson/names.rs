//! The names by which a lesson speaks of nodes.

use thiserror::Error;

use crate::autodiff::OutputGraph;

/// The name by which a lesson may call the output of a network.
pub(super) const OUTPUT: &str = "loss";

/// The names of a graph's nodes, by place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NodeNames(Vec<String>);

/// Why a name is of no use.
#[derive(Error, Debug, Clone, PartialEq, Eq)]
pub(super) enum NameError {
    /// No node has it.
    #[error("there is no node `{name}` on stage; the nodes are {nodes}")]
    Unknown {
        /// The name.
        name: String,
        /// Those that there are.
        nodes: String,
    },
    /// It is a constant's.
    #[error("`{0}` is a constant: it has no derivative")]
    Constant(String),
    /// It is no leaf's.
    #[error("`{0}` is no leaf: it is computed")]
    NoLeaf(String),
    /// Two nodes that are not next to each other.
    #[error("`{input}` is no input of `{node}`, which reads {inputs}")]
    NoInput {
        /// The node.
        node: String,
        /// What is not its input.
        input: String,
        /// What its inputs are.
        inputs: String,
    },
    /// A function that does not save one number.
    #[error(
        "the function of `{node}` saves {count} numbers; the question needs one that saves one"
    )]
    Saves {
        /// The node.
        node: String,
        /// How many it saves.
        count: usize,
    },
}

impl NodeNames {
    pub(super) fn new(names: impl IntoIterator<Item = String>) -> Self {
        Self(names.into_iter().collect())
    }

    pub(super) fn into_list(self) -> Vec<String> {
        self.0
    }

    pub(super) fn name(&self, place: usize) -> String {
        self.0[place].clone()
    }

    /// The place of a node: its name, or `loss` for the output.
    pub(super) fn place(&self, name: &str) -> Result<usize, NameError> {
        let found = self.0.iter().position(|it| it == name);
        let found = found.or_else(|| (name == OUTPUT).then(|| self.0.len() - 1));
        found.ok_or_else(|| NameError::Unknown {
            name: name.into(),
            nodes: self.0.join(", "),
        })
    }

    /// The place of a node that has a derivative.
    pub(super) fn variable(&self, graph: &OutputGraph, name: &str) -> Result<usize, NameError> {
        let place = self.place(name)?;
        if graph.nodes()[place].is_variable() {
            Ok(place)
        } else {
            Err(NameError::Constant(name.into()))
        }
    }

    /// The place of a leaf.
    pub(super) fn leaf(&self, graph: &OutputGraph, name: &str) -> Result<usize, NameError> {
        let place = self.variable(graph, name)?;
        if graph.nodes()[place].is_leaf() {
            Ok(place)
        } else {
            Err(NameError::NoLeaf(name.into()))
        }
    }
}
