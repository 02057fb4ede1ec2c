//! What the values of options may be, and what is said of those that are not.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::{
    nn::{Activation, MAX_LAYERS, MAX_UNITS, NetworkShape},
    training::{Dataset, Executor, NetworkSettings, POINTS},
};

/// The most epochs of one run: seconds for the smallest network, years for the largest.
const MAX_EPOCHS: u64 = 10_000_000;

/// Units of each hidden layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hidden(pub(super) Vec<usize>);

impl Default for Hidden {
    fn default() -> Self {
        Self(NetworkSettings::default().shape.hidden)
    }
}

impl fmt::Display for Hidden {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        formatter.write_str(&units.join(","))
    }
}

pub(super) fn dataset_parser() -> impl TypedValueParser<Value = Dataset> {
    named(Dataset::ALL, Dataset::name)
}

pub(super) fn activation_parser() -> impl TypedValueParser<Value = Activation> {
    named(Activation::ALL, Activation::name)
}

pub(super) fn executor_parser() -> impl TypedValueParser<Value = Executor> {
    named(Executor::ALL, Executor::name)
}

/// One of several values by its name.
fn named<T: Copy + Send + Sync + 'static, const N: usize>(
    all: [T; N],
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.map(name)).try_map(move |given| {
        all.into_iter()
            .find(|&value| name(value) == given)
            .ok_or("not one of the possible values")
    })
}

/// A folder that is there.
pub(super) fn lesson_folder(text: &str) -> Result<PathBuf, String> {
    let folder = Path::new(text);
    match folder.canonicalize() {
        Ok(folder) if folder.is_dir() => Ok(folder),
        Ok(_) => Err("it is a file; name the folder that it is in".into()),
        Err(error) => Err(error.to_string()),
    }
}

pub(super) fn point_count(text: &str) -> Result<usize, String> {
    let (fewest, most) = (*POINTS.start(), *POINTS.end());
    let count = whole_number(text, fewest as u64, most as u64)?;
    usize::try_from(count).map_err(|error| error.to_string())
}

pub(super) fn epoch_count(text: &str) -> Result<u64, String> {
    whole_number(text, 1, MAX_EPOCHS)
}

pub(super) fn log_every(text: &str) -> Result<u64, String> {
    whole_number(text, 1, MAX_EPOCHS)
}

pub(super) fn seed(text: &str) -> Result<u64, String> {
    whole_number(text, 0, u64::MAX)
}

pub(super) fn noise(text: &str) -> Result<f64, String> {
    number(text, |noise| noise >= 0.0, "a finite number of at least 0")
}

pub(super) fn learning_rate(text: &str) -> Result<f64, String> {
    number(text, |rate| rate > 0.0, "a finite number above 0")
}

pub(super) fn log_epsilon(text: &str) -> Result<f64, String> {
    let range = "a number from 0 to below 1";
    number(text, |epsilon| (0.0..1.0).contains(&epsilon), range)
}

pub(super) fn hidden(text: &str) -> Result<Hidden, String> {
    let unit = |(layer, entry): (usize, &str)| {
        entry.trim().parse().map_err(|_| {
            let layer = layer + 1;
            format!(
                "layer {layer} is {entry:?}; write 1 to {MAX_UNITS} units for each of 1 to {MAX_LAYERS} layers, \
                 such as 2 or 10,10"
            )
        })
    };
    let hidden: Vec<usize> = text
        .split(',')
        .enumerate()
        .map(unit)
        .collect::<Result<_, String>>()?;
    let shape = NetworkShape {
        hidden,
        ..NetworkShape::default()
    };
    match shape.complaint() {
        Some(complaint) => Err(complaint),
        None => Ok(Hidden(shape.hidden)),
    }
}

fn whole_number(text: &str, least: u64, most: u64) -> Result<u64, String> {
    match text.parse() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(format!("should be a whole number from {least} to {most}")),
    }
}

fn number(text: &str, is_right: fn(f64) -> bool, right: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && is_right(number) => Ok(number),
        _ => Err(format!("should be {right}")),
    }
}
