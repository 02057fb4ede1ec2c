//! Play, pause, step, reset, another network, other data, and what happens when training breaks.

use std::time::Duration;

use bevy::prelude::*;
use chainrule::{
    autodiff::{Derivative, NodeOf},
    nn::{Activation, Parameter, descend},
    training::{
        DataSettings, DrawParameters, DrawPoints, EpochRecord, Evaluation, FrameBudget,
        FrameReport, History, Model, NetworkSettings, NonFinite, Playback, SEEDS,
    },
};

use super::harness::{Graphs, Simulation, assert_close, simulation};

fn frame_report(app: &App) -> FrameReport {
    *app.world().resource::<FrameReport>()
}

#[test]
fn the_app_starts_paused_with_points_and_a_network() {
    let mut app = simulation();
    assert!(!app.is_playing());
    let before = app.parameter_bits();
    app.frames(5);
    assert_eq!(app.epochs(), 0);
    assert_eq!(app.parameter_bits(), before);
    assert_eq!(app.points().len(), 50);
    assert_eq!(app.parameters().len(), 9);
    assert_eq!(app.parameters(), app.model().initial);
    assert!(app.record_bits().is_empty());
}

#[test]
fn initial_parameters_lie_in_minitorchs_range() {
    let mut settings = NetworkSettings::default();
    settings.shape.hidden = vec![100, 100];
    let initial = settings.initial_parameters();
    assert!(initial.iter().all(|value| (-1.0..1.0).contains(value)));
    let (n, mean) = (
        initial.len() as f64,
        initial.iter().sum::<f64>() / initial.len() as f64,
    );
    // Uniform on [−1, 1): variance 1/3; five standard deviations of the mean.
    assert!(mean.abs() <= 5.0 * (1.0 / 3.0 / n).sqrt());
}

#[test]
fn play_and_pause() {
    let mut app = simulation();
    app.press_play();
    app.frames(3);
    assert!(app.is_playing());
    assert_eq!(app.epochs(), 3);
    app.press_play();
    app.frames(3);
    assert!(!app.is_playing());
    assert_eq!(app.epochs(), 3);
}

#[test]
fn pressing_play_twice_before_a_frame_changes_nothing() {
    let mut app = simulation();
    app.press_play();
    app.press_play();
    app.frames(2);
    assert!(!app.is_playing());
    assert_eq!(app.epochs(), 0);
}

#[test]
fn a_frame_runs_as_many_epochs_as_the_settings_say() {
    let mut app = simulation();
    app.change_training(|training| training.epochs_per_frame = 7);
    app.press_play();
    app.frames(2);
    assert_eq!(app.epochs(), 14);
    let report = frame_report(&app);
    assert_eq!((report.wanted, report.done), (7, 7));
    assert!(!report.is_limited());
}

#[test]
fn a_step_runs_one_epoch_and_stays_paused() {
    let mut app = simulation();
    app.press_step();
    app.frames(4);
    assert!(!app.is_playing());
    assert_eq!(app.epochs(), 1);
    app.press_step();
    app.press_step();
    app.frames(4);
    assert_eq!(app.epochs(), 3);
}

#[test]
fn a_step_while_playing_pauses_after_exactly_one_epoch_more() {
    let mut app = simulation();
    app.change_training(|training| training.epochs_per_frame = 5);
    app.press_play();
    app.frames(2);
    app.press_step();
    app.frames(4);
    assert!(!app.is_playing());
    assert_eq!(app.epochs(), 11);
}

#[test]
fn a_step_takes_the_frames_it_needs_and_no_more() {
    let mut app = simulation();
    app.by_entities();
    app.change_data(|data| data.points = 5);
    app.update();
    app.insert_resource(FrameBudget {
        train: Duration::ZERO,
        evaluate: Duration::ZERO,
    });
    app.press_step();
    app.frames(4);
    assert_eq!(app.epochs(), 0);
    assert!(frame_report(&app).is_limited());
    app.frames(10);
    assert_eq!(app.epochs(), 1);
    assert!(!frame_report(&app).is_limited());
}

#[test]
fn a_frame_without_time_is_limited() {
    let mut app = simulation();
    app.by_entities();
    app.insert_resource(FrameBudget {
        train: Duration::ZERO,
        evaluate: Duration::ZERO,
    });
    app.press_play();
    app.update();
    let report = frame_report(&app);
    assert_eq!((report.wanted, report.done), (1, 0));
    assert!(report.is_limited());
}

