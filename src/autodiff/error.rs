//! What can be wrong with a graph under construction.

use thiserror::Error;

/// Why a graph could not be built.
#[derive(Error, Debug, Clone, PartialEq, Eq)]
pub enum GraphError {
    /// A function was applied to too few or too many inputs.
    #[error("{function} takes {expected} input{}, not {given}", if *expected == 1 { "" } else { "s" })]
    Arity {
        /// The function's name.
        function: &'static str,
        /// How many inputs it takes.
        expected: usize,
        /// How many it was given.
        given: usize,
    },
    /// An input was made by another builder: edges never lead from one graph to another.
    #[error("{function} was given an input of another graph; both must come from the same builder")]
    ForeignInput {
        /// The function's name.
        function: &'static str,
    },
    /// The exponent of a power was a variable.
    #[error("pow takes a constant exponent; write exp(b * log(a)) for a variable one")]
    VariableExponent,
}
