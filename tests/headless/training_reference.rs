//! Whole trainings against MiniTorch's: every logged loss, every count, every final parameter.

#![expect(clippy::unwrap_used, reason = "a helper of tests may panic as they do")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use bevy::{prelude::*, state::app::StatesPlugin};
use chainrule::{
    SimulationPlugins,
    nn::{Activation, NetworkShape},
    session::{read_parameters, read_points},
    training::{
        EpochOutcome, EpochRecord, EvaluationOutcome, Model, TrainingSettings, advance_epoch,
        evaluate_all, start_over,
    },
};
use serde_json::Value as Json;

/// What is promised, relative to MiniTorch's number.
const PROMISED: f64 = 1e-6;
/// What is in fact so: no more than a few thousand roundings apart after hundreds of epochs.
const HELD: f64 = 1e-9;

struct Reference {
    directory: PathBuf,
    expected: Json,
}

impl Reference {
    fn named(name: &str) -> Self {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/training");
        let directory = directory.join(name);
        let expected = fs::read_to_string(directory.join("expected.json")).unwrap();
        Self {
            directory,
            expected: serde_json::from_str(&expected).unwrap(),
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    fn number(&self, key: &str) -> f64 {
        self.expected[key].as_f64().unwrap()
    }

    fn epochs(&self) -> u64 {
        self.expected["epochs"].as_u64().unwrap()
    }

    fn hidden(&self) -> Vec<usize> {
        let hidden = self.expected["hidden"].as_array().unwrap().iter();
        hidden
            .map(|units| units.as_u64().unwrap() as usize)
            .collect()
    }

    fn log(&self) -> Vec<EpochRecord> {
        log_rows(&self.expected)
    }

    fn parameter(&self, name: &str) -> f64 {
        self.expected["parameters"][name].as_f64().unwrap()
    }

    /// Compares a log and parameters with MiniTorch's.
    fn compare(&self, log: &[EpochRecord], parameters: &[(String, f64)]) {
        let (mut worst, mut place) = (0.0, String::from("nowhere"));
        let mut look = |ours: f64, theirs: f64, at: String| {
            let error = (ours - theirs).abs() / theirs.abs().max(f64::MIN_POSITIVE);
            if error > worst {
                (worst, place) = (error, at);
            }
        };
        let expected = self.log();
        assert_eq!(log.len(), expected.len());
        for (ours, theirs) in log.iter().zip(&expected) {
            assert_eq!((ours.epoch, ours.correct), (theirs.epoch, theirs.correct));
            look(
                ours.loss,
                theirs.loss,
                format!("loss of epoch {}", ours.epoch),
            );
        }
        let count = self.expected["parameters"].as_object().unwrap().len();
        assert_eq!(parameters.len(), count);
        for (name, value) in parameters {
            look(*value, self.parameter(name), name.clone());
        }
        assert!(
            worst <= PROMISED,
            "worst relative error: {worst:e}, {place}"
        );
        assert!(worst < HELD, "worst relative error: {worst:e}, {place}");
    }
}

fn log_rows(json: &Json) -> Vec<EpochRecord> {
    let rows = json["log"].as_array().unwrap().iter();
    rows.map(|row| EpochRecord {
        epoch: row["epoch"].as_u64().unwrap(),
        loss: row["loss"].as_f64().unwrap(),
        correct: row["correct"].as_u64().unwrap() as usize,
    })
    .collect()
}

fn train_with_the_library(reference: &Reference) -> (App, Vec<EpochRecord>) {
    let shape = NetworkShape {
        hidden: reference.hidden(),
        activation: Activation::ReLU,
    };
    let initial = read_parameters(&reference.file("initial.json"), &shape).unwrap();
    let mut app = App::new();
    app.add_plugins((StatesPlugin, SimulationPlugins))
        .insert_resource(read_points(&reference.file("data.csv")).unwrap())
        .insert_resource(TrainingSettings {
            learning_rate: reference.number("learning_rate"),
            ..default()
        });
    let epsilon = reference.number("log_epsilon");
    start_over(app.world_mut(), &shape, &initial, epsilon);
    let records = (0..reference.epochs())
        .map(|_| match advance_epoch(app.world_mut(), None).unwrap() {
            EpochOutcome::Finished(record) => record,
            other => panic!("{other:?}"),
        })
        .collect();
    (app, records)
}

fn compare_the_library(name: &str) {
    let reference = Reference::named(name);
    let (app, records) = train_with_the_library(&reference);
    let log: Vec<EpochRecord> = records
        .into_iter()
        .filter(|record| record.epoch == 1 || record.epoch.is_multiple_of(10))
        .collect();
    let parameters = app.world().resource::<Model>().named_values(app.world());
    reference.compare(&log, &parameters);
}

fn compare_the_program(name: &str) {
    let reference = Reference::named(name);
    let hidden: Vec<String> = reference.hidden().iter().map(ToString::to_string).collect();
    let output = Command::new(env!("CARGO_BIN_EXE_chainrule"))
        .args(["train", "--format", "json", "--activation", "relu"])
        .arg("--data")
        .arg(reference.file("data.csv"))
        .arg("--parameters")
        .arg(reference.file("initial.json"))
        .args(["--hidden", &hidden.join(",")])
        .args(["--epochs", &reference.epochs().to_string()])
        .args([
            "--learning-rate",
            &reference.number("learning_rate").to_string(),
        ])
        .args([
            "--log-epsilon",
            &reference.number("log_epsilon").to_string(),
        ])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let json: Json = serde_json::from_slice(&output.stdout).unwrap();
    let parameters: Vec<(String, f64)> = json["parameters"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.clone(), value.as_f64().unwrap()))
        .collect();
    reference.compare(&log_rows(&json), &parameters);
}

#[test]
fn the_library_trains_the_simple_set_as_minitorch_does() {
    compare_the_library("simple");
}

#[test]
fn the_library_trains_the_xor_set_as_minitorch_does() {
    compare_the_library("xor");
}

#[test]
fn the_program_trains_the_simple_set_as_minitorch_does() {
    compare_the_program("simple");
}

#[test]
fn the_program_trains_the_xor_set_as_minitorch_does() {
    compare_the_program("xor");
}

#[test]
fn evaluating_all_points_finds_the_very_loss_that_the_next_epoch_records() {
    let (mut app, _) = train_with_the_library(&Reference::named("simple"));

    let evaluated = evaluate_all(app.world_mut()).unwrap();

    let EpochOutcome::Finished(next) = advance_epoch(app.world_mut(), None).unwrap() else {
        panic!("the epoch is not finished");
    };
    let (loss, correct) = (next.loss, next.correct);
    assert_eq!(evaluated, EvaluationOutcome::Totals { loss, correct });
}
