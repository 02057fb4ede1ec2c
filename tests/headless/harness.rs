//! Worlds without a window, and words to drive them with, so that a test reads as what it shows.

use bevy::{
    ecs::schedule::{LogLevel, ScheduleBuildSettings},
    prelude::*,
    state::app::StatesPlugin,
};
use chainrule::{
    autodiff::{
        AutodiffPlugin, CHECK_EPSILON, Derivative, Pass, PassCounts, PassOutput, Value,
        check_derivatives,
    },
    training::{
        DataPoint, DataSettings, EpochRecord, Executor, FrameBudget, History, Model,
        NetworkSettings, Playback, Points, Progress, ReplacePoints, ResetTraining, SetLeaf,
        ShownGraph, StepOn, TogglePlayback, TrainingPlugin, TrainingSettings,
    },
};

/// How far a right derivative may be from its central difference, relative, or absolute below 1.
///
/// With ε the cube root of 2⁻⁵², the formula's error is ε²·f‴/6 and that of rounding 2⁻⁵³·|f|·k/ε, where k counts the roundings
/// on the way to f: each is ε² = 3.7e-11 times a number of the function's own. The functions checked with this constant have
/// |f|, f‴ and k up to some thousands; 2¹⁵ · ε² = 1.2e-6 allows that, and a wrong rule is off by far more.
pub const DIFFERENCE_TOLERANCE: f64 = 32_768.0 * CHECK_EPSILON * CHECK_EPSILON;

/// A world with the Pass schedule and nothing else.
pub fn autodiff_world() -> World {
    let mut app = App::new();
    app.add_plugins(AutodiffPlugin);
    std::mem::take(app.world_mut())
}

/// Asserts that every leaf's derivative agrees with its central difference; returns how many leaves were checked.
#[track_caller]
pub fn assert_derivatives(world: &mut World, output: Entity) -> usize {
    world.insert_resource(PassOutput::of(output));
    let checks = check_derivatives(world).expect("the graph is whole");
    for check in &checks {
        assert!(
            check.error() <= DIFFERENCE_TOLERANCE,
            "{:?} is off by {:e}: {check:?}",
            world.get::<Name>(check.leaf),
            check.error()
        );
    }
    checks.len()
}

/// Asserts that two numbers agree to `tolerance`, relative to the larger of them, or absolute below 1.
#[track_caller]
pub fn assert_close(left: f64, right: f64, tolerance: f64) {
    let scale = left.abs().max(right.abs()).max(1.0);
    assert!(
        (left - right).abs() <= tolerance * scale,
        "{left} and {right} differ by {:e}",
        (left - right).abs()
    );
}

/// What tests ask of a world with graphs.
pub trait Graphs {
    /// Runs one pass from `output`, whose own derivative is 1.
    fn pass(&mut self, output: Entity);
    /// Runs one pass from `output`, whose own derivative is `d_output`.
    fn pass_from(&mut self, output: Entity, d_output: f64);
    /// A node's value.
    fn value(&self, node: Entity) -> f64;
    /// A node's derivative, if it has been computed.
    fn derivative(&self, node: Entity) -> Option<f64>;
    /// Sets a leaf.
    fn set_value(&mut self, leaf: Entity, value: f64);
    /// How often each piece of the algorithm ran.
    fn counts(&self) -> PassCounts;
}

impl Graphs for World {
    fn pass(&mut self, output: Entity) {
        self.pass_from(output, 1.0);
    }

    fn pass_from(&mut self, output: Entity, d_output: f64) {
        self.insert_resource(PassOutput {
            variable: output,
            d_output,
        });
        self.run_schedule(Pass);
    }

    fn value(&self, node: Entity) -> f64 {
        self.get::<Value>(node).expect("every node has a value").0
    }

    fn derivative(&self, node: Entity) -> Option<f64> {
        self.get::<Derivative>(node)
            .expect("every variable has a place for its derivative")
            .0
    }

    fn set_value(&mut self, leaf: Entity, value: f64) {
        self.get_mut::<Value>(leaf)
            .expect("every node has a value")
            .0 = value;
    }

    fn counts(&self) -> PassCounts {
        *self.resource::<PassCounts>()
    }
}

/// The whole simulation without a limit on the time of a frame, after its first frame: the default points and network.
pub fn simulation() -> App {
    simulation_of(|_| {})
}

/// The whole simulation with settings changed before its first frame.
///
/// `Update` fails at an undeclared conflict between two systems, in every test that uses this.
pub fn simulation_of(settle: impl FnOnce(&mut World)) -> App {
    let mut app = App::new();
    app.add_plugins((MinimalPlugins, StatesPlugin, AutodiffPlugin, TrainingPlugin))
        .insert_resource(FrameBudget::UNLIMITED)
        .edit_schedule(Update, |schedule| {
            schedule.set_build_settings(ScheduleBuildSettings {
                ambiguity_detection: LogLevel::Error,
                ..default()
            });
        });
    settle(app.world_mut());
    app.update();
    app
}

