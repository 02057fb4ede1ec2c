//! The program: reads the command line and does what it asks for.

use std::process::ExitCode;

fn main() -> ExitCode {
    chainrule::cli::run()
}
