//! What an epoch costs: by the plan, on one thread, on all, and in whole frames; by the entities; and the least that it could
//! cost, written by hand for this one network.
//!
//! The work is in `work.rs`. All start from the same points and parameters, and their losses after 100 epochs must be those that
//! every float64 program finds, to 1e-12, before anything is timed. Then they are timed in turns, each time from the same
//! parameters; what counts is the fastest of all turns, the one that other work on the machine disturbed the least. Nodes are
//! counted as MiniTorch counts them.

mod limit;
mod planned;
mod work;

use std::{
    hint::black_box,
    io::{Write, stdout},
    time::{Duration, Instant},
};

use bevy::prelude::*;
use chainrule::{
    autodiff::TopologicalOrder,
    training::{Executor, NetworkSettings, NonFinite, ResetTraining, advance_epoch},
};
use limit::Limit;
use planned::{Planned, compile, playing};

/// How long one measurement lasts, about, and how many there are.
const MEASUREMENT: Duration = Duration::from_millis(20);
const MEASUREMENTS: usize = 31;
/// How far a loss may be from the one that all programs agree on, relative to it.
const AGREEMENT: f64 = 1e-12;

fn main() -> Result {
    let mut out = stdout().lock();
    writeln!(
        out,
        "    N   H |  limit: µs  ns/node | plan, 1 thread: µs  ns/node  ratio | all threads: µs  ratio | frame: µs  ratio | entities: µs"
    )?;
    for (size, (count, units)) in work::SIZES.into_iter().enumerate() {
        let points = work::points(count);
        let expected = work::LOSSES_AFTER_100[size];
        let nodes = work::nodes_per_epoch(&points, units) as f64;
        let parameters = work::parameters(units);
        let mut limit = limit_of(size);
        let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
        let mut alone = Planned::new(&points, units);
        let mut shared = Planned::new(&points, units);
        check("limit", expected, &mut || limit.epoch());
        check("plan", expected, &mut || {
            one_thread.install(|| alone.epoch())
        });
        check("plan on all threads", expected, &mut || shared.epoch());
        let epochs_per_frame = epochs_per_frame(count, units);
        let mut frames = playing(&points, units, Executor::Plan, epochs_per_frame);

        let mut least = [f64::INFINITY; 4];
        for _ in 0..MEASUREMENTS {
            limit.reset(&parameters);
            alone.reset(&parameters);
            shared.reset(&parameters);
            frames.world_mut().trigger(ResetTraining);
            frames.update();
            let frame = seconds_each(&mut || {
                frames.update();
                0.0
            });
            let seconds = [
                seconds_each(&mut || limit.epoch()),
                one_thread.install(|| seconds_each(&mut || alone.epoch())),
                seconds_each(&mut || shared.epoch()),
                frame / f64::from(epochs_per_frame),
            ];
            least = [0, 1, 2, 3].map(|place| least[place].min(seconds[place]));
        }
        assert!(!frames.world().contains_resource::<NonFinite>());
        let [limit, alone, shared, frame] = least;
        let entities = epoch_by_entities(&points, units)?;
        writeln!(
            out,
            "{count:5} {units:3} | {:10.3} {:8.4} | {:18.3} {:8.4} {:6.2} | {:15.3} {:6.2} | {:9.3} {:6.2} | {:12.0}",
            1e6 * limit,
            1e9 * limit / nodes,
            1e6 * alone,
            1e9 * alone / nodes,
            alone / limit,
            1e6 * shared,
            shared / limit,
            1e6 * frame,
            frame / limit,
            1e6 * entities,
        )?;
    }
    compile_times(&mut out)
}

/// The hand-written training of each size, with the tiles and blocks that suit it.
fn limit_of(size: usize) -> Box<dyn Contestant> {
    let (count, units) = work::SIZES[size];
    let (points, parameters) = (work::points(count), work::parameters(units));
    match (count, units) {
        (_, 2) => Box::new(Tiled::<2, 7, 2, 1, 2>(Limit::new(&points, &parameters))),
        (50, 10) => Box::new(Tiled::<10, 7, 10, 1, 5>(Limit::new(&points, &parameters))),
        (_, 10) => Box::new(Tiled::<10, 16, 10, 2, 5>(Limit::new(&points, &parameters))),
        _ => Box::new(Tiled::<32, 32, 8, 2, 4>(Limit::new(&points, &parameters))),
    }
}

/// A training that is timed.
trait Contestant {
    fn epoch(&mut self) -> f64;
    fn reset(&mut self, parameters: &[f64]);
}

/// The limit with the sizes of its tiles.
struct Tiled<const H: usize, const G: usize, const R: usize, const C: usize, const P: usize>(
    Limit<H, G>,
);

impl<const H: usize, const G: usize, const R: usize, const C: usize, const P: usize> Contestant
    for Tiled<H, G, R, C, P>
{
    fn epoch(&mut self) -> f64 {
        self.0.epoch::<R, C, P>(work::RATE)
    }

    fn reset(&mut self, parameters: &[f64]) {
        self.0.reset(parameters);
    }
}

/// So many that a frame's own costs can be seen, but as a window would run them: some milliseconds of epochs.
fn epochs_per_frame(points: usize, units: usize) -> u32 {
    (10_000_000 / (points * units * units * 2)).clamp(1, 10_000) as u32
}

/// Runs 101 epochs: the last finds the loss after 100.
fn check(name: &str, expected: f64, epoch: &mut dyn FnMut() -> f64) {
    let loss = (0..101).map(|_| epoch()).last().unwrap_or(f64::NAN);
    let error = (loss - expected).abs() / expected;
    assert!(
        error <= AGREEMENT,
        "{name}: the loss after 100 epochs is {loss}, not {expected}: {error:e}"
    );
}

fn seconds_each(run: &mut dyn FnMut() -> f64) -> f64 {
    let start = Instant::now();
    let mut runs = 0;
    while start.elapsed() < MEASUREMENT {
        // So many at once that looking at the clock costs nothing.
        for _ in 0..8 {
            black_box(run());
        }
        runs += 8;
    }
    start.elapsed().as_secs_f64() / f64::from(runs)
}

/// One epoch by the entities, after one to warm up.
fn epoch_by_entities(points: &[([f64; 2], bool)], units: usize) -> Result<f64> {
    let mut app = playing(points, units, Executor::Entities, 1);
    advance_epoch(app.world_mut(), None)?;
    let start = Instant::now();
    advance_epoch(app.world_mut(), None)?;
    Ok(start.elapsed().as_secs_f64())
}

/// Sorting and compiling the losses' graph; and the whole frame in which the network is changed: nodes spawned, sorted, compiled,
/// every output evaluated.
fn compile_times(out: &mut impl Write) -> Result {
    for units in [2, 10, 32, 128] {
        let mut app = planned::app(units);
        let compile = || {
            app.insert_resource(TopologicalOrder::default()); // nothing is sorted yet
            let start = Instant::now();
            black_box(compile(app.world_mut()));
            start.elapsed().as_secs_f64()
        };
        let compiling = median(std::iter::repeat_with(compile).take(9).collect());
        let mut app = planned::app(units);
        let frame = || {
            let mut network = app.world_mut().resource_mut::<NetworkSettings>();
            network.shape.hidden = vec![units, units];
            let start = Instant::now();
            app.update();
            start.elapsed().as_secs_f64()
        };
        let frame = median(std::iter::repeat_with(frame).take(9).collect());
        writeln!(
            out,
            "2-{units}-{units}-1: sorting and compiling {:.0} µs, the frame that changes the network {:.2} ms",
            1e6 * compiling,
            1e3 * frame
        )?;
    }
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