#[test]
fn one_epoch_moves_parameters_against_the_mean_gradient() {
    let mut app = simulation();
    // With ε = 0 the graph's derivative and the one that MiniTorch trains on are the same.
    app.change_network(|network| network.log_epsilon = 0.0);
    app.change_data(|data| data.points = 4);
    app.change_training(|training| training.learning_rate = 0.25);
    app.update();
    let before = app.parameters();
    // By hand from single passes: the gradient of the mean over the four points.
    let model = app.model().clone();
    let points = app.points().to_vec();
    let mut gradient = vec![0.0; before.len()];
    for point in &points {
        app.world_mut()
            .run_system_cached(chainrule::autodiff::zero_derivatives)
            .unwrap();
        app.world_mut().set_value(model.coordinates[0], point.x1);
        app.world_mut().set_value(model.coordinates[1], point.x2);
        app.world_mut().pass(model.loss(point.label));
        for (sum, &parameter) in gradient.iter_mut().zip(&model.parameters) {
            *sum += app.world().derivative(parameter).unwrap() / 4.0;
        }
    }
    app.step();
    for ((after, before), slope) in app.parameters().iter().zip(&before).zip(&gradient) {
        assert_close(*after, before - 0.25 * slope, 1e-14);
    }
    assert!(gradient.iter().any(|slope| slope.abs() > 1e-3));
}

#[test]
fn descend_leaves_a_parameter_without_a_derivative_alone() {
    let mut world = World::new();
    let spawn = |world: &mut World, derivative| {
        let value = chainrule::autodiff::Value(2.0);
        world.spawn((Parameter, value, Derivative(derivative))).id()
    };
    let moved = spawn(&mut world, Some(0.5));
    let alone = spawn(&mut world, None);
    let broken = spawn(&mut world, Some(f64::INFINITY));
    let non_finite = world.run_system_cached_with(descend, 0.5).unwrap();
    assert_eq!(world.value(moved), 1.75);
    assert_eq!(world.value(alone), 2.0);
    assert_eq!(non_finite, Some(broken));
}

#[test]
fn training_lowers_the_loss_and_separates_the_classes() {
    let mut app = simulation();
    app.change_network(|network| network.shape.hidden = vec![8]);
    app.change_training(|training| training.epochs_per_frame = 1_500);
    app.update();
    app.step();
    let first = app.latest();
    app.press_play();
    app.update();
    let last = app.latest();
    assert!(last.loss < 0.25 * first.loss, "{first:?} {last:?}");
    assert!(last.correct >= 48, "{last:?}");
}

#[test]
fn a_record_holds_the_summed_loss_before_the_update() {
    let mut app = simulation();
    let totals = |app: &App| {
        let evaluation = app.world().resource::<Evaluation>();
        evaluation
            .totals(app.world().resource::<chainrule::training::Points>())
            .unwrap()
    };
    let before = totals(&app);
    app.step();
    let record = app.latest();
    assert_close(record.loss, before.0, 1e-13); // summed in another order
    assert_eq!(record.correct, before.1);
    assert_eq!(record.epoch, 1);
    // And after the update the points are evaluated anew, in the same frame.
    assert_ne!(totals(&app).0, before.0);
}

#[test]
fn reset_returns_to_the_initial_parameters_and_forgets_all_epochs() {
    let mut app = simulation();
    let initial = app.parameter_bits();
    app.press_play();
    app.frames(20);
    assert_ne!(app.parameter_bits(), initial);
    app.press_play();
    app.press_reset();
    assert_eq!(app.parameter_bits(), initial);
    assert_eq!(app.epochs(), 0);
    app.update();
    assert_eq!(app.parameter_bits(), initial);
    assert!(app.record_bits().is_empty());
    assert!(app.world().resource::<History>().latest().is_none());
}

#[test]
fn reset_while_playing_goes_on_from_the_start() {
    let mut app = simulation();
    app.press_play();
    app.frames(20);
    app.press_reset();
    app.frames(3);
    assert!(app.is_playing());
    assert_eq!(app.epochs(), 3);
    let epochs: Vec<u64> = app.record_bits().iter().map(|record| record.0).collect();
    assert_eq!(epochs, [1, 2, 3]);
}

#[test]
fn drawing_parameters_takes_the_next_seed_and_other_parameters() {
    let mut app = simulation();
    let (before, seed) = (
        app.parameters(),
        app.world().resource::<NetworkSettings>().init_seed,
    );
    let points = app.points().to_vec();
    app.step();
    app.world_mut().trigger(DrawParameters);
    app.update();
    let settings = app.world().resource::<NetworkSettings>();
    assert_eq!(settings.init_seed, seed + 1);
    assert_eq!(app.parameters(), settings.initial_parameters());
    for (after, before) in app.parameters().iter().zip(&before) {
        assert_ne!(after, before);
    }
    assert_eq!(app.epochs(), 0);
    assert_eq!(app.points(), points);
}

