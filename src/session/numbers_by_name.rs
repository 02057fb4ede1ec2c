//! Numbers by their names, in a JSON object: every name at most once, with errors that tell the place.

use std::{collections::HashMap, fmt, path::Path};

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeSeed, MapAccess, Visitor},
};

use super::{SessionError, input_text::quoted};

/// Reads an object into one place for each name. A map would keep the last of two values for a name, in silence.
#[derive(Clone, Copy)]
pub(super) struct NumbersByName<'a> {
    /// The names there may be.
    pub(super) names: &'a [String],
    /// What a number is called in messages.
    pub(super) noun: &'a str,
    /// Which names there should be, in words.
    pub(super) expectation: &'a str,
    /// Whether `null` stands for 0.
    pub(super) takes_null: bool,
}

impl NumbersByName<'_> {
    /// The number for each name, if it is there; `path` is only for the messages.
    pub(super) fn read(self, text: &str, path: &Path) -> Result<Vec<Option<f64>>, SessionError> {
        let mut json = serde_json::Deserializer::from_str(text);
        self.deserialize(&mut json)
            .and_then(|values| json.end().map(|()| values))
            .map_err(|error| refused(&error, path))
    }
}

/// A number that is neither NaN nor infinite, as all that JSON can write.
struct FiniteNumber(f64);

impl<'de> DeserializeSeed<'de> for NumbersByName<'_> {
    type Value = Vec<Option<f64>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for NumbersByName<'_> {
    type Value = Vec<Option<f64>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "an object of {}s by name", self.noun)
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
                    "there is no {} {}; {}",
                    self.noun,
                    quoted(&name),
                    self.expectation
                )));
            };
            if values[place].is_some() {
                return Err(de::Error::custom(format!(
                    "{name} is there twice; every {} comes once",
                    self.noun
                )));
            }
            let value = if self.takes_null {
                map.next_value::<Option<FiniteNumber>>()
            } else {
                map.next_value().map(Some)
            };
            let value = value.map_err(|error| {
                de::Error::custom(format!("{name} is no finite number: {error}"))
            })?;
            values[place] = Some(value.map_or(0.0, |number| number.0));
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
