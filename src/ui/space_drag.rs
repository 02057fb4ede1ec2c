//! Space plays or pauses. Over the graph it is also held to drag: there it plays only when it is let go, and has not dragged.

use bevy_egui::egui::{Context, Event, Id, Key, Rect};

/// What is known of Space from frame to frame.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct SpaceKey {
    /// Where it is held to drag.
    area: Option<Rect>,
    /// Whether it is held there.
    is_held: bool,
    /// Whether a button of the mouse was held with it.
    has_dragged: bool,
}

fn id() -> Id {
    Id::new("space key")
}

/// Says where Space is held to drag.
pub(super) fn let_space_drag(ctx: &Context, area: Rect) {
    ctx.data_mut(|data| data.get_temp_mut_or_default::<SpaceKey>(id()).area = Some(area));
}

/// Whether Space is held to drag.
pub(super) fn is_space_held(ctx: &Context) -> bool {
    ctx.data(|data| data.get_temp::<SpaceKey>(id()))
        .is_some_and(|space| space.is_held)
}

/// Takes the presses of Space over its area out of the frame's events. Returns whether it was let go there without a drag.
pub(super) fn released_without_drag(ctx: &Context, is_typing: bool) -> bool {
    let mut space = ctx.data(|data| data.get_temp::<SpaceKey>(id()).unwrap_or_default());
    let before = space;
    let mut plays = false;
    ctx.input_mut(|input| {
        let at = input.pointer.latest_pos();
        let is_there = !is_typing
            && space
                .area
                .zip(at)
                .is_some_and(|(area, at)| area.contains(at));
        let is_down = input.pointer.any_down();
        input.events.retain(|event| match event {
            Event::Key {
                key: Key::Space,
                pressed: true,
                modifiers,
                ..
            } if (is_there || space.is_held && !is_typing) && modifiers.is_none() => {
                space.is_held = true;
                false
            }
            Event::Key {
                key: Key::Space,
                pressed: false,
                ..
            } if space.is_held => {
                plays |= !(space.has_dragged || is_down);
                (space.is_held, space.has_dragged) = (false, false);
                false
            }
            _ => true,
        });
        if !input.key_down(Key::Space) {
            // Let go where nobody listened: in a field, or in another window.
            (space.is_held, space.has_dragged) = (false, false);
        }
        space.has_dragged |= space.is_held && is_down;
    });
    if space != before {
        ctx.data_mut(|data| data.insert_temp(id(), space));
    }
    plays
}