#[test]
fn after_the_last_seed_comes_the_first() {
    let mut app = simulation();
    app.change_network(|network| network.init_seed = *SEEDS.end());
    app.update();
    app.world_mut().trigger(DrawParameters);
    app.update();
    let settings = app.world().resource::<NetworkSettings>();
    assert_eq!(settings.init_seed, *SEEDS.start());
}

#[test]
fn drawing_points_takes_the_next_seed_and_keeps_what_was_learnt() {
    let mut app = simulation();
    app.step();
    let (points, parameters) = (app.points().to_vec(), app.parameter_bits());
    let seed = app.world().resource::<DataSettings>().seed;
    app.world_mut().trigger(DrawPoints);
    app.update();
    assert_eq!(app.world().resource::<DataSettings>().seed, seed + 1);
    assert_eq!(app.points().len(), points.len());
    assert_ne!(app.points(), points);
    assert_eq!(app.parameter_bits(), parameters);
    assert_eq!(app.epochs(), 1);
}

#[test]
fn other_data_keep_the_parameters_and_the_epochs() {
    let mut app = simulation();
    app.step();
    let parameters = app.parameter_bits();
    app.change_data(|data| data.points = 17);
    app.update();
    assert_eq!(app.points().len(), 17);
    assert_eq!(app.parameter_bits(), parameters);
    assert_eq!(app.epochs(), 1);
    app.step();
    assert_ne!(app.parameter_bits(), parameters);
}

/// Nodes of all graphs, and all entities.
fn counts(app: &mut App) -> (usize, u32) {
    let world = app.world_mut();
    let nodes = world.query::<&NodeOf>().iter(world).count();
    (nodes, world.entity_count())
}

#[test]
fn another_network_replaces_the_old_one_whole() {
    let mut app = simulation();
    app.step();
    let graph = app.model().graph;
    let before = counts(&mut app);
    app.change_network(|network| network.shape.hidden = vec![3, 4]);
    app.update();
    // By hand: (2 + 1)·3 + (3 + 1)·4 + (4 + 1)·1.
    assert_eq!(app.parameters().len(), 30);
    assert_eq!(app.epochs(), 0);
    assert!(app.world().get_entity(graph).is_err());
    assert!(counts(&mut app).0 > before.0);
    app.step();
    app.change_network(|network| network.shape.hidden = vec![2]);
    app.update();
    assert_eq!(counts(&mut app), before);
}

#[test]
fn the_activation_of_the_settings_is_that_of_the_network() {
    let mut app = simulation();
    for activation in Activation::ALL {
        app.change_network(|network| network.shape.activation = activation);
        app.update();
        let world = app.world_mut();
        let named = world
            .query::<&Name>()
            .iter(world)
            .filter(|name| name.starts_with(&format!("layer1.{}_", activation.name())))
            .count();
        assert_eq!(named, 2);
        app.step();
    }
}

#[test]
fn a_diverging_training_pauses_and_names_the_node() {
    let mut app = simulation();
    app.change_training(|training| training.learning_rate = 1e308);
    app.press_play();
    app.frames(10);
    assert!(!app.is_playing());
    let fault = app.world().resource::<NonFinite>().clone();
    assert!(!fault.value.is_finite());
    assert!(fault.epoch >= 1);
    assert!(fault.function.is_some(), "{fault}");
    assert!(!fault.inputs.is_empty());
    // The first node at fault: what it reads is still finite.
    assert!(fault.inputs.iter().all(|(_, value)| value.is_finite()));
    let text = fault.to_string();
    for (name, _) in &fault.inputs {
        assert!(text.contains(name.as_str()), "{text}");
    }
    assert!(text.contains(&fault.node));
}

#[test]
fn after_a_divergence_frames_go_on_and_a_reset_recovers() {
    let mut app = simulation();
    let initial = app.parameter_bits();
    app.change_training(|training| training.learning_rate = 1e308);
    app.press_play();
    app.frames(10);
    app.press_step();
    app.frames(3);
    app.press_play();
    app.frames(3);
    assert!(app.world().contains_resource::<NonFinite>());
    assert!(!app.is_playing());

    app.change_training(|training| training.learning_rate = 0.5);
    app.press_reset();
    assert!(!app.world().contains_resource::<NonFinite>());
    assert_eq!(app.parameter_bits(), initial);
    app.press_play();
    app.frames(10);
    assert!(app.is_playing());
    assert_eq!(app.epochs(), 10);
    assert!(app.latest().loss.is_finite());
    assert_ne!(app.parameter_bits(), initial);
}

