//! A variable moved in a panel: the numbers and the graph follow in the same frame.

use bevy::prelude::*;
use bevy_egui::{
    EguiContext, EguiFullOutput, EguiInput, EguiPostUpdateSet, EguiPrimaryContextPass,
    PrimaryEguiContext, run_egui_context_pass_loop_system,
};

use crate::training::{Exhibit, SetLeaf, refresh_pass};

/// Whether the panels of this frame have set a leaf, so that the numbers they were drawn with are those of before.
#[derive(Resource, Debug, Clone, Copy, Default)]
struct IsStale(bool);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<IsStale>()
        .add_observer(on_set_leaf)
        .add_systems(
            PostUpdate,
            (
                forget.before(run_egui_context_pass_loop_system),
                redraw.after(run_egui_context_pass_loop_system),
            )
                .in_set(EguiPostUpdateSet::EndPass),
        );
}

fn on_set_leaf(_: On<SetLeaf>, mut stale: ResMut<IsStale>) {
    stale.0 = true;
}

/// Leaves that were set earlier in the frame have been passed.
fn forget(mut stale: ResMut<IsStale>) {
    stale.0 = false;
}

/// Runs the pass of an expression again and draws the panels anew, if they have set a variable.
///
/// Not egui's own second pass: it takes one in every frame, as a drag needs it, for a mistake.
fn redraw(
    world: &mut World,
    contexts: &mut QueryState<(Entity, &mut EguiContext, &mut EguiInput), With<PrimaryEguiContext>>,
) -> Result {
    let is_stale = std::mem::take(&mut world.resource_mut::<IsStale>().0);
    if !is_stale || *world.resource::<Exhibit>() == Exhibit::Network {
        return Ok(());
    }
    refresh_pass(world)?;
    let Ok((entity, mut context, mut input)) = contexts.single_mut(world) else {
        return Ok(());
    };
    // What was pressed and typed has had its effect.
    let (context, input) = (context.get_mut().clone(), input.take());
    let mut result = Ok(());
    let output = context.run_ui(input, |_| {
        result = world.try_run_schedule(EguiPrimaryContextPass);
    });
    result?;
    if let Some(mut first) = world.get_mut::<EguiFullOutput>(entity)
        && let Some(first) = &mut first.0
    {
        first.append(output);
    }
    Ok(())
}
