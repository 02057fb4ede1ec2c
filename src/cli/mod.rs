//! The command line: opens the window, trains without one, explains an expression, checks derivatives.
//!
//! Exit status: 0 done, 1 training, checking or writing failed, 2 bad input, 130 interrupted.

mod arguments;
mod check;
mod explain;
mod formula_arguments;
mod formula_input;
mod help;
mod interrupt;
mod output;
mod progress;
mod report;
mod task;
mod train;
mod values;
#[cfg(feature = "desktop")]
mod window;

use std::{path::PathBuf, process::ExitCode};

use clap::Parser;

use arguments::{Command, CommandLine, TrainArguments};

/// Reads the command line and does what it asks for. Returns the exit status of the program.
pub fn run() -> ExitCode {
    match CommandLine::try_parse() {
        Ok(CommandLine {
            command: None,
            lessons,
        }) => open_window_or_train(lessons),
        Ok(CommandLine {
            command: Some(Command::Train(arguments)),
            ..
        }) => train::train(&arguments),
        Ok(CommandLine {
            command: Some(Command::Explain(arguments)),
            ..
        }) => explain::explain(&arguments),
        Ok(CommandLine {
            command: Some(Command::Check(arguments)),
            ..
        }) => check::check(&arguments),
        Err(message) => {
            // Nobody is left to tell if even this cannot be printed.
            let _ = message.print();
            ExitCode::from(u8::try_from(message.exit_code()).unwrap_or(output::BAD_INPUT))
        }
    }
}

/// Opens the window; where none can open, says so and runs the training that it would have opened with.
fn open_window_or_train(lessons: Option<PathBuf>) -> ExitCode {
    let reason = match open_window(lessons) {
        Ok(status) => return status,
        Err(reason) => reason,
    };
    output::complain(format_args!(
        "no window: {reason}. Training without one instead, as `chainrule train` does."
    ));
    train::train(&TrainArguments::default())
}

#[cfg(feature = "desktop")]
fn open_window(lessons: Option<PathBuf>) -> Result<ExitCode, String> {
    window::open(lessons)
}

#[cfg(not(feature = "desktop"))]
fn open_window(_: Option<PathBuf>) -> Result<ExitCode, String> {
    Err(
        "this build has none; a build with the default features (`cargo run --release`) opens it"
            .into(),
    )
}
