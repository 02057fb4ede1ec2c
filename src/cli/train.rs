//! `chainrule train`: epochs without a window.

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use bevy::prelude::*;

use crate::{
    session::{NamedValues, SessionError},
    training::{
        EpochRecord, EvaluationOutcome, Model, NonFinite, advance_epochs, evaluate_all,
        rewind_epoch,
    },
};

use super::{
    arguments::{Format, TrainArguments},
    interrupt::Interrupt,
    output::{BAD_INPUT, FAILED, INTERRUPTED, Output, complain},
    progress::Progress,
    report::{Report, counted, seconds_per_epoch},
    task::Task,
};

/// How long an epoch may take before Ctrl-C and the progress bar are looked after. Well below what a person notices.
const SLICE: Duration = Duration::from_millis(50);

/// How many epochs are run before their records are printed and logged.
const EPOCHS_AT_ONCE: u64 = 10_000;

/// Trains, prints and writes what was asked for. Returns the exit status.
pub(super) fn train(arguments: &TrainArguments) -> ExitCode {
    let interrupt = Interrupt::listen();
    let status = match Task::prepare(arguments) {
        Ok(task) => Run::new(arguments, task).run_to_end(&interrupt),
        Err(complaint) => {
            complain(complaint);
            BAD_INPUT
        }
    };
    ExitCode::from(status)
}

/// A training on its way.
struct Run<'a> {
    arguments: &'a TrainArguments,
    task: Task,
    app: App,
    output: Output,
    latest: Option<EpochRecord>,
    /// The logged epochs, for JSON.
    logged: Vec<EpochRecord>,
    /// The time that epochs took.
    time: Duration,
}

/// Why the epochs ended.
#[derive(Debug, PartialEq)]
enum End {
    /// All of them are done.
    Done,
    /// Ctrl-C.
    Interrupted,
    /// Nobody reads standard output any more, and no file was asked for.
    Unheard,
    /// A value is NaN or infinite.
    NonFinite(NonFinite),
}

impl<'a> Run<'a> {
    fn new(arguments: &'a TrainArguments, task: Task) -> Self {
        Self {
            arguments,
            app: task.app(arguments),
            task,
            output: Output::default(),
            latest: None,
            logged: Vec::new(),
            time: Duration::ZERO,
        }
    }

    /// Trains and reports. Returns the exit status.
    fn run_to_end(&mut self, interrupt: &Interrupt) -> u8 {
        let end = self.run_epochs(interrupt).and_then(|end| self.wind_up(end));
        if let Some(error) = self.output.failure() {
            complain(format_args!(
                "error: standard output cannot be written: {error}"
            ));
            return FAILED;
        }
        match end {
            Ok(End::Done | End::Unheard) => 0,
            Ok(End::Interrupted) => INTERRUPTED,
            Ok(End::NonFinite(_)) => FAILED,
            Err(error) => {
                complain(format_args!("error: {error}"));
                FAILED
            }
        }
    }

    fn is_text(&self) -> bool {
        self.arguments.format == Format::Text
    }

    fn epochs_done(&self) -> u64 {
        self.latest.map_or(0, |record| record.epoch)
    }

    fn run_epochs(&mut self, interrupt: &Interrupt) -> Result<End> {
        let mut progress = Progress::hidden();
        if self.is_text() {
            self.output.line(format_args!(
                "training {} on {}",
                counted(self.task.initial.len() as u64, "parameter"),
                counted(self.task.points.len() as u64, "point"),
            ));
            progress = Progress::of(self.arguments.epochs);
        }
        let end = self.run_until(interrupt, &progress)?;
        // The last epoch is logged whatever its number.
        if let Some(latest) = self.latest.filter(|latest| !self.is_logged(latest.epoch)) {
            self.log(latest, &progress);
        }
        Ok(end)
    }

    fn run_until(&mut self, interrupt: &Interrupt, progress: &Progress) -> Result<End> {
        while self.epochs_done() < self.arguments.epochs {
            if interrupt.is_raised() {
                return Ok(End::Interrupted);
            }
            if self.output.is_closed() && !self.task.writes_files() {
                return Ok(End::Unheard);
            }
            let left = (self.arguments.epochs - self.epochs_done()).min(EPOCHS_AT_ONCE);
            let start = Instant::now();
            let run = advance_epochs(
                self.app.world_mut(),
                left as usize,
                start.checked_add(SLICE),
            )?;
            self.time += start.elapsed();
            if run.records.is_empty() {
                progress.tick();
            }
            for &record in &run.records {
                self.record(record, progress)?;
            }
            if let Some(&last) = run.records.last() {
                progress.advance(last);
            }
            if let Some(fault) = run.fault {
                return Ok(End::NonFinite(fault));
            }
        }
        Ok(End::Done)
    }

