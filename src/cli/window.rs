//! The window, opened from the command line.

use std::{
    path::PathBuf,
    process::{ExitCode, Termination},
};

use bevy::{app::PluginGroupBuilder, prelude::*};

use crate::{DesktopPlugins, lesson::RememberProgressPlugin, view::window::open_window};

/// The window's plugins, and what only the program itself does: it writes to the user's folders.
struct ProgramPlugins;

impl PluginGroup for ProgramPlugins {
    fn build(self) -> PluginGroupBuilder {
        PluginGroupBuilder::start::<Self>()
            .add_group(DesktopPlugins)
            .add(RememberProgressPlugin)
    }
}

/// Opens the window and runs until it is closed. Returns the exit status of the program.
///
/// `lessons` is a folder of lessons of one's own.
///
/// # Errors
///
/// One line that says why no window can open here and what would open it.
pub fn open(lessons: Option<PathBuf>) -> Result<ExitCode, String> {
    open_window(lessons, ProgramPlugins).map(Termination::report)
}