/// Triggers an event, and runs a frame.
pub fn trigger<E: Event<Trigger<'static>: Default>>(app: &mut App, event: E) {
    app.world_mut().trigger(event);
    app.world_mut().flush();
    app.update();
}

/// The node of this name in the graph on stage.
#[track_caller]
pub fn node(app: &App, name: &str) -> Entity {
    let shown = app.world().resource::<ShownGraph>();
    let place = shown.names.iter().position(|found| found == name);
    shown.graph.nodes()[place.expect("a node of this name")].entity
}

/// Sets the leaf of this name, and runs a frame.
pub fn set_leaf(app: &mut App, name: &str, value: f64) {
    let leaf = node(app, name);
    trigger(app, SetLeaf { leaf, value });
}

/// What tests ask of the simulation.
pub trait Simulation {
    /// Trains by the entities from the next epoch on, point by point.
    fn by_entities(&mut self);
    /// Runs so many frames.
    fn frames(&mut self, frames: usize);
    /// Presses play or pause; it takes effect in the next frame.
    fn press_play(&mut self);
    /// Asks for one epoch; it runs in the next frame.
    fn press_step(&mut self);
    /// Asks for a reset, which happens at once.
    fn press_reset(&mut self);
    /// Runs one epoch, however many frames it takes.
    fn step(&mut self);
    /// Puts these points in place of all others.
    fn replace_points(&mut self, points: &[DataPoint]);
    /// Whether epochs run by themselves.
    fn is_playing(&self) -> bool;
    /// Epochs finished.
    fn epochs(&self) -> u64;
    /// The parameters, in the order of their names.
    fn parameters(&self) -> Vec<f64>;
    /// The parameters' bits.
    fn parameter_bits(&self) -> Vec<u64>;
    /// The history's records, the loss as bits.
    fn record_bits(&self) -> Vec<(u64, u64, usize)>;
    /// The record of the latest epoch.
    fn latest(&self) -> EpochRecord;
    /// The points.
    fn points(&self) -> &[DataPoint];
    /// The network in the world.
    fn model(&self) -> &Model;
    /// Changes the data settings.
    fn change_data(&mut self, change: impl FnOnce(&mut DataSettings));
    /// Changes the network settings.
    fn change_network(&mut self, change: impl FnOnce(&mut NetworkSettings));
    /// Changes the training settings.
    fn change_training(&mut self, change: impl FnOnce(&mut TrainingSettings));
}

impl Simulation for App {
    fn by_entities(&mut self) {
        self.change_training(|training| training.executor = Executor::Entities);
    }

    fn frames(&mut self, frames: usize) {
        for _ in 0..frames {
            self.update();
        }
    }

    fn press_play(&mut self) {
        self.world_mut().trigger(TogglePlayback);
    }

    fn press_step(&mut self) {
        self.world_mut().trigger(StepOn);
    }

    fn press_reset(&mut self) {
        self.world_mut().trigger(ResetTraining);
        self.world_mut().flush();
    }

    fn step(&mut self) {
        let before = self.epochs();
        self.press_step();
        let most = self.points().len() + 2;
        for _ in 0..most {
            self.update();
            if self.epochs() > before {
                return;
            }
        }
        panic!("the epoch did not end in {most} frames");
    }

    fn replace_points(&mut self, points: &[DataPoint]) {
        self.world_mut()
            .trigger(ReplacePoints(Points(points.to_vec())));
        self.world_mut().flush();
    }

    fn is_playing(&self) -> bool {
        *self.world().resource::<State<Playback>>().get() == Playback::Playing
    }

    fn epochs(&self) -> u64 {
        self.world().resource::<Progress>().epochs
    }

    fn parameters(&self) -> Vec<f64> {
        let value = |&parameter: &Entity| self.world().value(parameter);
        self.model().parameters.iter().map(value).collect()
    }

    fn parameter_bits(&self) -> Vec<u64> {
        self.parameters().into_iter().map(f64::to_bits).collect()
    }

    fn record_bits(&self) -> Vec<(u64, u64, usize)> {
        let history = self.world().resource::<History>();
        history
            .records()
            .map(|record| (record.epoch, record.loss.to_bits(), record.correct))
            .collect()
    }

    fn latest(&self) -> EpochRecord {
        let history = self.world().resource::<History>();
        history.latest().expect("an epoch has been recorded")
    }

    fn points(&self) -> &[DataPoint] {
        self.world().resource::<Points>()
    }

    fn model(&self) -> &Model {
        self.world().resource::<Model>()
    }

    fn change_data(&mut self, change: impl FnOnce(&mut DataSettings)) {
        change(&mut self.world_mut().resource_mut::<DataSettings>());
    }

    fn change_network(&mut self, change: impl FnOnce(&mut NetworkSettings)) {
        change(&mut self.world_mut().resource_mut::<NetworkSettings>());
    }

    fn change_training(&mut self, change: impl FnOnce(&mut TrainingSettings)) {
        change(&mut self.world_mut().resource_mut::<TrainingSettings>());
    }
}
