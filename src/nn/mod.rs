//! Networks made of the graph: modules, parameters, layers, the loss and the optimizer, by MiniTorch's names.

mod activation;
mod linear;
mod loss;
mod module;
mod network;
mod sgd;

pub use activation::Activation;
pub use linear::{Linear, LinearUnit};
pub use loss::{LossHeads, negative_log_likelihood};
pub use module::{Frozen, LayerUnit, Module, NamedParameter, NodeGroup, Parameter};
pub use network::{MAX_LAYERS, MAX_UNITS, Network, NetworkOutput, NetworkShape, NetworkUnit};
pub use sgd::descend;
