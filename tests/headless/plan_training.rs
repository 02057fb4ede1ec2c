//! Training by the plan: the entities' results on every data set, the same bits however it is cut and shared out, and no more
//! compiling than there is need of.

#![expect(clippy::unwrap_used, reason = "a helper of tests may panic as they do")]

use std::time::{Duration, Instant};

use bevy::prelude::*;
use chainrule::{
    autodiff::GraphBuilder,
    nn::Activation,
    training::{
        AddPoint, BatchSize, CompiledModel, DataPoint, Dataset, Evaluation, Executor, Extent,
        FrameBudget, MovePoint, NonFinite, OutputFields, PointResult, Progress, RelabelPoint,
        RemovePoint, ShownPoint, WantOutputField, advance_epochs, rewind_epoch,
    },
};

use proptest::{prelude::*, test_runner::RngSeed};

use super::harness::{Graphs, Simulation, simulation, simulation_of};

/// What is promised, relative to the largest number of a kind.
const PROMISED: f64 = 1e-12;

const NO_TIME: FrameBudget = FrameBudget {
    train: Duration::ZERO,
    evaluate: Duration::ZERO,
};

/// One training.
#[derive(Debug, Clone)]
struct Task {
    dataset: Dataset,
    points: usize,
    hidden: Vec<usize>,
    activation: Activation,
    batch: BatchSize,
    log_epsilon: f64,
    rate: f64,
}

impl Default for Task {
    fn default() -> Self {
        Self {
            dataset: Dataset::Xor,
            points: 50,
            hidden: vec![2],
            activation: Activation::ReLU,
            batch: BatchSize::All,
            log_epsilon: 1e-6,
            rate: 0.5,
        }
    }
}

impl Task {
    fn app(&self, executor: Executor) -> App {
        let mut app = simulation_of(|_| {});
        app.change_data(|data| {
            data.dataset = self.dataset;
            data.points = self.points;
            data.noise = 0.05;
        });
        app.change_network(|network| {
            network.shape.hidden.clone_from(&self.hidden);
            network.shape.activation = self.activation;
            network.log_epsilon = self.log_epsilon;
        });
        app.change_training(|training| {
            training.batch = self.batch;
            training.learning_rate = self.rate;
            training.executor = executor;
        });
        app.update();
        app
    }

    /// Losses, counts and parameters after so many epochs.
    fn train(&self, executor: Executor, epochs: usize) -> (Vec<f64>, Vec<usize>, Vec<f64>) {
        let mut app = self.app(executor);
        let run = advance_epochs(app.world_mut(), epochs, None).unwrap();
        assert_eq!((run.records.len(), run.fault), (epochs, None));
        let losses = run.records.iter().map(|record| record.loss).collect();
        let counts = run.records.iter().map(|record| record.correct).collect();
        (losses, counts, app.parameters())
    }

    /// Both executors agree in every epoch.
    #[track_caller]
    fn compare(&self, epochs: usize) {
        let (losses, counts, parameters) = self.train(Executor::Plan, epochs);
        let (expected_losses, expected_counts, expected_parameters) =
            self.train(Executor::Entities, epochs);
        for (place, (ours, theirs)) in losses.iter().zip(&expected_losses).enumerate() {
            let error = (ours - theirs).abs() / theirs.abs();
            assert!(
                error <= PROMISED,
                "{self:?}, epoch {}: {error:e}",
                place + 1
            );
        }
        assert_eq!(counts, expected_counts, "{self:?}");
        let scale = expected_parameters
            .iter()
            .fold(0.0, |scale: f64, parameter| scale.max(parameter.abs()));
        for (ours, theirs) in parameters.iter().zip(&expected_parameters) {
            let error = (ours - theirs).abs() / scale;
            assert!(error <= PROMISED, "{self:?}: {error:e}");
        }
    }
}

#[test]
fn every_data_set_is_learnt_as_by_the_entities() {
    for dataset in Dataset::ALL {
        for hidden in [vec![2], vec![5, 3]] {
            Task {
                dataset,
                hidden,
                ..default()
            }
            .compare(100);
        }
    }
}

