//! Where an edit that can be taken back ends and the next begins: where the mouse is pressed, and where typing ends.

use bevy::{input::common_conditions::input_just_pressed, prelude::*};

use crate::{session::TakeHold, training::SimulationSystems};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        Update,
        take_hold
            .run_if(
                input_just_pressed(MouseButton::Left)
                    .or_eager(input_just_pressed(KeyCode::Enter))
                    .or_eager(input_just_pressed(KeyCode::NumpadEnter))
                    .or_eager(input_just_pressed(KeyCode::Tab)),
            )
            .before(SimulationSystems::Edit),
    );
}

/// What is taken hold of, or typed next, may be the same number for another time.
fn take_hold(mut commands: Commands) {
    commands.trigger(TakeHold);
}
