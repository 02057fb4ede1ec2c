//! What `chainrule explain` and `chainrule check` can be told.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// A value for a variable: `x=1.5`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Assignment {
    pub(super) name: String,
    pub(super) value: f64,
}

/// What both can be told: a file for the expression, and the values of its variables.
#[derive(Args, Debug, Clone)]
pub(super) struct FormulaPoint {
    /// Read the expression from a file.
    #[arg(long, value_name = "FILE", conflicts_with = "expression")]
    pub(super) file: Option<PathBuf>,

    /// The value of a variable, once for each: --at x=1.5 --at y=2, or --at x=1.5,y=2.
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment, value_delimiter = ',',
          allow_hyphen_values = true)]
    pub(super) at: Vec<Assignment>,
}

/// What `chainrule explain` can be told.
#[derive(Args, Debug, Clone)]
pub(super) struct ExplainArguments {
    /// The expression, such as "log(x*y) + exp(x*y)"; - reads it from standard input.
    #[arg(
        value_name = "EXPR",
        allow_hyphen_values = true,
        required_unless_present = "file"
    )]
    pub(super) expression: Option<String>,

    /// Where else the expression may come from, and its point.
    #[command(flatten)]
    pub(super) point: FormulaPoint,

    /// What to print on standard output.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(super) format: ExplainFormat,

    /// Leave nothing out: every line of long lists, the central difference of every variable.
    #[arg(long)]
    pub(super) all: bool,
}

/// What `chainrule check` can be told.
#[derive(Args, Debug, Clone)]
pub(super) struct CheckArguments {
    /// The derivatives to check, a JSON object by variable: {"x": 21.3, "y": 16}; - reads it from standard input.
    #[arg(value_name = "GRADS.json")]
    pub(super) derivatives: PathBuf,

    /// The expression that they are the derivatives of.
    #[arg(
        long,
        value_name = "EXPR",
        allow_hyphen_values = true,
        required_unless_present = "file"
    )]
    pub(super) expression: Option<String>,

    /// Where else the expression may come from, and its point.
    #[command(flatten)]
    pub(super) point: FormulaPoint,

    /// How far a derivative may be from the right one: relative, or absolute where that is below 1.
    #[arg(long, value_name = "T", default_value_t = 1e-6, value_parser = tolerance,
          allow_hyphen_values = true)]
    pub(super) tolerance: f64,
}

/// What `chainrule explain` prints.
#[derive(ValueEnum, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum ExplainFormat {
    /// Lines as on a blackboard; long lists are cut in the middle
    #[default]
    Text,
    /// One JSON object: value, derivatives, nodes, order, check
    Json,
    /// A graph for Graphviz
    Dot,
    /// Headings and tables, cut as text is
    Markdown,
    /// A row for each node
    Csv,
}

fn assignment(text: &str) -> Result<Assignment, String> {
    let (name, value) = text
        .split_once('=')
        .ok_or("it should be a name and a value, as in x=1.5")?;
    let name = name.trim();
    if name.is_empty() {
        return Err("the name before = is missing, as in x=1.5".into());
    }
    Ok(Assignment {
        name: name.into(),
        value: finite(value.trim())?,
    })
}

fn tolerance(text: &str) -> Result<f64, String> {
    finite(text).and_then(|tolerance| {
        if tolerance >= 0.0 {
            Ok(tolerance)
        } else {
            Err("it should be 0 or more".into())
        }
    })
}

fn finite(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.parse().ok().filter(|it: &f64| it.is_finite());
    number.ok_or_else(|| format!("{text:?} is not a finite number such as 1.5 or -2e-3"))
}
