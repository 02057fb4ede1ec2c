//! The progress bar, on standard error if that is a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::training::EpochRecord;

use crate::session::significant;

use super::{output::Output, report::epoch_line};

const TEMPLATE: &str = "{bar:30} {pos}/{len} epochs, loss {msg}, {eta} left";

/// Shows how far training has come, and prints logged epochs without tearing the bar.
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar of so many epochs.
    pub(super) fn of(epochs: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(epochs), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        bar.set_message("…");
        Self { bar }
    }

    /// No bar.
    pub(super) fn hidden() -> Self {
        Self {
            bar: ProgressBar::hidden(),
        }
    }

    /// Moves the bar to the end of this epoch.
    pub(super) fn advance(&self, record: EpochRecord) {
        if !self.bar.is_hidden() {
            self.bar.set_message(significant(record.loss));
            self.bar.set_position(record.epoch);
        }
    }

    /// Shows that time goes by within an epoch.
    pub(super) fn tick(&self) {
        self.bar.tick();
    }

    /// Prints a logged epoch above the bar.
    pub(super) fn print(&self, output: &mut Output, record: EpochRecord, points: usize) {
        self.bar.suspend(|| output.line(epoch_line(record, points)));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
