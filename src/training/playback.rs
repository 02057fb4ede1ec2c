//! Play, pause, step: whether it goes on.

use bevy::prelude::*;

use super::{StepOn, StepUnit, Stepping, steps_due::StepsDue};

/// Whether it goes on by itself: epochs, passes, or the steps of one pass, whatever a step is.
#[derive(States, Reflect, Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Playback {
    /// It goes on only when stepped.
    #[default]
    Paused,
    /// Every frame goes on.
    Playing,
}

/// Starts or stops playing.
#[derive(Event, Debug, Clone, Copy)]
pub struct TogglePlayback;

/// Whether it plays, in this frame already: who has just asked for a pause must not be overrun.
pub(super) fn is_playing(state: &State<Playback>, next: &NextState<Playback>) -> bool {
    let is_pausing = matches!(
        next,
        NextState::Pending(Playback::Paused) | NextState::PendingIfNeq(Playback::Paused)
    );
    *state.get() == Playback::Playing && !is_pausing
}

/// As [`is_playing`], asked of the whole world.
pub(super) fn is_playing_in(world: &World) -> bool {
    is_playing(
        world.resource::<State<Playback>>(),
        world.resource::<NextState<Playback>>(),
    )
}

pub(super) fn plugin(app: &mut App) {
    app.init_state::<Playback>()
        .init_resource::<StepsDue>()
        .add_observer(on_toggle_playback)
        .add_observer(on_step_on);
}

fn on_toggle_playback(
    _: On<TogglePlayback>,
    playback: Res<State<Playback>>,
    mut next: ResMut<NextState<Playback>>,
    mut due: ResMut<StepsDue>,
) {
    // A press within the same frame has not taken effect yet, but it counts.
    let current = match *next {
        NextState::Unchanged => *playback.get(),
        NextState::Pending(pressed) | NextState::PendingIfNeq(pressed) => pressed,
    };
    next.set(match current {
        Playback::Paused => Playback::Playing,
        Playback::Playing => Playback::Paused,
    });
    due.clear();
}

fn on_step_on(
    _: On<StepOn>,
    stepping: Res<Stepping>,
    mut next: ResMut<NextState<Playback>>,
    mut due: ResMut<StepsDue>,
) {
    if stepping.unit == StepUnit::Node {
        return; // a step of the trace is made where the trace is
    }
    NextState::set_if_neq(&mut next, Playback::Paused);
    due.add(stepping.unit);
}