#[test]
fn a_parameter_that_the_step_makes_infinite_is_named_with_its_epoch() {
    let mut app = simulation();
    app.step();
    // The first unit says 100 everywhere and the output is 0.5 everywhere: the gradient of layer2.weight_0_0 is
    // 100 · (0.5 − the share of class 1), of which the largest step is infinite.
    let model = app.model().clone();
    let values = [0.0, 0.0, 0.0, 0.0, 100.0, 0.0, 0.0, 0.0, 0.0];
    for (&parameter, value) in model.parameters.iter().zip(values) {
        app.world_mut().set_value(parameter, value);
    }
    app.change_training(|training| training.learning_rate = f64::MAX);
    app.press_step();
    app.frames(2);
    let fault = app.world().resource::<NonFinite>();
    assert_eq!(fault.node, "layer2.weight_0_0");
    assert!(fault.value.is_infinite());
    assert_eq!(fault.function, None);
    assert_eq!(fault.epoch, 2);
    assert_eq!(app.epochs(), 1);
}

#[test]
fn a_step_that_play_overtook_does_not_run_after_the_pause() {
    let mut app = simulation();
    app.by_entities();
    app.insert_resource(FrameBudget {
        train: Duration::ZERO,
        evaluate: Duration::ZERO,
    });
    app.press_step();
    app.frames(3);
    app.press_play();
    app.frames(47);
    assert_eq!(app.epochs(), 1);
    app.press_play();
    app.frames(60);
    assert_eq!(app.epochs(), 1);
}

#[test]
fn a_failed_epoch_is_not_a_lack_of_time() {
    let mut app = simulation();
    let parameter = app.model().parameters[0];
    app.world_mut().set_value(parameter, f64::NAN);
    app.press_step();
    app.update();
    assert!(app.world().contains_resource::<NonFinite>());
    assert!(!frame_report(&app).is_limited());
}

#[test]
fn a_parameter_set_to_nan_is_named_itself() {
    let mut app = simulation();
    let parameter = app.model().parameters[4];
    app.world_mut().set_value(parameter, f64::NAN);
    app.press_step();
    app.update();
    let fault = app.world().resource::<NonFinite>();
    assert_eq!(fault.node, "layer1.bias_0");
    assert_eq!(fault.function, None);
    assert!(fault.inputs.is_empty());
}

#[test]
fn the_history_thins_out_and_keeps_what_the_curve_reaches() {
    const EPOCHS: u64 = 20_000;
    let loss = |epoch: u64| {
        let spike = if epoch.is_multiple_of(4_567) {
            40.0
        } else {
            0.0
        };
        (0.37 * epoch as f64).sin() + spike
    };
    let mut history = History::default();
    for epoch in 1..=EPOCHS {
        history.push(EpochRecord {
            epoch,
            loss: loss(epoch),
            correct: 0,
        });
        assert!(history.records().count() <= History::MOST + 1);
        assert_eq!(history.records().last().unwrap().epoch, epoch);
    }
    let kept: Vec<EpochRecord> = history.records().collect();
    assert!(kept.len() > History::MOST / 2);
    assert!(kept.is_sorted_by(|a, b| a.epoch < b.epoch));
    assert!(kept.iter().all(|record| record.loss == loss(record.epoch)));
    // Two of every 16 epochs, and they are the lowest and the highest of these.
    for first in (1..EPOCHS - 16).step_by(16) {
        let part = first..first + 16;
        let bounds = |losses: &mut dyn Iterator<Item = f64>| {
            losses.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], loss| {
                [low.min(loss), high.max(loss)]
            })
        };
        let all = bounds(&mut part.clone().map(loss));
        let inside = kept.iter().filter(|record| part.contains(&record.epoch));
        assert_eq!(inside.clone().count(), 2);
        assert_eq!(
            bounds(&mut inside.map(|record| record.loss)),
            all,
            "{part:?}"
        );
    }
    assert_eq!(history.latest().unwrap().epoch, EPOCHS);
    history.clear();
    assert_eq!(history, History::default());
}

#[test]
fn a_short_history_keeps_everything_once() {
    let mut history = History::default();
    for epoch in 1..=10 {
        history.push(EpochRecord { epoch, ..default() });
    }
    let epochs: Vec<u64> = history.records().map(|record| record.epoch).collect();
    assert_eq!(epochs, (1..=10).collect::<Vec<u64>>());
}

#[test]
fn the_model_that_was_despawned_with_its_resource_is_not_trained() {
    let mut app = simulation();
    let model = app.world_mut().remove_resource::<Model>().unwrap();
    app.world_mut().despawn(model.graph);
    app.press_play();
    app.frames(2);
    assert_eq!(app.epochs(), 0);
    assert_eq!(
        *app.world().resource::<State<Playback>>().get(),
        Playback::Playing
    );
}
