//! Networks made of the graph: modules, parameters, layers, the loss and the optimizer, by MiniTorch's names.

mod activation;
mod linear;
mod loss;
mod module;
mod network;
mod sgd;

pub use activation::Activation;
pub use linear::Linear;
pub use loss::{LossHeads, negative_log_likelihood};
pub use module::{Module, NamedParameter, Parameter};
pub use network::{MAX_LAYERS, MAX_UNITS, Network, NetworkOutput, NetworkShape};
pub use sgd::descend;
