//! What a training reads and where it writes, checked before it begins.

use bevy::{prelude::*, state::app::StatesPlugin};

use crate::{
    SimulationPlugins,
    nn::NetworkShape,
    session::{
        EpochLog, NamedValues, SessionError, WholeFile, read_parameters, read_points,
        write_parameters,
    },
    training::{NetworkSettings, Points, TrainingSettings, start_over},
};

use super::{arguments::TrainArguments, report::counted};

/// A training that can begin: its input is good and its output has a place.
pub(super) struct Task {
    pub(super) points: Points,
    pub(super) shape: NetworkShape,
    pub(super) initial: Vec<f64>,
    pub(super) log: Option<EpochLog>,
    pub(super) save_parameters: Option<WholeFile>,
}

impl Task {
    /// Reads and checks everything; writes nothing that would stay.
    ///
    /// The error is one line: the option, the file and the place in it, what is wrong and what would be right.
    pub(super) fn prepare(arguments: &TrainArguments) -> Result<Self, String> {
        let shape = NetworkShape {
            hidden: arguments.hidden.0.clone(),
            activation: arguments.activation,
        };
        let points = points(arguments)?;
        let initial = match &arguments.parameters {
            Some(path) => read_parameters(path, &shape).map_err(of_option("--parameters"))?,
            None => NetworkSettings {
                shape: shape.clone(),
                init_seed: arguments.init_seed,
                log_epsilon: arguments.log_epsilon,
            }
            .initial_parameters(),
        };
        let log = arguments.log.as_deref().map(EpochLog::create).transpose();
        let log = log.map_err(of_option("--log"))?;
        let save_parameters = arguments.save_parameters.as_deref();
        let save_parameters = save_parameters.map(WholeFile::create).transpose();
        let save_parameters = save_parameters.map_err(of_option("--save-parameters"))?;
        let task = Self {
            points,
            shape,
            initial,
            log,
            save_parameters,
        };
        task.check_places(arguments)?;
        Ok(task)
    }

    /// A world with the points and the network, at epoch 0.
    pub(super) fn app(&self, arguments: &TrainArguments) -> App {
        let mut app = App::new();
        app.add_plugins((StatesPlugin, SimulationPlugins))
            .insert_resource(self.points.clone())
            .insert_resource(TrainingSettings {
                learning_rate: arguments.learning_rate,
                executor: arguments.executor,
                batch: arguments.batch,
                shuffle_seed: arguments.shuffle_seed,
                ..TrainingSettings::default()
            });
        let epsilon = arguments.log_epsilon;
        start_over(app.world_mut(), &self.shape, &self.initial, epsilon);
        app
    }

    /// Whether anything is to be written to a file.
    pub(super) const fn writes_files(&self) -> bool {
        self.log.is_some() || self.save_parameters.is_some()
    }

    /// Puts the log of so many epochs in its place, if one was asked for and is not there yet. Returns a line that says so.
    pub(super) fn write_log(&mut self, epochs: u64) -> Result<Option<String>, SessionError> {
        let Some(log) = self.log.take() else {
            return Ok(None);
        };
        let path = log.file().path().to_owned();
        log.finish()?;
        let epochs = counted(epochs, "epoch");
        Ok(Some(format!("{}: wrote {epochs}", path.display())))
    }

    /// As [`Self::write_log`], for the parameters.
    pub(super) fn write_parameters(
        &mut self,
        parameters: &[(String, f64)],
    ) -> Result<Option<String>, SessionError> {
        let Some(file) = self.save_parameters.take() else {
            return Ok(None);
        };
        let path = file.path().to_owned();
        write_parameters(file, NamedValues(parameters))?;
        let count = counted(parameters.len() as u64, "parameter");
        Ok(Some(format!("{}: wrote {count}", path.display())))
    }

    /// Every file that is written has a place of its own.
    fn check_places(&self, arguments: &TrainArguments) -> Result<(), String> {
        let outputs = [
            ("--log", self.log.as_ref().map(EpochLog::file)),
            ("--save-parameters", self.save_parameters.as_ref()),
        ];
        let others = [
            ("--data", &arguments.data),
            ("--parameters", &arguments.parameters),
            ("--log", &arguments.log),
        ];
        for (option, output) in outputs {
            let Some(output) = output else { continue };
            let same = others.iter().find(|(other, path)| {
                *other != option && path.as_deref().is_some_and(|path| output.replaces(path))
            });
            if let Some((other, _)) = same {
                return Err(format!(
                    "error: {option} {}: this is the file of {other}; name another",
                    output.path().display()
                ));
            }
        }
        Ok(())
    }
}

fn points(arguments: &TrainArguments) -> Result<Points, String> {
    if let Some(path) = &arguments.data {
        return read_points(path).map_err(of_option("--data"));
    }
    let (count, noise) = (arguments.points, arguments.noise);
    let points = arguments.dataset.points(count, noise, arguments.data_seed);
    if points
        .iter()
        .all(|point| point.x1.is_finite() && point.x2.is_finite())
    {
        Ok(points)
    } else {
        Err(format!(
            "error: --noise {noise:?}: puts points at infinity; it is in units of the coordinates, which go from 0 to 1"
        ))
    }
}

/// The line of an error, with the option that named the file.
fn of_option(option: &str) -> impl Fn(SessionError) -> String {
    move |error| format!("error: {option} {error}")
}
