//! What an epoch costs by the entities, beside the same arithmetic written out as loops over arrays.
//!
//! The work: points of Xor, a network 2 → H → H → 1 with ReLU, full batch, SGD 0.5. Both trainings start from the same points
//! and parameters; their losses must agree before anything is timed. Nodes are counted as MiniTorch counts them: 2H² + 8H + 4
//! for a point, 2 more where the label is 0.

use std::{
    hint::black_box,
    io::{Write, stdout},
    time::{Duration, Instant},
};

use bevy::{prelude::*, state::app::StatesPlugin};
use chainrule::{
    SimulationPlugins,
    nn::{Activation, NetworkShape},
    training::{
        Dataset, EpochOutcome, LOG_EPSILON, NetworkSettings, Points, advance_epoch, start_over,
    },
};

/// Points and units of each hidden layer.
const SIZES: [(usize, usize); 4] = [(50, 2), (50, 10), (500, 10), (500, 32)];
/// How long one measurement lasts, and how many there are of which the median counts.
const MEASUREMENT: Duration = Duration::from_millis(200);
const MEASUREMENTS: usize = 7;
/// Epochs after which both losses are compared.
const EPOCHS_CHECKED: usize = 20;
const RATE: f64 = 0.5;

fn main() -> Result {
    let mut out = stdout().lock();
    writeln!(
        out,
        "  N   H     nodes   entities/epoch   ns/node   loops/epoch   ns/node   ratio"
    )?;
    for (count, units) in SIZES {
        let points = Dataset::Xor.points(count, 0.0, 42);
        let settings = NetworkSettings {
            shape: NetworkShape {
                hidden: vec![units, units],
                activation: Activation::ReLU,
            },
            init_seed: 7,
            log_epsilon: LOG_EPSILON,
        };
        let mut world = world_of(&points, &settings);
        let mut loops = Loops::new(&points, units, &settings.initial_parameters());
        for _ in 0..EPOCHS_CHECKED {
            let (ours, theirs) = (epoch(&mut world)?, loops.epoch());
            assert!(
                (ours - theirs).abs() <= 1e-9 * theirs,
                "the losses differ: {ours} and {theirs}"
            );
        }
        let nodes: usize = points
            .iter()
            .map(|point| 2 * units * units + 8 * units + 4 + if point.label { 0 } else { 2 })
            .sum();
        // In turns, so that a machine that slows down slows both.
        let (mut entities, mut plain) = (Vec::new(), Vec::new());
        for _ in 0..MEASUREMENTS {
            entities.push(seconds_each(|| epoch(&mut world).map(drop))?);
            plain.push(seconds_each(|| {
                black_box(loops.epoch());
                Ok(())
            })?);
        }
        let (entities, plain) = (median(entities), median(plain));
        let per_node = |seconds: f64| 1e9 * seconds / nodes as f64;
        writeln!(
            out,
            "{count:4} {units:3} {nodes:9} {:13.1} µs {:9.1} {:10.2} µs {:9.2} {:7.1}",
            1e6 * entities,
            per_node(entities),
            1e6 * plain,
            per_node(plain),
            entities / plain
        )?;
    }
    Ok(())
}

fn world_of(points: &Points, settings: &NetworkSettings) -> World {
    let mut app = App::new();
    app.add_plugins((StatesPlugin, SimulationPlugins));
    let mut world = std::mem::take(app.world_mut());
    world.insert_resource(points.clone());
    start_over(
        &mut world,
        &settings.shape,
        &settings.initial_parameters(),
        settings.log_epsilon,
    );
    world
}

/// One epoch by the entities; its summed loss.
fn epoch(world: &mut World) -> Result<f64> {
    match advance_epoch(world, None)? {
        EpochOutcome::Finished(record) => Ok(record.loss),
        other => Err(format!("the epoch did not finish: {other:?}").into()),
    }
}

