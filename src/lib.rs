//! See backpropagation happen.

pub mod autodiff;
pub mod nn;
pub mod training;
