//! The window, opened from the command line.

use std::process::{ExitCode, Termination};

use crate::{DesktopPlugins, view::window::open_window};

/// Opens the window and runs until it is closed. Returns the exit status of the program.
///
/// # Errors
///
/// One line that says why no window can open here and what would open it.
pub fn open() -> Result<ExitCode, String> {
    open_window(DesktopPlugins).map(Termination::report)
}
