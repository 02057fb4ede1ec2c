//! The pass of what is on stage once more in a frame: for what was changed after its turn.

use bevy::prelude::*;

use super::{Model, ShownGraph, exhibit_pass, shown_numbers, shown_pass};

/// Runs the pass on show again, so that its numbers are those of this frame; nothing happens before there is one.
///
/// Time does not go on: what plays is where it was.
pub fn refresh_pass(world: &mut World) -> Result {
    if world.contains_resource::<Model>() && world.contains_resource::<ShownGraph>() {
        exhibit_pass::pass_exhibit(world)?;
        shown_pass::follow_pass(world);
        world.run_system_cached(shown_numbers::copy_numbers)?;
    }
    Ok(())
}