    fn record(&mut self, record: EpochRecord, progress: &Progress) -> Result {
        self.latest = Some(record);
        if let Some(log) = &mut self.task.log {
            log.push(record)?;
        }
        if self.is_logged(record.epoch) {
            self.log(record, progress);
        }
        Ok(())
    }

    /// Whether an epoch is logged for its number.
    const fn is_logged(&self, epoch: u64) -> bool {
        epoch == 1 || epoch.is_multiple_of(self.arguments.log_every)
    }

    fn log(&mut self, record: EpochRecord, progress: &Progress) {
        if self.is_text() {
            progress.print(&mut self.output, record, self.task.points.len());
        } else {
            self.logged.push(record);
        }
    }

    /// Writes the files and reports, as the epochs ended.
    fn wind_up(&mut self, end: End) -> Result<End> {
        match end {
            End::Unheard => return Ok(end),
            End::NonFinite(fault) => return self.give_up(fault),
            End::Done => {}
            End::Interrupted => {
                rewind_epoch(self.app.world_mut());
                complain(format_args!(
                    "interrupted after {} of {} epochs; what follows is the state after the last whole epoch",
                    self.epochs_done(),
                    self.arguments.epochs
                ));
                // Files before the summary: to evaluate a large network takes a while, and a second Ctrl-C may come.
                self.write_log()?.iter().for_each(complain);
                self.write_parameters()?.iter().for_each(complain);
            }
        }
        match evaluate_all(self.app.world_mut())? {
            EvaluationOutcome::Failed(fault) => self.give_up(fault),
            EvaluationOutcome::Totals { loss, correct } => {
                let written = [self.write_log()?, self.write_parameters()?];
                self.report(loss, correct)?;
                if self.is_text() {
                    written
                        .iter()
                        .flatten()
                        .for_each(|line| self.output.line(line));
                }
                Ok(end)
            }
        }
    }

    /// Says which value stopped being finite, and writes the log alone.
    fn give_up(&mut self, fault: NonFinite) -> Result<End> {
        complain(format_args!("error: {fault}"));
        self.write_log()?.iter().for_each(complain);
        if let Some(file) = self.task.save_parameters.take() {
            let path = file.path().display();
            complain(format_args!(
                "{path}: not written, because the parameters are of no use any more"
            ));
        }
        let rate = self.arguments.learning_rate;
        complain(format_args!("try a --learning-rate smaller than {rate:?}"));
        if self.arguments.log_epsilon == 0.0 {
            complain("or a --log-epsilon above 0, such as 1e-6: the logarithm of 0 is infinite");
        }
        Ok(End::NonFinite(fault))
    }

    fn write_log(&mut self) -> Result<Option<String>, SessionError> {
        let epochs = self.epochs_done();
        self.task.write_log(epochs)
    }

    fn write_parameters(&mut self) -> Result<Option<String>, SessionError> {
        let parameters = self.parameters();
        self.task.write_parameters(&parameters)
    }

    fn parameters(&self) -> Vec<(String, f64)> {
        let world = self.app.world();
        world.resource::<Model>().named_values(world)
    }

    fn report(&mut self, loss: f64, correct: usize) -> Result {
        let parameters = self.parameters();
        let epochs = self.epochs_done();
        let report = Report {
            points: self.task.points.len(),
            hidden: &self.task.shape.hidden,
            epochs,
            loss,
            correct,
            seconds: self.time.as_secs_f64(),
            seconds_per_epoch: seconds_per_epoch(self.time, epochs),
            log: &self.logged,
            parameters: NamedValues(&parameters),
        };
        if self.is_text() {
            self.output.line(report.summary());
        } else {
            self.output.line(serde_json::to_string(&report)?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn ctrl_c_before_the_first_epoch_writes_the_initial_parameters_and_an_empty_log() {
        let directory = tempfile::tempdir().unwrap();
        let (log, parameters) = (
            directory.path().join("log.csv"),
            directory.path().join("p.json"),
        );
        let arguments = TrainArguments {
            log: Some(log.clone()),
            save_parameters: Some(parameters.clone()),
            ..TrainArguments::default()
        };
        let interrupt = Interrupt::default();
        interrupt.raise();
        let task = Task::prepare(&arguments).unwrap();
        let (shape, initial) = (task.shape.clone(), task.initial.clone());

        let status = Run::new(&arguments, task).run_to_end(&interrupt);

        assert_eq!(status, INTERRUPTED);
        assert_eq!(fs::read_to_string(&log).unwrap(), "epoch,loss,correct\n");
        assert_eq!(
            crate::session::read_parameters(&parameters, &shape).unwrap(),
            initial
        );
    }
}
