//! Somebody's derivatives by the variables' names, in a JSON file: `{"x": 21.3, "y": 16}`.

use std::path::Path;

use super::{SessionError, input_text::read_text, numbers_by_name::NumbersByName};

/// Reads derivatives by these variables, in their order; `None` for a variable that the file does not have. `null` stands for 0, the
/// derivative by what the result does not depend on.
///
/// # Errors
///
/// A file that cannot be read, or whose content [`parse_derivatives`] refuses.
pub fn read_derivatives(
    path: &Path,
    variables: &[String],
) -> Result<Vec<Option<f64>>, SessionError> {
    parse_derivatives(&read_text(path)?, path, variables)
}

/// The derivatives in a JSON text, as [`read_derivatives`] returns them; `path` is only for the messages.
///
/// # Errors
///
/// Text that is not one JSON object; a name that no variable has, or that comes twice; a value that is neither a finite number nor
/// `null`.
pub fn parse_derivatives(
    text: &str,
    path: &Path,
    variables: &[String],
) -> Result<Vec<Option<f64>>, SessionError> {
    const SHOWN: usize = 8;
    let expectation = match variables {
        [] => "the expression has none".into(),
        few if few.len() <= SHOWN => format!("the variables are {}", few.join(", ")),
        many => format!("the variables are {} …", many[..SHOWN].join(", ")),
    };
    NumbersByName {
        names: variables,
        noun: "variable",
        expectation: &expectation,
        takes_null: true,
    }
    .read(text, path)
}
