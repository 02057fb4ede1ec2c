//! The graph: a node of a computation graph is an entity, and one pass over it is a schedule.
//!
//! A variable has a [`Value`] and a [`Derivative`]; a non-leaf also has the [`Function`] that made it, its [`Inputs`] and its
//! [`SavedValues`]. [`GraphBuilder`] is the only way to make nodes. Running the [`Pass`] schedule computes every value
//! (Forward), sorts the variables ([`TopologicalOrder`]) and applies the chain rule from the output back to the leaves (Backward).
//!
//! Nothing here knows of windows, time, files or random numbers.

mod backward;
mod backward_order;
mod builder;
mod central_difference;
mod check;
mod diagnosis;
mod error;
mod forward;
mod function;
mod graph;
mod inputs;
mod mistake;
mod order_outcome;
mod output_graph;
mod pass_state;
mod paths;
mod real;
mod reason_text;
mod recorder;
mod rules;
mod saved_values;
mod scalar;
mod scalar_function;
mod schedule;
mod step;
mod topological_order;
mod trace;
mod variable;

pub use backward::{chain_rule, propagate_derivatives, zero_derivatives};
pub use backward_order::{BackwardOrder, MOST_VISITS};
pub use builder::{GraphBuilder, SpawnedGraph};
pub use central_difference::CentralDifference;
pub use check::{CHECK_EPSILON, LeafCheck, central_difference, check_derivatives, relative_error};
pub use diagnosis::{Judgement, Reason, answer_error};
pub use error::GraphError;
pub use forward::{FirstNonFinite, compute_values, run_forward};
pub use function::{Function, Rule};
pub use graph::{Graph, NodeOf};
pub use inputs::Inputs;
pub use mistake::{Mistake, Scope};
pub use order_outcome::OrderOutcome;
pub use output_graph::{Edge, NodeKind, OutputGraph, OutputGraphNode};
pub use pass_state::PassState;
pub use paths::{GraphPath, PathCounts};
pub use real::Real;
pub use saved_values::SavedValues;
pub use scalar::Scalar;
pub use scalar_function::{FunctionVisitor, Saves, ScalarFunction};
pub use schedule::{AutodiffPlugin, Pass, PassCounts, PassOutput, PassSystems};
pub use step::{Phase, Step};
pub use topological_order::{SortedVariables, TopologicalOrder, sort_variables};
pub use trace::Trace;
pub use variable::{Constant, Derivative, Value, Variable};
