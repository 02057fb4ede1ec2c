//! Keyboard focus where nobody gives it: an X server without a window manager.

use bevy::{ecs::system::NonSendMarker, prelude::*, window::PrimaryWindow, winit::WINIT_WINDOWS};
use winit::raw_window_handle::{HasWindowHandle, RawWindowHandle};
use x11rb::{
    connection::Connection,
    protocol::xproto::{AtomEnum, ConnectionExt, InputFocus},
};

/// Updates after which the window is mapped: an X server gives no focus to a window that it does not show yet.
const UPDATES_UNTIL_MAPPED: u32 = 10;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Last, take_focus);
}

/// Takes the focus once, if there is no window manager to hand it out: kiosks, virtual displays. Without it no key arrives.
///
/// Whatever fails here leaves the focus as it was.
fn take_focus(
    mut updates: Local<u32>,
    window: Single<Entity, With<PrimaryWindow>>,
    _main_thread: NonSendMarker,
) {
    *updates = updates.saturating_add(1);
    if *updates != UPDATES_UNTIL_MAPPED {
        return;
    }
    let id = WINIT_WINDOWS.with_borrow(|windows| {
        match windows.get_window(*window)?.window_handle().ok()?.as_raw() {
            RawWindowHandle::Xlib(handle) => u32::try_from(handle.window).ok(),
            RawWindowHandle::Xcb(handle) => Some(handle.window.get()),
            _ => None,
        }
    });
    if let Some(id) = id
        && let Err(error) = focus_without_manager(id)
    {
        debug!("the window could not take the keyboard focus: {error}");
    }
}

fn focus_without_manager(window: u32) -> Result {
    let (connection, screen) = x11rb::connect(None)?;
    let root = connection.setup().roots[screen].root;
    let manager = connection
        .intern_atom(true, b"_NET_SUPPORTING_WM_CHECK")?
        .reply()?
        .atom;
    let is_managed = manager != 0
        && connection
            .get_property(false, root, manager, AtomEnum::WINDOW, 0, 1)?
            .reply()?
            .value_len
            > 0;
    if !is_managed {
        connection
            .set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)?
            .check()?;
    }
    Ok(())
}
