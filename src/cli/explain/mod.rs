//! `chainrule explain`: an expression at a point, its graph, one pass over it, its derivatives.

mod csv_rows;
mod dot;
mod json;

use std::{io::IsTerminal, process::ExitCode};

use crate::formula;

use super::{
    formula_arguments::{ExplainArguments, ExplainFormat},
    formula_input::FormulaText,
    output::{BAD_INPUT, FAILED, Output, complain},
};

/// Reads, evaluates and prints. Returns the exit status.
pub(super) fn explain(arguments: &ExplainArguments) -> ExitCode {
    let is_styled = std::io::stderr().is_terminal();
    let evaluated = FormulaText::read(
        arguments.expression.as_deref(),
        arguments.point.file.as_deref(),
    )
    .and_then(|source| {
        let evaluation = source.evaluate(&arguments.point.at, is_styled)?;
        Ok((source, evaluation))
    });
    let (source, evaluation) = match evaluated {
        Ok(evaluated) => evaluated,
        Err(complaint) => {
            complain(complaint);
            return ExitCode::from(BAD_INPUT);
        }
    };
    let all = arguments.all;
    let printed = match arguments.format {
        ExplainFormat::Text => formula::text(&evaluation, all),
        ExplainFormat::Markdown => formula::markdown(&evaluation, all),
        ExplainFormat::Json => json::json(&evaluation, &source.text, all),
        ExplainFormat::Dot => dot::dot(&evaluation),
        ExplainFormat::Csv => csv_rows::csv(&evaluation),
    };
    let mut output = Output::default();
    output.line(printed.trim_end());
    match output.failure() {
        None => ExitCode::SUCCESS,
        Some(error) => {
            complain(format_args!("error: standard output: {error}"));
            ExitCode::from(FAILED)
        }
    }
}