#[test]
fn any_number_of_points_is_learnt_as_by_the_entities() {
    for points in [1, 2, 7, 8, 9, 15, 16, 17, 63, 64, 65, 264, 265, 1_000] {
        Task {
            dataset: Dataset::Circle,
            points,
            hidden: vec![4],
            ..default()
        }
        .compare(100);
    }
}

#[test]
fn any_batch_size_is_learnt_as_by_the_entities() {
    for (points, batch) in [
        (50, 1),
        (50, 7),
        (50, 8),
        (50, 25),
        (50, 49),
        (50, 50),
        (50, 51),
        (600, 270),
    ] {
        Task {
            dataset: Dataset::Spiral,
            points,
            hidden: vec![3, 3],
            batch: BatchSize::Points(batch),
            rate: 0.1,
            ..default()
        }
        .compare(100);
    }
}

#[test]
fn any_network_is_learnt_as_by_the_entities() {
    for activation in Activation::ALL {
        for hidden in [
            vec![1],
            vec![1, 1],
            vec![2, 9],
            vec![10, 10],
            vec![3, 1, 12, 2, 5, 17],
        ] {
            Task {
                hidden,
                activation,
                rate: 0.2,
                ..default()
            }
            .compare(100);
        }
    }
}

/// Any training of up to 1,000 points. Sizes are drawn by their logarithm, so that small ones are not rare.
fn tasks() -> impl Strategy<Value = Task> {
    let size = |most: f64| (0.0..1.0_f64).prop_map(move |t| most.powf(t).round() as usize);
    let batch = prop_oneof![
        Just(BatchSize::All),
        size(1_000.0).prop_map(BatchSize::Points)
    ];
    (
        prop::sample::select(Dataset::ALL.to_vec()),
        size(1_000.0),
        prop::collection::vec(1..7_usize, 1..3),
        prop::sample::select(Activation::ALL.to_vec()),
        batch,
    )
        .prop_map(|(dataset, points, hidden, activation, batch)| Task {
            dataset,
            points,
            hidden,
            activation,
            batch,
            // Small, because a batch may be a single point: an unsteady training magnifies every rounding.
            rate: 0.01,
            ..default()
        })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 16,
        rng_seed: RngSeed::Fixed(16),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_training_is_that_of_the_entities(task in tasks()) {
        task.compare(100);
    }
}

#[test]
fn without_epsilon_it_is_the_same_too() {
    Task {
        log_epsilon: 0.0,
        dataset: Dataset::Diag,
        ..default()
    }
    .compare(100);
}

/// The bits of a training of several blocks, in frames with a budget.
fn bits_of_many_points(
    budget: FrameBudget,
    batch: BatchSize,
) -> (Vec<u64>, Vec<(u64, u64, usize)>, usize) {
    const EPOCHS: u64 = 6;
    let task = Task {
        points: 2_000,
        hidden: vec![12, 12],
        batch,
        ..default()
    };
    let mut app = task.app(Executor::Plan);
    app.insert_resource(budget);
    app.press_play();
    let mut frames = 0;
    while app.epochs() < EPOCHS {
        app.update();
        frames += 1;
    }
    (app.parameter_bits(), app.record_bits(), frames)
}

#[test]
fn an_epoch_cut_into_blocks_or_batches_gives_the_same_bits() {
    for batch in [
        BatchSize::All,
        BatchSize::Points(700),
        BatchSize::Points(100),
    ] {
        let whole = bits_of_many_points(FrameBudget::UNLIMITED, batch);
        let cut = bits_of_many_points(NO_TIME, batch);
        assert_eq!(whole.2, 6);
        assert!(cut.2 > 10, "{batch}: {} frames", cut.2);
        assert_eq!((whole.0, whole.1), (cut.0, cut.1), "{batch}");
    }
}