fn seconds_each(mut run: impl FnMut() -> Result) -> Result<f64> {
    let start = Instant::now();
    let mut runs = 0;
    while start.elapsed() < MEASUREMENT {
        run()?;
        runs += 1;
    }
    Ok(start.elapsed().as_secs_f64() / f64::from(runs))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The same training as loops over arrays, point by point: no graph, nothing clever.
struct Loops<'a> {
    points: &'a Points,
    layers: Vec<Layer>,
}

struct Layer {
    /// `weights[i][j]` leads from input i to output j.
    weights: Vec<Vec<f64>>,
    biases: Vec<f64>,
    d_weights: Vec<Vec<f64>>,
    d_biases: Vec<f64>,
}

impl<'a> Loops<'a> {
    fn new(points: &'a Points, units: usize, parameters: &[f64]) -> Self {
        let mut values = parameters.iter().copied();
        let mut take = |count: usize| -> Vec<f64> { values.by_ref().take(count).collect() };
        let sizes = [2, units, units, 1];
        let layers = sizes
            .windows(2)
            .map(|pair| {
                let weights: Vec<Vec<f64>> = (0..pair[0]).map(|_| take(pair[1])).collect();
                let biases = take(pair[1]);
                Layer {
                    d_weights: weights.iter().map(|row| vec![0.0; row.len()]).collect(),
                    d_biases: vec![0.0; biases.len()],
                    weights,
                    biases,
                }
            })
            .collect();
        Self { points, layers }
    }

    /// One epoch; its summed loss, before the update.
    fn epoch(&mut self) -> f64 {
        let mut total = 0.0;
        for point in self.points.iter() {
            let activations = self.forward(&[point.x1, point.x2]);
            let output = 1.0 / (1.0 + (-activations[3][0]).exp());
            let probability = if point.label { output } else { 1.0 - output };
            total -= (probability + LOG_EPSILON).ln();
            let d_probability = -1.0 / (probability * self.points.len() as f64);
            let d_output = if point.label {
                d_probability
            } else {
                -d_probability
            };
            self.backward(&activations, d_output * output * (1.0 - output));
        }
        for layer in &mut self.layers {
            let rows = layer.weights.iter_mut().zip(&mut layer.d_weights);
            for (values, derivatives) in rows.chain([(&mut layer.biases, &mut layer.d_biases)]) {
                for (value, derivative) in values.iter_mut().zip(derivatives) {
                    *value -= RATE * std::mem::take(derivative);
                }
            }
        }
        total
    }

    fn forward(&self, inputs: &[f64]) -> Vec<Vec<f64>> {
        let mut activations = vec![inputs.to_vec()];
        for (index, layer) in self.layers.iter().enumerate() {
            let mut sums = layer.biases.clone();
            for (input, weights) in activations[index].iter().zip(&layer.weights) {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum += input * weight;
                }
            }
            if index + 1 < self.layers.len() {
                sums.iter_mut().for_each(|sum| *sum = sum.max(0.0));
            }
            activations.push(sums);
        }
        activations
    }

    fn backward(&mut self, activations: &[Vec<f64>], d_logit: f64) {
        let mut d_sums = vec![d_logit];
        for (layer, inputs) in self.layers.iter_mut().zip(activations).rev() {
            let mut d_inputs = vec![0.0; inputs.len()];
            for (i, (input, d_input)) in inputs.iter().zip(&mut d_inputs).enumerate() {
                for (j, d_sum) in d_sums.iter().enumerate() {
                    layer.d_weights[i][j] += d_sum * input;
                    *d_input += d_sum * layer.weights[i][j];
                }
                // An input is a ReLU's result: where it is 0, nothing passes. The coordinates' derivatives are not used.
                if *input <= 0.0 {
                    *d_input = 0.0;
                }
            }
            for (d_bias, d_sum) in layer.d_biases.iter_mut().zip(&d_sums) {
                *d_bias += d_sum;
            }
            d_sums = d_inputs;
        }
    }
}
