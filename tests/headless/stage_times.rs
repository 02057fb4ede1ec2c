//! The frame's stages and their times, where somebody asks for them.

use bevy::prelude::*;
use chainrule::training::{StageTimes, StageTimesPlugin};

use super::harness::{Simulation, simulation};

/// Frames until the first mean is there, and those of a quarter of a second after it.
fn times_after(app: &mut App, act: impl Fn(&mut App)) -> Vec<(&'static str, f64)> {
    for _ in 0..1_000_000 {
        act(app);
        app.update();
        let stages = app.world().resource::<StageTimes>().stages();
        if !stages.is_empty() {
            return stages
                .iter()
                .map(|stage| (stage.name, stage.runs))
                .collect();
        }
    }
    panic!("a quarter of a second has passed");
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
    // 50 points and the one on show in every frame but the first and the last, whose step is still to come.
    assert!(*forwards > 25.0 && *forwards <= 51.0, "{forwards}");
}
