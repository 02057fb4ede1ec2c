//! Why a graph cannot be compiled.

use bevy::prelude::Entity;
use thiserror::Error;

/// Why a graph cannot be compiled to a plan.
#[derive(Error, Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanError {
    /// An entity that was asked for, or an input of a function, is not a node.
    #[error("{0} is not a node of a graph")]
    NotANode(Entity),
    /// A constant was to be differentiated.
    #[error("{0} is a constant: an output is a variable")]
    Constant(Entity),
    /// Something other than a leaf was to be set from outside or to be trained.
    #[error("{0} is computed by a function: lane inputs and parameters are leaves")]
    NotALeaf(Entity),
    /// One leaf was asked for twice.
    #[error("{0} is asked for twice: a leaf is one lane input or one parameter")]
    AskedForTwice(Entity),
    /// A node was to be read that no output depends on.
    #[error("{0} cannot be read where it is asked for: the output does not depend on it")]
    NotNeeded(Entity),
    /// Too many outputs.
    #[error("a plan has 1 to {most} outputs, not {given}", most = super::MAX_OUTPUTS)]
    Outputs {
        /// How many were asked for.
        given: usize,
    },
}
