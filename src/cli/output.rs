//! Standard output and standard error: the one place that writes to them.

use std::{
    fmt::Display,
    io::{self, ErrorKind, Write},
};

/// The exit status when training or writing failed.
pub(super) const FAILED: u8 = 1;
/// The exit status for bad input, the same as for a bad option.
pub(super) const BAD_INPUT: u8 = 2;
/// The exit status after Ctrl-C: 128 + SIGINT, as shells count.
pub(super) const INTERRUPTED: u8 = 130;

/// Standard output.
///
/// A reader that goes away, such as `head`, is no error: nobody wants to read more. Any other error is kept for the end, so that
/// a long training still writes its files.
#[derive(Debug, Default)]
pub(super) struct Output {
    end: Option<io::Error>,
}

impl Output {
    /// Prints a line, unless an earlier one could not be printed.
    pub(super) fn line(&mut self, line: impl Display) {
        if self.is_closed() {
            return;
        }
        let mut stdout = io::stdout().lock();
        let written = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
        self.end = written.err();
    }

    /// Whether nothing can be printed any more.
    pub(super) const fn is_closed(&self) -> bool {
        self.end.is_some()
    }

    /// What went wrong, if it was more than a reader going away.
    pub(super) fn failure(&self) -> Option<&io::Error> {
        self.end
            .as_ref()
            .filter(|error| error.kind() != ErrorKind::BrokenPipe)
    }
}

/// Prints a line on standard error. If that cannot be written to, there is nobody left to tell.
pub(super) fn complain(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
