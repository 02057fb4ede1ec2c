//! `chainrule check`: somebody's derivatives against the engine's.

use std::{
    io::{self, IsTerminal},
    path::Path,
    process::ExitCode,
};

use crate::{
    formula::{Evaluation, number_text, short},
    session::{parse_derivatives, read_derivatives, text_from},
};

use super::{
    formula_arguments::CheckArguments,
    formula_input::FormulaText,
    output::{BAD_INPUT, FAILED, Output, complain},
};

/// Reads both, compares and prints a line for each variable. Returns the exit status: 0 all right, 1 if any is wrong.
pub(super) fn check(arguments: &CheckArguments) -> ExitCode {
    let judged = evaluate(arguments).and_then(|evaluation| {
        let answers = answers(arguments, &evaluation)?;
        Ok((evaluation, answers))
    });
    let (evaluation, answers) = match judged {
        Ok(judged) => judged,
        Err(complaint) => {
            complain(complaint);
            return ExitCode::from(BAD_INPUT);
        }
    };
    let mut output = Output::default();
    let all_right = print(&evaluation, &answers, arguments.tolerance, &mut output);
    if let Some(error) = output.failure() {
        complain(format_args!("error: standard output: {error}"));
        return ExitCode::from(FAILED);
    }
    if all_right {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FAILED)
    }
}

fn evaluate(arguments: &CheckArguments) -> Result<Evaluation, String> {
    let stdin_is_taken = arguments.derivatives.as_os_str() == "-";
    let wants_stdin = arguments.expression.as_deref() == Some("-")
        || arguments.point.file.as_deref() == Some(Path::new("-"));
    if stdin_is_taken && wants_stdin {
        return Err("error: both the derivatives and the expression are to come from standard input; give one of them a file".into());
    }
    let formula = FormulaText::read(
        arguments.expression.as_deref(),
        arguments.point.file.as_deref(),
    )?;
    formula.evaluate(&arguments.point.at, io::stderr().is_terminal())
}

/// The answer for each variable, in their order; `None` where there is none.
fn answers(
    arguments: &CheckArguments,
    evaluation: &Evaluation,
) -> Result<Vec<Option<f64>>, String> {
    let variables: Vec<String> = evaluation
        .expression()
        .variables()
        .map(str::to_owned)
        .collect();
    let path = arguments.derivatives.as_path();
    let answers = if path.as_os_str() == "-" {
        let path = Path::new("standard input");
        text_from(io::stdin(), path).and_then(|text| parse_derivatives(&text, path, &variables))
    } else {
        read_derivatives(path, &variables)
    };
    answers.map_err(|error| format!("error: {error}"))
}

/// Prints a line for each variable and a summary. Returns whether all are right.
fn print(
    evaluation: &Evaluation,
    answers: &[Option<f64>],
    tolerance: f64,
    output: &mut Output,
) -> bool {
    let places = evaluation.expression().variable_places();
    let judgements = evaluation.judge(answers, tolerance);
    let mut wrong = 0;
    for ((&place, answer), judgement) in places.iter().zip(answers).zip(&judgements) {
        let name = &evaluation.labels()[place];
        match (answer, judgement) {
            (None, _) => {
                wrong += 1;
                output.line(format_args!("{name}: missing"));
            }
            (Some(answer), Some(sentence)) => {
                wrong += 1;
                let right = evaluation.derivative(place).unwrap_or(0.0);
                output.line(format_args!(
                    "{name}: {} is wrong, {} is right: {sentence}",
                    number_text(*answer),
                    if wrong_by_little(*answer, right) {
                        number_text(right)
                    } else {
                        short(right)
                    }
                ));
            }
            (Some(answer), None) => {
                output.line(format_args!("{name}: {} is right", number_text(*answer)));
            }
        }
    }
    let count = places.len();
    output.line(match wrong {
        0 if count == 0 => "there is no variable, and nothing to check".into(),
        0 => format!("all {count} right"),
        wrong => format!("{wrong} of {count} wrong"),
    });
    wrong == 0
}

/// Whether six digits would not show the difference.
fn wrong_by_little(answer: f64, right: f64) -> bool {
    short(answer) == short(right) || (answer - right).abs() <= 1e-4 * right.abs()
}
