//! Same seeds, same bits: whatever the frame rate, the budget, and what is looked at in between.

use std::time::Duration;

use bevy::prelude::*;
use chainrule::training::{
    Dataset, Extent, FrameBudget, Progress, ShownPoint, TrainingSettings, WantOutputField,
};

use super::harness::{Simulation, simulation_of};

const POINTS: usize = 12;
const EPOCHS: u64 = 200;

/// A frame stops after one point and after one sample of the field.
const ONE_POINT_A_FRAME: FrameBudget = FrameBudget {
    train: Duration::ZERO,
    evaluate: Duration::ZERO,
};

/// Bits of the parameters and of the history.
type Outcome = (Vec<u64>, Vec<(u64, u64, usize)>);

fn small(dataset: Dataset) -> App {
    let mut app = simulation_of(|_| {});
    app.change_data(|data| {
        data.dataset = dataset;
        data.points = POINTS;
        data.noise = 0.05;
    });
    app.change_network(|network| network.shape.hidden = vec![2, 2]);
    app.update();
    app
}

fn outcome(app: &App) -> Outcome {
    (app.parameter_bits(), app.record_bits())
}

/// Plays with `epochs_per_frame` until so many epochs are finished.
fn play(app: &mut App, epochs_per_frame: u32, epochs: u64) {
    app.change_training(|training| training.epochs_per_frame = epochs_per_frame);
    app.press_play();
    while app.epochs() < epochs {
        app.update();
    }
    assert_eq!(app.epochs(), epochs);
}

fn reference(dataset: Dataset) -> Outcome {
    let mut app = small(dataset);
    play(&mut app, 1, EPOCHS);
    outcome(&app)
}

fn reference_by_entities(dataset: Dataset) -> Outcome {
    let mut app = small(dataset);
    app.by_entities();
    play(&mut app, 1, EPOCHS);
    outcome(&app)
}

#[test]
fn the_same_seeds_train_to_the_same_bits() {
    for dataset in Dataset::ALL {
        let (parameters, records) = reference(dataset);
        assert_eq!(records.len() as u64, EPOCHS);
        assert_eq!(reference(dataset), (parameters, records));
    }
}

#[test]
fn other_seeds_train_to_other_bits() {
    let mut app = small(Dataset::Xor);
    app.change_network(|network| network.init_seed += 1);
    app.update();
    play(&mut app, 1, EPOCHS);
    assert_ne!(outcome(&app), reference(Dataset::Xor));
}

#[test]
fn the_number_of_epochs_in_a_frame_does_not_matter() {
    // A multiple of 1, 7 and 1000; more epochs than the history holds.
    const MANY: u64 = 7_000;
    let outcomes = [1, 7, 1_000].map(|epochs_per_frame| {
        let mut app = small(Dataset::Xor);
        play(&mut app, epochs_per_frame, MANY);
        outcome(&app)
    });
    assert_eq!(outcomes[0], outcomes[1]);
    assert_eq!(outcomes[0], outcomes[2]);
}

#[test]
fn an_epoch_cut_into_single_points_gives_the_same_bits() {
    let mut app = small(Dataset::Split);
    app.by_entities();
    app.insert_resource(ONE_POINT_A_FRAME);
    app.press_play();
    let frames = EPOCHS as usize * POINTS;
    app.frames(frames - 1);
    assert_eq!(app.epochs(), EPOCHS - 1, "an epoch takes a frame a point");
    app.update();
    assert_eq!(app.epochs(), EPOCHS);
    assert_eq!(outcome(&app), reference_by_entities(Dataset::Split));
}

#[test]
fn a_cut_epoch_is_under_way_between_its_frames() {
    let mut app = small(Dataset::Split);
    app.by_entities();
    app.insert_resource(ONE_POINT_A_FRAME);
    app.press_play();
    app.update();
    assert!(app.world().resource::<Progress>().is_within_epoch());
    app.frames(POINTS - 1);
    assert!(!app.world().resource::<Progress>().is_within_epoch());
}

#[test]
fn looking_at_points_and_at_the_field_does_not_change_the_training() {
    let mut app = small(Dataset::Split);
    app.by_entities();
    app.insert_resource(ONE_POINT_A_FRAME);
    app.press_play();
    for frame in 0..EPOCHS as usize * POINTS {
        app.world_mut().resource_mut::<ShownPoint>().0 = frame % POINTS;
        let width = 1.0 + (frame / 100) as f64;
        app.world_mut().trigger(WantOutputField(Extent {
            min: [0.0; 2],
            max: [width, 1.0],
        }));
        app.update();
    }
    assert_eq!(app.epochs(), EPOCHS);
    assert_eq!(outcome(&app), reference_by_entities(Dataset::Split));
}

#[test]
fn pausing_within_an_epoch_does_not_change_the_training() {
    let mut app = small(Dataset::Circle);
    app.by_entities();
    app.insert_resource(ONE_POINT_A_FRAME);
    app.press_play();
    let mut is_within_epoch = 0;
    while app.epochs() < EPOCHS {
        app.frames(5);
        // While it rests, points are evaluated and the shown point is passed.
        app.press_play();
        app.frames(3);
        is_within_epoch += usize::from(app.world().resource::<Progress>().is_within_epoch());
        app.press_play();
    }
    assert!(is_within_epoch > 100);
    assert_eq!(outcome(&app), reference_by_entities(Dataset::Circle));
}

#[test]
fn stepping_gives_the_same_bits_as_playing() {
    let mut app = small(Dataset::Diag);
    for _ in 0..EPOCHS {
        app.step();
    }
    assert_eq!(outcome(&app), reference(Dataset::Diag));
}

#[test]
fn playing_again_after_a_reset_gives_the_same_bits() {
    let mut app = small(Dataset::Simple);
    play(&mut app, 1, 37);
    app.press_reset();
    while app.epochs() < EPOCHS {
        app.update();
    }
    assert_eq!(outcome(&app), reference(Dataset::Simple));
}

#[test]
fn another_learning_rate_is_another_training() {
    let mut app = small(Dataset::Diag);
    app.change_training(|training: &mut TrainingSettings| training.learning_rate = 0.25);
    play(&mut app, 1, EPOCHS);
    assert_ne!(outcome(&app), reference(Dataset::Diag));
}