#[test]
fn every_point_and_the_field_have_their_turn_however_little_time_there_is() {
    let task = Task {
        points: 2_000,
        hidden: vec![12, 12],
        ..default()
    };
    let mut app = task.app(Executor::Plan);
    app.insert_resource(FrameBudget {
        train: Duration::MAX,
        evaluate: Duration::ZERO,
    });
    app.world_mut().trigger(WantOutputField(Extent::UNIT));
    app.press_play();
    // Every epoch makes all results stale, and a frame has time for one block of points and one of the field.
    app.frames(1);
    let results = |app: &App| -> Vec<Option<PointResult>> {
        let evaluation = app.world().resource::<Evaluation>();
        (0..task.points)
            .map(|point| evaluation.result(point))
            .collect()
    };
    let fields = |app: &App| app.world().resource::<OutputFields>().completed();
    let (before, fields_before) = (results(&app), fields(&app));
    app.frames(40);
    let after = results(&app);
    assert!(after.iter().all(Option::is_some));
    assert!(
        before
            .iter()
            .zip(&after)
            .all(|(before, after)| before != after)
    );
    assert!(fields(&app) > fields_before);
}

#[test]
fn another_graph_in_the_world_starts_the_field_under_way_anew() {
    let mut app = simulation();
    app.insert_resource(NO_TIME);
    app.world_mut().trigger(WantOutputField(Extent::UNIT));
    app.update();
    let fields = |app: &App| app.world().resource::<OutputFields>().clone();
    assert!(fields(&app).latest().is_none(), "it is under way");
    let builder = GraphBuilder::new();
    builder.leaf("x", 1.0);
    builder.spawn(app.world_mut()).unwrap();
    app.frames(40);
    assert!(fields(&app).is_up_to_date());
    let mut plain = simulation();
    plain.world_mut().trigger(WantOutputField(Extent::UNIT));
    plain.frames(2);
    assert_eq!(fields(&app).latest(), fields(&plain).latest());
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let task = Task {
        points: 3_000,
        hidden: vec![32, 32],
        ..default()
    };
    let bits = [1, 2, 3, 7].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let (losses, counts, parameters) = task.train(Executor::Plan, 3);
            let bits =
                |numbers: Vec<f64>| -> Vec<u64> { numbers.into_iter().map(f64::to_bits).collect() };
            (bits(losses), counts, bits(parameters))
        })
    });
    assert!(bits.iter().all(|other| *other == bits[0]));
}

#[test]
fn shuffling_has_a_seed_of_its_own() {
    let task = Task {
        batch: BatchSize::Points(10),
        ..default()
    };
    let train = |seed| {
        let mut app = task.app(Executor::Plan);
        app.change_training(|training| training.shuffle_seed = seed);
        advance_epochs(app.world_mut(), 20, None).unwrap();
        app.parameter_bits()
    };
    assert_eq!(train(1), train(1));
    assert_ne!(train(1), train(2));
}

#[test]
fn a_full_batch_has_no_use_for_the_shuffle_seed() {
    let train = |seed| {
        let mut app = Task::default().app(Executor::Plan);
        app.change_training(|training| training.shuffle_seed = seed);
        advance_epochs(app.world_mut(), 20, None).unwrap();
        app.parameter_bits()
    };
    assert_eq!(train(1), train(2));
}

#[test]
fn a_rewound_epoch_has_moved_nothing() {
    for executor in Executor::ALL {
        let task = Task {
            points: 2_000,
            hidden: vec![12, 12],
            batch: BatchSize::Points(1),
            ..default()
        };
        let mut app = task.app(executor);
        let before = app.parameter_bits();
        let run = advance_epochs(app.world_mut(), 1, Some(Instant::now())).unwrap();
        assert_eq!(run.records, [], "the deadline has passed");
        assert!(app.world().resource::<Progress>().is_within_epoch());
        assert_ne!(app.parameter_bits(), before, "a batch is one point");
        rewind_epoch(app.world_mut());
        assert_eq!(app.parameter_bits(), before);
        assert!(!app.world().resource::<Progress>().is_within_epoch());
    }
}

fn compilations(app: &App) -> u64 {
    app.world().resource::<CompiledModel>().compilations()
}

