//! A formula at a point as it would be written on the blackboard: graph, forward, sort, backward, derivatives.

mod elided;
mod markdown;
mod pieces;
mod text;
mod visits;

pub use markdown::markdown;
pub use pieces::{NodeLine, node_line};
pub use text::text;
