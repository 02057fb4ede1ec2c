//! The same training by the plan: compiled from the graph of entities.

use bevy::{prelude::*, state::app::StatesPlugin};
use chainrule::{
    SimulationPlugins,
    nn::{Activation, NetworkShape},
    plan::{LaneBatch, OutputRequest, PlainMean, Plan, PlanRequest, PlanRun},
    training::{
        DataPoint, Executor, FrameBudget, Model, Playback, Points, TrainingSettings, start_over,
    },
};

use crate::work;

/// A compiled network 2 → H → H → 1 with its points.
pub struct Planned {
    pub run: PlanRun,
    pub batch: LaneBatch,
    points: usize,
}

impl Planned {
    pub fn new(points: &[([f64; 2], bool)], units: usize) -> Self {
        let mut app = app(units);
        let plan = compile(app.world_mut());
        let mut run = PlanRun::new(plan);
        run.set_parameters(work::parameters(units));
        let mut batch = LaneBatch::default();
        batch.pack(
            run.plan(),
            points.len(),
            |point| usize::from(points[point].1),
            |point, axis| points[point].0[axis],
        );
        Self {
            run,
            batch,
            points: points.len(),
        }
    }

    /// Begins again with these parameters.
    pub fn reset(&mut self, parameters: &[f64]) {
        self.run.set_parameters(parameters.iter().copied());
    }

    /// One epoch; the mean loss before its update.
    pub fn epoch(&mut self) -> f64 {
        let objective = PlainMean::over(self.points);
        let totals = self.run.pass(&self.batch, &objective);
        self.run.descend(work::RATE);
        totals.output / self.points as f64
    }
}

/// Compiles the model in the world.
pub fn compile(world: &mut World) -> Plan {
    let model = world.resource::<Model>().clone();
    let outputs = model.losses.map(OutputRequest::of);
    let request = PlanRequest {
        lane_inputs: &model.coordinates,
        parameters: &model.parameters,
        outputs: &outputs,
        observed: &[],
    };
    Plan::compile(world, &request).expect("the model is whole")
}

/// The simulation as the window runs it, with this network; ε is 0, as in the other programs.
pub fn app(units: usize) -> App {
    let mut app = App::new();
    app.add_plugins((StatesPlugin, SimulationPlugins));
    let shape = NetworkShape {
        hidden: vec![units, units],
        activation: Activation::ReLU,
    };
    app.update(); // the settings' own data and network, which the next lines replace
    start_over(app.world_mut(), &shape, &work::parameters(units), 0.0);
    app
}

/// The simulation playing so many epochs a frame, without a limit to a frame's time.
pub fn playing(
    points: &[([f64; 2], bool)],
    units: usize,
    executor: Executor,
    epochs_per_frame: u32,
) -> App {
    let mut app = app(units);
    let points = points
        .iter()
        .map(|&([x1, x2], label)| DataPoint { x1, x2, label });
    app.insert_resource(Points(points.collect()))
        .insert_resource(FrameBudget::UNLIMITED)
        .insert_resource(TrainingSettings {
            learning_rate: work::RATE,
            executor,
            epochs_per_frame,
            ..default()
        });
    app.world_mut()
        .resource_mut::<NextState<Playback>>()
        .set(Playback::Playing);
    app
}
