//! Data sets, epochs, play control and history: the simulation, without a picture of it.

mod accumulation;
mod batches;
mod compiled;
mod dataset;
mod edit;
mod entity_epoch;
mod epoch;
mod evaluation;
mod example;
mod exhibit;
mod exhibit_pass;
mod expiry;
mod fault;
mod gradient_check;
mod history;
mod leaf_edit;
mod mean_loss;
mod model;
mod next_step;
mod output_field;
mod parameter_edit;
mod parameter_history;
mod plan_epoch;
mod playback;
mod point_graph;
mod points;
mod put_aside;
mod refresh;
mod rewind;
mod schedule;
mod settings;
mod shown_graph;
mod shown_numbers;
mod shown_pass;
mod shown_point;
mod stage_times;
mod staged_expression;
mod stepping;
mod steps_due;
mod train;

pub use accumulation::{Accumulation, PassAgain, ZeroDerivatives};
pub use batches::BatchSize;
pub use compiled::CompiledModel;
pub use dataset::Dataset;
pub use edit::{
    AddPoint, DrawParameters, DrawPoints, MovePoint, PointRemoved, RedrawPoints, RelabelPoint,
    RemovePoint, ReplacePoints, ResetTraining, RestorePoints, WantOutputField, WantUnitMap,
    start_over,
};
pub use epoch::{EpochOutcome, EpochsRun, Progress, advance_epoch, advance_epochs, rewind_epoch};
pub use evaluation::{Evaluation, EvaluationOutcome, PointResult, evaluate_all};
pub use example::{DOUBLINGS, Example};
pub use exhibit::{Exhibit, StagedGraph};
pub use fault::NonFinite;
pub use gradient_check::{AGREEMENT, GradientCheck, GradientReport};
pub use history::{EpochFinished, EpochRecord, History};
pub use leaf_edit::SetLeaf;
pub use mean_loss::mean_loss_d_output;
pub use model::{FirstUnit, HiddenUnit, Model};
pub use next_step::NextStep;
pub use output_field::{FIELD_SIZE, OutputField, OutputFields, UnitMap};
pub use parameter_edit::{FreezeParameter, SetParameter};
pub use parameter_history::ParameterHistory;
pub use playback::{Playback, TogglePlayback};
pub use point_graph::PointGraph;
pub use points::{DataPoint, Extent, MAX_POINTS, Points};
pub use put_aside::{NetworkOnData, TrainingPutAside, stage_network, take_training_up};
pub use refresh::refresh_pass;
pub use rewind::{Rewind, SteppedBack};
pub use schedule::{SimulationSystems, TrainingPlugin};
pub use settings::{
    DataSettings, EPOCHS, EPOCHS_PER_FRAME, Executor, FrameBudget, LEARNING_RATE, LOG_EPSILON,
    NOISE, NetworkSettings, POINTS, PresentData, SEEDS, TrainingSettings, next_seed,
};
pub use shown_graph::{ShownGraph, own_name};
pub use shown_numbers::ShownNumbers;
pub use shown_pass::ShownTrace;
pub use shown_point::ShownPoint;
pub use stage_times::{StageTime, StageTimes, StageTimesPlugin, StageTimesSystems, end_of};
pub use staged_expression::{StageExpression, StagedExpression};
pub use stepping::{STEPS_PER_SECOND, SeekTrace, StepBack, StepOn, StepUnit, Stepping};
pub use train::FrameReport;
