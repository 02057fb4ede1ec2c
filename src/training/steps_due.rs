//! Steps that have been asked for one by one.

use bevy::prelude::*;

use super::StepUnit;

/// Steps that wait for their epoch, at the most.
const MOST_STEPS_DUE: u32 = 4;

/// Passes or epochs asked for one by one and not yet finished.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct StepsDue {
    pub(super) count: u32,
    /// What they are steps of.
    pub(super) unit: StepUnit,
    /// Whether the first of them is under way, and what was before it is remembered.
    pub(super) is_begun: bool,
}

impl StepsDue {
    /// Forgets them.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// One more of this unit.
    pub(super) fn add(&mut self, unit: StepUnit) {
        if self.unit != unit {
            *self = Self { unit, ..default() };
        }
        // A held key asks faster than a slow epoch ends: what is not begun yet does not pile up.
        self.count = (self.count + 1).min(MOST_STEPS_DUE);
    }
}
