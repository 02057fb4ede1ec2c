//! Tests of the engine, the training and the command line: no window, no graphics driver.

mod harness;

mod builder;
mod command_line;
mod datasets;
mod determinism;
mod diagnosis;
mod edits;
mod exhibits;
mod formula;
mod functions;
mod gradient_check;
mod lecture;
mod lessons;
mod network;
mod parameter_edits;
mod parameters_file;
mod pass;
mod paths;
mod plan_errors;
mod plan_passes;
mod plan_training;
mod playback;
mod points_file;
mod random_graphs;
mod slow_motion;
mod stage_times;
mod topological_order;
mod trace;
mod training_reference;
mod wrong_orders;
