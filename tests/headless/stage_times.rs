//! The frame's stages and their times, where somebody asks for them.

use std::time::Duration;

use bevy::{prelude::*, time::TimeUpdateStrategy};
use chainrule::training::{StageTimes, StageTimesPlugin};

use super::harness::{Simulation, simulation};

/// The stages and how often each ran, after eight frames of an eighth of a second.
fn times_after(app: &mut App, act: impl Fn(&mut App)) -> Vec<(&'static str, f64)> {
    app.insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_millis(
        125,
    )));
    for _ in 0..8 {
        act(app);
        app.update();
    }
    let stages = app.world().resource::<StageTimes>().stages();
    stages
        .iter()
        .map(|stage| (stage.name, stage.runs))
        .collect()
}

#[test]
fn the_stages_of_a_frame_are_there_in_order_each_once() {
    let mut app = simulation();
    app.add_plugins(StageTimesPlugin);
    let stages = times_after(&mut app, |_| {});
    let names: Vec<&str> = stages.iter().map(|(name, _)| *name).collect();
    let order = [
        "Edit",
        "Train",
        "Evaluate",
        "Forward",
        "Topological order",
        "Seed",
        "Backward",
        "Pass",
        "Record",
    ];
    assert_eq!(names, order);
    assert!(stages.iter().all(|(_, runs)| *runs == 1.0), "{stages:?}");
}

#[test]
fn passes_of_training_by_entities_are_counted_with_that_on_show() {
    let mut app = simulation();
    app.add_plugins(StageTimesPlugin);
    app.by_entities();
    let stages = times_after(&mut app, App::press_step);
    let (_, forwards) = stages.iter().find(|(name, _)| *name == "Forward").unwrap();
    // 50 points and the one on show.
    assert_eq!(*forwards, 51.0);
}
