//! A network on stage in a lesson, with its points.

use std::collections::BTreeMap;

use bevy::prelude::*;
use toml::Spanned;

use crate::{
    nn::NetworkShape,
    training::{DataSettings, Dataset, Model, NOISE, POINTS, Points, ShownPoint, TrainingSettings},
};

use super::{LessonError, file::NetworkFields};

/// The network, the points, and the point whose pass is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkStage {
    /// Which points.
    pub data: DataSettings,
    /// The parameters, in the order of their names.
    pub parameters: Vec<f64>,
    /// The point on show, from 0.
    pub point: usize,
    /// The learning rate.
    pub learning_rate: f64,
}

impl NetworkStage {
    /// Whether network and points in the world are these, with nothing moved.
    pub(super) fn is_as_given(&self, world: &World) -> bool {
        world.resource::<ShownPoint>().0 == self.point
            && *world.resource::<Points>() == self.data.drawn()
            && world
                .get_resource::<Model>()
                .is_some_and(|model| model.values_in(world).eq(self.parameters.iter().copied()))
    }

    pub(super) fn read(text: &str, fields: &Spanned<NetworkFields>) -> Result<Self, LessonError> {
        let fields = fields.get_ref();
        let complain = |span: std::ops::Range<usize>, field: &str, complaint: String| {
            LessonError::at(text, &span, field, complaint)
        };
        let defaults = DataSettings::default();
        let wanted = fields.dataset.get_ref();
        let dataset = Dataset::ALL.into_iter().find(|it| it.name() == wanted);
        let dataset = dataset.ok_or_else(|| {
            let names = Dataset::ALL.map(Dataset::name).join(", ");
            let words = format!("there is no data set `{wanted}`; there are {names}");
            complain(fields.dataset.span(), "dataset", words)
        })?;
        let points = match &fields.points {
            None => defaults.points,
            Some(points) if POINTS.contains(points.get_ref()) => *points.get_ref(),
            Some(points) => {
                let words = format!("it should be from {} to {}", POINTS.start(), POINTS.end());
                return Err(complain(points.span(), "points", words));
            }
        };
        let noise = match &fields.noise {
            None => 0.0,
            Some(noise) if NOISE.contains(noise.get_ref()) => *noise.get_ref(),
            Some(noise) => {
                let words = format!("it should be from {} to {}", NOISE.start(), NOISE.end());
                return Err(complain(noise.span(), "noise", words));
            }
        };
        let point = match &fields.point {
            None => 0,
            Some(point) if *point.get_ref() < points => *point.get_ref(),
            Some(point) => {
                let words = format!("there are {points} points, from 0 to {}", points - 1);
                return Err(complain(point.span(), "point", words));
            }
        };
        let learning_rate = match &fields.learning_rate {
            None => TrainingSettings::default().learning_rate,
            Some(rate) if rate.get_ref().is_finite() && *rate.get_ref() > 0.0 => *rate.get_ref(),
            Some(rate) => {
                let words = "it should be a positive number".into();
                return Err(complain(rate.span(), "learning_rate", words));
            }
        };
        let seed = fields.data_seed.as_ref();
        Ok(Self {
            data: DataSettings {
                dataset,
                points,
                noise,
                seed: seed.map_or(defaults.seed, |seed| *seed.get_ref()),
            },
            parameters: parameters(text, &fields.parameters)?,
            point,
            learning_rate,
        })
    }
}

/// A value for each parameter of the lecture's network, in the order of their names.
fn parameters(text: &str, given: &Spanned<BTreeMap<String, f64>>) -> Result<Vec<f64>, LessonError> {
    let complain = |complaint| LessonError::at(text, &given.span(), "parameters", complaint);
    let names = NetworkShape::default().parameter_names();
    let known = format!("the names are {}", names.join(", "));
    let given = given.get_ref();
    if let Some(unknown) = given.keys().find(|name| !names.contains(name)) {
        return Err(complain(format!(
            "there is no parameter `{unknown}`; {known}"
        )));
    }
    let value = |name: &String| match given.get(name) {
        Some(value) if value.is_finite() => Ok(*value),
        Some(_) => Err(complain(format!("`{name}` should be a finite number"))),
        None => Err(complain(format!(
            "the value of `{name}` is missing; {known}"
        ))),
    };
    names.iter().map(value).collect()
}
