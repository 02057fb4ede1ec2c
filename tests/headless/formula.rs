//! Formulas: what graph a text means, what is said of a text that means none, and what a graph is printed as.

#![expect(clippy::unwrap_used, reason = "a helper of tests may panic as they do")]

mod errors;
mod graphs;
mod printing;
mod reference;

use chainrule::formula::{Expression, FormulaError};

/// Reads a text that is a formula.
#[track_caller]
fn read(text: &str) -> Expression {
    text.parse()
        .unwrap_or_else(|error: FormulaError| panic!("{text:?}: {error}"))
}

/// Reads a text that is none.
#[track_caller]
fn error(text: &str) -> FormulaError {
    match text.parse::<Expression>() {
        Ok(expression) => panic!("{text:?} was read as {expression}"),
        Err(error) => error,
    }
}
