//! Parameters by their dotted names, in a JSON file: `{"layer1.weight_0_0": 0.25, …}`.

use std::{io::Write, path::Path};

use serde::{Serialize, Serializer};

use crate::nn::NetworkShape;

use super::{SessionError, WholeFile, input_text::read_text, numbers_by_name::NumbersByName};

/// Named parameters, in their order. As JSON, an object whose keys stay in this order.
#[derive(Debug, Clone, Copy)]
pub struct NamedValues<'a>(pub &'a [(String, f64)]);

/// Reads the parameters of a network of this shape, in the order of their names.
///
/// # Errors
///
/// A file that cannot be read, or whose content [`parse_parameters`] refuses.
pub fn read_parameters(path: &Path, shape: &NetworkShape) -> Result<Vec<f64>, SessionError> {
    parse_parameters(&read_text(path)?, path, shape)
}

/// The parameters in a JSON text, in the order of their names; `path` is only for the messages.
///
/// # Errors
///
/// Text that is not one JSON object; a name that the shape does not have, that comes twice or is missing; a value that is not a
/// finite number.
pub fn parse_parameters(
    text: &str,
    path: &Path,
    shape: &NetworkShape,
) -> Result<Vec<f64>, SessionError> {
    let names = shape.parameter_names();
    let content = |complaint| SessionError::Content {
        path: path.into(),
        complaint,
    };
    if text.trim().is_empty() {
        let example = names.first().map_or("", String::as_str);
        return Err(content(format!(
            "is empty; it should be a JSON object such as {{\"{example}\": 0.25, …}}"
        )));
    }
    let values = NumbersByName {
        names: &names,
        noun: "parameter",
        expectation: &expectation(&names, shape),
        takes_null: false,
    }
    .read(text, path)?;
    let missing: Vec<&str> = names
        .iter()
        .zip(&values)
        .filter_map(|(name, value)| value.is_none().then_some(name.as_str()))
        .collect();
    if let Some((first, others)) = missing.split_first() {
        let others = match others.len() {
            0 => String::new(),
            1 => " and 1 other".into(),
            count => format!(" and {count} others"),
        };
        return Err(content(format!(
            "{first}{others} missing; {}",
            expectation(&names, shape)
        )));
    }
    Ok(values.into_iter().flatten().collect())
}

/// Writes parameters as JSON; the file appears whole, at the end.
///
/// # Errors
///
/// Whatever the operating system says; then what was there before is still there.
pub fn write_parameters(
    mut file: WholeFile,
    parameters: NamedValues<'_>,
) -> Result<(), SessionError> {
    let written = serde_json::to_writer_pretty(&mut file, &parameters)
        .map_err(Into::into)
        .and_then(|()| writeln!(file));
    match written {
        Ok(()) => file.finish(),
        Err(source) => Err(file.failed(source)),
    }
}

impl Serialize for NamedValues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

fn expectation(names: &[String], shape: &NetworkShape) -> String {
    let hidden: Vec<String> = shape.hidden.iter().map(ToString::to_string).collect();
    format!(
        "a network with hidden layers {} has {} parameters, {} to {}",
        hidden.join(","),
        names.len(),
        names.first().map_or("", String::as_str),
        names.last().map_or("", String::as_str),
    )
}
