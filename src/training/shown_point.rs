//! The point whose pass is on show.

use bevy::prelude::*;

/// The index of the point whose pass is on show.
#[derive(Resource, Reflect, Debug, Clone, Copy, Default, PartialEq, Eq)]
#[reflect(Resource)]
pub struct ShownPoint(pub usize);