#[test]
fn nothing_but_another_network_is_compiled() {
    let mut app = simulation();
    app.press_play();
    app.frames(3);
    assert_eq!(compilations(&app), 1);
    for step in 0..10 {
        let to = [f64::from(step) / 10.0, 0.5];
        app.world_mut().trigger(MovePoint { index: 0, to });
        app.world_mut().trigger(RelabelPoint(step as usize));
        app.world_mut().trigger(AddPoint(DataPoint::default()));
        app.world_mut().trigger(RemovePoint(20));
        app.world_mut().resource_mut::<ShownPoint>().0 = step as usize;
        let mut extent = Extent::UNIT;
        extent.max[0] += f64::from(step);
        app.world_mut().trigger(WantOutputField(extent));
        let parameter = app.model().parameters[0];
        app.world_mut().set_value(parameter, f64::from(step) / 10.0);
        app.change_data(|data| data.points += 1);
        app.change_training(|training| {
            training.learning_rate *= 0.9;
            training.batch = BatchSize::Points(step as usize + 1);
        });
        app.update();
    }
    app.press_reset();
    app.frames(3);
    assert_eq!(compilations(&app), 1);
    app.change_network(|network| network.shape.hidden = vec![3, 3]);
    app.frames(3);
    assert_eq!(compilations(&app), 2);
}

#[test]
fn a_parameter_that_is_set_from_outside_is_trained_from_there() {
    let mut app = simulation();
    let mut other = simulation();
    for app in [&mut app, &mut other] {
        advance_epochs(app.world_mut(), 5, None).unwrap();
    }
    for (app, executor) in [(&mut app, Executor::Plan), (&mut other, Executor::Entities)] {
        let parameter = app.model().parameters[3];
        app.world_mut().set_value(parameter, 0.75);
        app.change_training(|training| training.executor = executor);
        advance_epochs(app.world_mut(), 1, None).unwrap();
    }
    for (ours, theirs) in app.parameters().iter().zip(other.parameters()) {
        assert!((ours - theirs).abs() < 1e-13, "{ours} {theirs}");
    }
}

#[test]
fn a_relabelled_point_within_an_epoch_begins_its_batch_anew() {
    let task = Task {
        points: 2_000,
        hidden: vec![6, 6],
        ..default()
    };
    let mut cut = task.app(Executor::Plan);
    cut.insert_resource(NO_TIME);
    cut.press_play();
    cut.frames(2);
    assert!(cut.world().resource::<Progress>().is_within_epoch());
    cut.world_mut().trigger(RelabelPoint(1_999));
    while cut.epochs() < 1 {
        cut.update();
    }
    let mut whole = task.app(Executor::Plan);
    whole.world_mut().trigger(RelabelPoint(1_999));
    whole.step();
    assert_eq!(cut.parameter_bits(), whole.parameter_bits());
}

#[test]
fn an_epoch_is_finished_by_the_executor_that_began_it() {
    let mut app = simulation();
    app.by_entities();
    app.insert_resource(NO_TIME);
    app.press_play();
    app.frames(20);
    app.change_training(|training| training.executor = Executor::Plan);
    app.insert_resource(FrameBudget::UNLIMITED);
    app.update();
    let mut plain = simulation();
    plain.by_entities();
    plain.step();
    assert_eq!(app.epochs(), 1);
    assert_eq!(app.parameter_bits(), plain.parameter_bits());
}

#[test]
fn both_executors_name_the_same_node_where_a_value_is_not_finite() {
    for rate in [1e4, 1e9, 1e200] {
        let faults = [Executor::Plan, Executor::Entities].map(|executor| {
            let task = Task {
                rate,
                hidden: vec![4],
                activation: Activation::Tanh,
                log_epsilon: 0.0,
                ..default()
            };
            let mut app = task.app(executor);
            let run = advance_epochs(app.world_mut(), 400, None).unwrap();
            run.fault.map(|NonFinite { node, epoch, .. }| (node, epoch))
        });
        assert_eq!(faults[0], faults[1], "at {rate:e}");
        assert!(rate < 1e100 || faults[0].is_some());
    }
}
