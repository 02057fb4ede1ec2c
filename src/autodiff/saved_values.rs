//! What a function keeps from its forward for its backward (MiniTorch's `ctx.save_for_backward`).

use bevy::prelude::*;

/// Up to two numbers that a function's forward wrote and that its backward reads.
#[derive(Component, Reflect, Debug, Clone, Copy, Default, PartialEq)]
#[reflect(Component)]
pub struct SavedValues {
    values: [f64; 2],
    count: u8,
}

impl SavedValues {
    /// Nothing saved: the local derivatives do not depend on the inputs.
    pub const NOTHING: Self = Self {
        values: [0.0; 2],
        count: 0,
    };

    /// Saves one number.
    pub const fn one(value: f64) -> Self {
        Self {
            values: [value, 0.0],
            count: 1,
        }
    }

    /// Saves two numbers, in order.
    pub const fn two(first: f64, second: f64) -> Self {
        Self {
            values: [first, second],
            count: 2,
        }
    }

    /// The saved numbers, in the order in which they were saved.
    pub fn as_slice(&self) -> &[f64] {
        &self.values[..usize::from(self.count)]
    }

    /// Both places, zero where nothing was saved: what a [`Rule`](super::Rule) reads.
    pub(super) const fn places(&self) -> [f64; 2] {
        self.values
    }
}
