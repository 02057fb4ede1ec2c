//! Parameters by their dotted names, in a JSON file: `{"layer1.weight_0_0": 0.25, …}`.

use std::{collections::HashMap, fmt, io::Write, path::Path};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, DeserializeSeed, MapAccess, Visitor},
};

use crate::nn::NetworkShape;

use super::{
    SessionError, WholeFile,
    input_text::{quoted, read_text},
};

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
    let mut json = serde_json::Deserializer::from_str(text);
    let values = ByName {
        names: &names,
        shape,
    }
    .deserialize(&mut json)
    .and_then(|values| json.end().map(|()| values))
    .map_err(|error| refused(&error, path))?;
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

/// Reads an object into one place for each name. A map would keep the last of two values for a name, in silence.
struct ByName<'a> {
    names: &'a [String],
    shape: &'a NetworkShape,
}

/// A number that is neither NaN nor infinite, as all that JSON can write.
struct FiniteNumber(f64);

impl<'de> DeserializeSeed<'de> for ByName<'_> {
    type Value = Vec<Option<f64>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ByName<'_> {
    type Value = Vec<Option<f64>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object of parameters by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let places: HashMap<&str, usize> = self
            .names
            .iter()
            .enumerate()
            .map(|(place, name)| (name.as_str(), place))
            .collect();
        let mut values = vec![None; self.names.len()];
        while let Some(name) = map.next_key::<String>()? {
            let Some(&place) = places.get(name.as_str()) else {
                return Err(de::Error::custom(format!(
                    "there is no parameter {}; {}",
                    quoted(&name),
                    expectation(self.names, self.shape)
                )));
            };
            if values[place].is_some() {
                return Err(de::Error::custom(format!(
                    "{name} is there twice; every parameter comes once"
                )));
            }
            let value: FiniteNumber = map.next_value().map_err(|error| {
                de::Error::custom(format!("{name} is no finite number: {error}"))
            })?;
            values[place] = Some(value.0);
        }
        Ok(values)
    }
}

impl<'de> Deserialize<'de> for FiniteNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumberVisitor;

        impl Visitor<'_> for NumberVisitor {
            type Value = FiniteNumber;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a finite number")
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<FiniteNumber, E> {
                if number.is_finite() {
                    Ok(FiniteNumber(number))
                } else {
                    Err(E::invalid_value(de::Unexpected::Float(number), &self))
                }
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<FiniteNumber, E> {
                Ok(FiniteNumber(number as f64))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<FiniteNumber, E> {
                Ok(FiniteNumber(number as f64))
            }
        }

        deserializer.deserialize_f64(NumberVisitor)
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

/// Puts the place that the JSON reader tells in front of its words.
fn refused(error: &serde_json::Error, path: &Path) -> SessionError {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let words = error.to_string();
    let words = words.strip_suffix(&place).unwrap_or(&words);
    let complaint = if error.is_data() {
        words.to_owned()
    } else {
        format!("{words}; it should be a JSON object of finite numbers by name")
    };
    SessionError::Cell {
        path: path.into(),
        row: error.line(),
        column: error.column().to_string(),
        complaint,
    }
}
