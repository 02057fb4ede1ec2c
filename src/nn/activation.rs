//! The activation of the hidden units.

use bevy::prelude::*;

use crate::autodiff::Scalar;

/// What a hidden unit does to its sum.
#[derive(Reflect, Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Activation {
    /// max(0, a): MiniTorch's and the lecture's.
    #[default]
    ReLU,
    /// tanh a
    Tanh,
    /// 1 / (1 + e⁻ᵃ)
    Sigmoid,
}

impl Activation {
    /// Every activation, in the order of the panel.
    pub const ALL: [Self; 3] = [Self::ReLU, Self::Tanh, Self::Sigmoid];

    /// The name on the panel.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ReLU => "ReLU",
            Self::Tanh => "Tanh",
            Self::Sigmoid => "Sigmoid",
        }
    }

    /// The lower-case name of the command line and of node names.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ReLU => "relu",
            Self::Tanh => "tanh",
            Self::Sigmoid => "sigmoid",
        }
    }

    /// The activated scalar.
    #[must_use]
    pub fn of(self, sum: &Scalar) -> Scalar {
        match self {
            Self::ReLU => sum.relu(),
            Self::Tanh => sum.tanh(),
            Self::Sigmoid => sum.sigmoid(),
        }
    }
}
