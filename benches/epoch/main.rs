//! scratch
mod limit;
mod work;
use bevy::{prelude::*, state::app::StatesPlugin};
use chainrule::{
    SimulationPlugins,
    nn::{Activation, NetworkShape},
    plan::*,
    training::{Model, start_over},
};
use cpu_time::ThreadTime;
use limit::Limit;
use std::hint::black_box;
use std::io::Write;

fn model(units: usize) -> App {
    let mut app = App::new();
    app.add_plugins((StatesPlugin, SimulationPlugins));
    let shape = NetworkShape {
        hidden: vec![units, units],
        activation: Activation::ReLU,
    };
    start_over(app.world_mut(), &shape, &work::parameters(units), 0.0);
    app
}

struct Planned {
    plan: Plan,
    run: PlanRun,
    batch: LaneBatch,
    n: usize,
}
impl Planned {
    fn new(points: &[([f64; 2], bool)], units: usize) -> Self {
        let mut app = model(units);
        let m = app.world().resource::<Model>().clone();
        let outs = [0, 1].map(|l| OutputRequest {
            variable: m.losses[l],
            readings: [if l == 0 { m.flipped_output } else { m.output }, m.output],
        });
        let start = std::time::Instant::now();
        let plan = Plan::compile(
            app.world_mut(),
            &PlanRequest {
                lane_inputs: &m.coordinates,
                parameters: &m.parameters,
                outputs: &outs,
                observed: &[m.logit],
            },
        )
        .unwrap();
        let c = start.elapsed();
        let mut run = PlanRun::new(&plan);
        run.set_parameters(&plan, work::parameters(units));
        let mut batch = LaneBatch::default();
        batch.pack(
            &plan,
            points.len(),
            |p| usize::from(points[p].1),
            |p, i| points[p].0[i],
        );
        let _ = writeln!(
            std::io::stdout(),
            "compiled in {c:?}: {} steps {} rows",
            plan.steps(),
            plan.rows()
        );
        Self {
            plan,
            run,
            batch,
            n: points.len(),
        }
    }
    fn epoch(&mut self) -> f64 {
        let t = self
            .run
            .pass(&self.plan, &self.batch, &PlainMean::over(self.n));
        self.run.descend(&self.plan, work::RATE);
        t.output / self.n as f64
    }
}

fn time(mut f: impl FnMut() -> f64, runs: usize) -> f64 {
    let s = ThreadTime::now();
    for _ in 0..runs {
        black_box(f());
    }
    s.elapsed().as_secs_f64() / runs as f64
}

fn main() {
    let only: Option<usize> = std::env::args().nth(1).and_then(|a| a.parse().ok());
    for (k, (n, h)) in work::SIZES.into_iter().enumerate() {
        if only.is_some_and(|o| o != k) {
            continue;
        }
        let points = work::points(n);
        let ps = work::parameters(h);
        let mut limit: Box<dyn FnMut() -> f64> = match k {
            0 => {
                let mut l = Box::new(Limit::<2, 7>::new(&points, &ps));
                Box::new(move || l.epoch::<2, 1, 2>(0.5))
            }
            1 => {
                let mut l = Box::new(Limit::<10, 7>::new(&points, &ps));
                Box::new(move || l.epoch::<10, 1, 5>(0.5))
            }
            2 => {
                let mut l = Box::new(Limit::<10, 16>::new(&points, &ps));
                Box::new(move || l.epoch::<10, 2, 5>(0.5))
            }
            _ => {
                let mut l = Box::new(Limit::<32, 32>::new(&points, &ps));
                Box::new(move || l.epoch::<8, 2, 4>(0.5))
            }
        };
        let mut p = Planned::new(&points, h);
        let (mut a, mut b) = (0.0, 0.0);
        for _ in 0..101 {
            a = limit();
            b = p.epoch();
        }
        let want = work::LOSSES_AFTER_100[k];
        let runs = (2_000_000 / (n * (h * h * 2 + 8 * h + 4))).max(1) * 4;
        let mut ratio = vec![];
        let (mut la, mut pa) = (vec![], vec![]);
        for _ in 0..31 {
            let l = time(&mut limit, runs);
            let q = time(|| p.epoch(), runs);
            ratio.push(q / l);
            la.push(l);
            pa.push(q);
        }
        for v in [&mut ratio, &mut la, &mut pa] {
            v.sort_by(f64::total_cmp);
        }
        let _ = writeln!(
            std::io::stdout(),
            "{n} {h}: limit {:.3} µs (best {:.3}) plan {:.3} µs (best {:.3}) ratio {:.3}   err {:.1e} {:.1e}",
            la[15] * 1e6,
            la[0] * 1e6,
            pa[15] * 1e6,
            pa[0] * 1e6,
            ratio[15],
            (a - want) / want,
            (b - want) / want
        );
    }
}
