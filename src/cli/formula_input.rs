//! From arguments to a formula at a point.

use std::{collections::HashMap, io, path::Path};

use crate::{
    formula::{Evaluation, Expression, ExpressionNode, FormulaError},
    session::{read_text, text_from},
};

use super::formula_arguments::Assignment;

/// How like a variable a wrong name must be for it to be meant, from 0 to 1.
const LIKENESS: f64 = 0.7;

/// The text of a formula, and what it is called in messages.
pub(super) struct FormulaText {
    pub(super) text: String,
    origin: String,
}

impl FormulaText {
    /// The text that is given, or that of the file, or for `-` that of standard input.
    ///
    /// The error is one line.
    pub(super) fn read(expression: Option<&str>, file: Option<&Path>) -> Result<Self, String> {
        let stdin = Path::new("standard input");
        let (text, origin) = match (expression, file) {
            (_, Some(path)) if path.as_os_str() != "-" => {
                let text = read_text(path).map_err(|error| format!("error: --file {error}"))?;
                (text, path.display().to_string())
            }
            (Some("-"), _) | (None, _) => {
                let text =
                    text_from(io::stdin(), stdin).map_err(|error| format!("error: {error}"))?;
                (text, stdin.display().to_string())
            }
            (Some(text), _) if is_like_an_option(text) => {
                return Err(format!(
                    "error: {text}: there is no such option (for twice the sign write -(-x)); --help lists those that there are"
                ));
            }
            (Some(text), _) => (text.to_owned(), "expression".into()),
        };
        Ok(Self { text, origin })
    }

    /// Reads the formula and passes over its graph with these values.
    ///
    /// The error is a whole report, for standard error.
    pub(super) fn evaluate(
        &self,
        at: &[Assignment],
        is_styled: bool,
    ) -> Result<Evaluation, String> {
        let report = |error: FormulaError| error.report(&self.text, &self.origin, is_styled);
        let expression: Expression = self.text.parse().map_err(report)?;
        let values = values(&expression, at)?;
        Evaluation::new(expression, &self.text, &values).map_err(report)
    }
}

/// Whether it is `--` and a word: nobody negates a name twice by it.
fn is_like_an_option(text: &str) -> bool {
    let word = text.strip_prefix("--").unwrap_or_default();
    word.len() > 1 && word.chars().all(|it| it.is_ascii_lowercase() || it == '-')
}

/// The value of each variable, in their order.
fn values(expression: &Expression, at: &[Assignment]) -> Result<Vec<f64>, String> {
    let variables: Vec<&str> = expression.variables().collect();
    let places = variables.iter().enumerate();
    let places: HashMap<&str, usize> = places.map(|(place, &name)| (name, place)).collect();
    let mut values: Vec<Option<f64>> = vec![None; variables.len()];
    for Assignment { name, value } in at {
        let Some(&place) = places.get(name.as_str()) else {
            return Err(unknown(name, expression));
        };
        if values[place].replace(*value).is_some() {
            return Err(format!(
                "error: --at {name}: {name} has two values; give it one"
            ));
        }
    }
    let missing: Vec<&str> = variables
        .iter()
        .zip(&values)
        .filter_map(|(name, value)| value.is_none().then_some(*name))
        .collect();
    let (who, first) = match missing.as_slice() {
        [] => return Ok(values.into_iter().flatten().collect()),
        [only] => (format!("{only} has no value"), only),
        [first, second] => (format!("{first} and {second} have no value"), first),
        [first, others @ ..] => {
            let count = others.len();
            (format!("{first} and {count} others have no value"), first)
        }
    };
    Err(format!(
        "error: --at: {who}; give every variable one, as in --at {first}=1.5"
    ))
}

fn unknown(name: &str, expression: &Expression) -> String {
    let mut variables: Vec<&str> = expression.variables().collect();
    let is_result = |node: &ExpressionNode| node.name.as_deref() == Some(name);
    if expression.nodes().iter().any(is_result) {
        return format!(
            "error: --at {name}: {name} is computed by the expression; only variables take a value"
        );
    }
    variables.sort_by(|one, other| {
        let likeness = |variable: &str| strsim::jaro_winkler(name, variable);
        likeness(other).total_cmp(&likeness(one))
    });
    let near = variables
        .first()
        .filter(|it| strsim::jaro_winkler(name, it) >= LIKENESS);
    let help = match (near, variables.as_slice()) {
        (_, []) => "it has none".to_owned(),
        (Some(near), _) => format!("did you mean {near}?"),
        (None, variables) => {
            let shown = &variables[..variables.len().min(8)];
            let more = if variables.len() > shown.len() {
                " …"
            } else {
                ""
            };
            format!("its variables are {}{more}", shown.join(", "))
        }
    };
    format!("error: --at {name}: the expression has no variable {name}; {help}")
}
