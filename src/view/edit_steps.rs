//! Where an edit that can be taken back ends and the next begins: at a press of the mouse.

use bevy::{input::common_conditions::input_just_pressed, prelude::*};

use crate::{session::BeginDrawing, training::SimulationSystems};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        Update,
        begin_drawing
            .run_if(input_just_pressed(MouseButton::Left))
            .before(SimulationSystems::Edit),
    );
}

/// What is taken hold of may be a slider: another one, or the same for another time.
fn begin_drawing(mut commands: Commands) {
    commands.trigger(BeginDrawing);
}
