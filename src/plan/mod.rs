//! The same graph, compiled for a whole data set.
//!
//! [`Plan::compile`] reads the graph of entities once per structure, in its topological order, and lays out what an epoch does with
//! it: every data point is a *lane*, eight lanes are computed side by side, and a block of lanes stays in the cache from the first
//! input to the last derivative. A neuron's chain of multiplications and additions is folded to one operation, and neurons that
//! read the same inputs are computed together; whatever matches neither is computed function by function, from the same rules as
//! the entities. Parameters are single numbers, whose derivatives are sums over lanes.
//!
//! [`PlanRun`] holds the parameters and runs the plan over a [`LaneBatch`]. The entities' own pass is the definition: a run has its
//! results but for roundings.

mod backward;
mod batch;
mod block_pass;
mod compile;
mod compile_backward;
mod cut_tiles;
mod error;
mod exp;
mod forward;
mod forward_run;
mod group_sums;
mod job;
mod lane_real;
mod lanes;
mod levels;
mod log;
mod objective;
#[expect(clippy::module_inception, reason = "the plan itself")]
mod plan;
mod request;
mod run;
mod source;
mod steps;
mod sum_backward;
mod sum_forward;
mod sum_gradient;
mod sum_tiles;
#[cfg(test)]
mod ulps;
mod unique;
mod weighted_sum;
mod workspace;

pub use batch::LaneBatch;
pub use block_pass::PassTotals;
pub use error::PlanError;
pub use lanes::{LANES, Lanes};
pub use levels::{Level, levels};
pub use objective::{Objective, PlainMean};
pub use plan::Plan;
pub use request::{MAX_OUTPUTS, OutputRequest, PlanRequest};
pub use run::PlanRun;
