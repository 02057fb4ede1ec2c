//! What can be said on the command line. The defaults are the window's.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{
    nn::Activation,
    training::{
        BatchSize, DataSettings, Dataset, EPOCHS, Executor, NetworkSettings, TrainingSettings,
    },
};

use super::{
    formula_arguments::{CheckArguments, ExplainArguments},
    help::{AFTER_HELP, CHECK_AFTER_HELP, EXPLAIN_AFTER_HELP, PARAMETERS_HELP, TRAIN_AFTER_HELP},
    values::{
        Hidden, activation_parser, dataset_parser, epoch_count, executor_parser, hidden,
        learning_rate, lesson_folder, log_epsilon, log_every, noise, point_count, seed,
    },
};

/// A row of the log for every tenth epoch, as MiniTorch prints it.
const LOG_EVERY: u64 = 10;

/// See backpropagation happen: a computation graph of entities that trains while you watch.
///
/// Without a command, opens the window; where none can open, trains as `chainrule train` does.
#[derive(Parser, Debug)]
#[command(version, after_help = AFTER_HELP)]
pub(super) struct CommandLine {
    /// What to do; without one, open the window.
    #[command(subcommand)]
    pub(super) command: Option<Command>,

    /// Lessons of your own, beside those in the program: a folder of files that end in .toml, read again when they are saved.
    #[arg(long, value_name = "FOLDER", value_parser = lesson_folder)]
    pub(super) lessons: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Train without a window.
    #[command(after_long_help = TRAIN_AFTER_HELP)]
    Train(TrainArguments),
    /// Explain an expression: its graph, one pass over it, its derivatives and their central differences.
    #[command(after_long_help = EXPLAIN_AFTER_HELP)]
    Explain(ExplainArguments),
    /// Check derivatives that somebody worked out, and say what went wrong.
    #[command(after_long_help = CHECK_AFTER_HELP)]
    Check(CheckArguments),
}

/// What `chainrule train` can be told.
#[derive(Args, Debug, Clone)]
pub(super) struct TrainArguments {
    /// Points from a CSV file with the header x1,x2,label; a label is 0 or 1.
    #[arg(long, value_name = "FILE.csv", help_heading = "Data",
          conflicts_with_all = ["dataset", "points", "noise", "data_seed"])]
    pub(super) data: Option<PathBuf>,

    /// One of MiniTorch's data sets, on the unit square.
    #[arg(long, value_name = "NAME", help_heading = "Data",
          default_value = DataSettings::default().dataset.name(), value_parser = dataset_parser())]
    pub(super) dataset: Dataset,

    /// How many points, 1 to 5000.
    #[arg(long, value_name = "N", help_heading = "Data", allow_hyphen_values = true,
          default_value_t = DataSettings::default().points, value_parser = point_count)]
    pub(super) points: usize,

    /// Standard deviation of the Gaussian noise on both coordinates, in units of the coordinates.
    #[arg(long, value_name = "S", help_heading = "Data", allow_hyphen_values = true,
          default_value_t = DataSettings::default().noise, value_parser = noise)]
    pub(super) noise: f64,

    /// Where points and noise are drawn from; the same seed gives the same points.
    #[arg(long, value_name = "S", help_heading = "Data", allow_hyphen_values = true,
          default_value_t = DataSettings::default().seed, value_parser = seed)]
    pub(super) data_seed: u64,

    /// Units of each hidden layer, from the input to the output: 2 is one layer of two, 10,10 is two layers of ten.
    #[arg(long, value_name = "UNITS", help_heading = "Network", allow_hyphen_values = true,
          default_value_t = Hidden::default(), value_parser = hidden)]
    pub(super) hidden: Hidden,

    /// What hidden units do to their sums.
    #[arg(long, value_name = "NAME", help_heading = "Network",
          default_value = NetworkSettings::default().shape.activation.name(), value_parser = activation_parser())]
    pub(super) activation: Activation,

    /// Where the initial parameters are drawn from, uniform in [-1, 1).
    #[arg(long, value_name = "S", help_heading = "Network", allow_hyphen_values = true,
          default_value_t = NetworkSettings::default().init_seed, value_parser = seed)]
    pub(super) init_seed: u64,

    /// Initial parameters from a JSON file, every name once.
    #[arg(
        long, help = PARAMETERS_HELP,
        value_name = "FILE.json",
        help_heading = "Network",
        conflicts_with = "init_seed"
    )]
    pub(super) parameters: Option<PathBuf>,

    /// How many epochs, 1 to 10000000; an epoch passes every point once and updates the parameters after every batch.
    #[arg(long, value_name = "N", help_heading = "Training", allow_hyphen_values = true,
          default_value_t = EPOCHS, value_parser = epoch_count)]
    pub(super) epochs: u64,

    /// The step along the negative gradient of the mean loss; positive.
    #[arg(long, value_name = "RATE", help_heading = "Training", allow_hyphen_values = true,
          default_value_t = TrainingSettings::default().learning_rate, value_parser = learning_rate)]
    pub(super) learning_rate: f64,

    /// Added to the probability before its logarithm is taken; from 0 to below 1.
    #[arg(long, value_name = "EPSILON", help_heading = "Training", allow_hyphen_values = true,
          default_value_t = NetworkSettings::default().log_epsilon, value_parser = log_epsilon)]
    pub(super) log_epsilon: f64,

    /// After how many points the parameters move: all, or a number from 1 (as many as there are, or more, is all); if not all,
    /// every epoch shuffles the points.
    #[arg(long, value_name = "all|N", help_heading = "Training", allow_hyphen_values = true,
          default_value_t = TrainingSettings::default().batch)]
    pub(super) batch: BatchSize,

    /// Where the orders of the points are drawn from, if a batch is not the whole set; each epoch's by its number.
    #[arg(long, value_name = "S", help_heading = "Training", allow_hyphen_values = true,
          default_value_t = TrainingSettings::default().shuffle_seed, value_parser = seed)]
    pub(super) shuffle_seed: u64,

    /// What runs an epoch; plan: the graph compiled for all points at once; entities: its own entities, point by point.
    #[arg(long, value_name = "NAME", help_heading = "Training",
          default_value = TrainingSettings::default().executor.name(), value_parser = executor_parser())]
    pub(super) executor: Executor,

    /// Write every epoch to a CSV file with the columns epoch,loss,correct.
    #[arg(long, value_name = "FILE.csv", help_heading = "Results")]
    pub(super) log: Option<PathBuf>,

    /// Write the trained parameters to a JSON file, which --parameters can read.
    #[arg(long, value_name = "FILE.json", help_heading = "Results")]
    pub(super) save_parameters: Option<PathBuf>,

    /// Print epoch 1, every N-th epoch and the last.
    #[arg(long, value_name = "N", help_heading = "Results", allow_hyphen_values = true,
          default_value_t = LOG_EVERY, value_parser = log_every)]
    pub(super) log_every: u64,

    /// What to print on standard output: lines for people, or one JSON object.
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        help_heading = "Results",
        default_value_t
    )]
    pub(super) format: Format,
}

/// What is printed on standard output.
#[derive(ValueEnum, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Format {
    /// Lines for people, and a progress bar on a terminal
    #[default]
    Text,
    /// One JSON object and nothing else
    Json,
}

impl Default for TrainArguments {
    /// What `chainrule train` does when told nothing more.
    fn default() -> Self {
        match CommandLine::parse_from(["chainrule", "train"]).command {
            Some(Command::Train(arguments)) => arguments,
            _ => unreachable!("the command is given"),
        }
    }
}
