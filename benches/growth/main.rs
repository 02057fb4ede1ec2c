//! How the cost of an epoch grows with the network and with the number of points, and what memory it takes.
//!
//! Draws `assets/growth.svg`, nanoseconds for each of MiniTorch's nodes, and prints the numbers behind it. One thread; every
//! number is the fastest of several turns, the one that other work on the machine disturbed the least.

#[path = "../epoch/planned.rs"]
#[expect(dead_code, reason = "the epochs' bench runs frames, too")]
mod planned;
#[path = "../epoch/work.rs"]
#[expect(dead_code, reason = "what the epochs' bench checks")]
mod work;

use std::{
    hint::black_box,
    io::{Write, stdout},
    path::Path,
    time::{Duration, Instant},
};

use bevy::prelude::Result;
use chainrule::{
    autodiff::{AutodiffPlugin, GraphBuilder},
    plan::{LaneBatch, OutputRequest, PlainMean, Plan, PlanRequest, PlanRun},
};
use planned::Planned;
use plotters::prelude::*;

const UNITS: [usize; 13] = [2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128];
const POINTS: [usize; 16] = [
    1, 2, 4, 8, 16, 32, 64, 128, 264, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 100_000,
];
/// The points with which the network grows, and the networks with which the points do.
const POINTS_OF_UNITS: usize = 1_000;
const UNITS_OF_POINTS: [usize; 3] = [2, 10, 32];
/// How long one turn lasts, at least, and how many there are.
const TURN: Duration = Duration::from_millis(15);
const TURNS: usize = 7;
const CHAIN: usize = 1_000_000;

/// A curve: what grows, and nanoseconds for a node.
type Curve = Vec<(f64, f64)>;

fn main() -> Result {
    let mut out = stdout().lock();
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    writeln!(out, "    N   H   ns/node   bytes/point   bytes/node")?;
    let mut by_units = Curve::new();
    for units in UNITS {
        let (nanoseconds, line) = one_thread.install(|| measure(POINTS_OF_UNITS, units));
        writeln!(out, "{line}")?;
        by_units.push((units as f64, nanoseconds));
    }
    let mut by_points = Vec::new();
    for units in UNITS_OF_POINTS {
        let mut curve = Curve::new();
        for points in POINTS {
            let (nanoseconds, line) = one_thread.install(|| measure(points, units));
            writeln!(out, "{line}")?;
            curve.push((points as f64, nanoseconds));
        }
        by_points.push((units, curve));
    }
    chain(&mut out)?;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/growth.svg");
    draw(&file, &by_units, &by_points)?;
    writeln!(out, "drew {}", file.display())?;
    Ok(())
}

/// Nanoseconds for a node, and the line that says so.
fn measure(count: usize, units: usize) -> (f64, String) {
    let points = work::points(count);
    let nodes = work::nodes_per_epoch(&points, units) as f64;
    let mut planned = Planned::new(&points, units);
    let parameters = work::parameters(units);
    let mut least = f64::INFINITY;
    for _ in 0..TURNS {
        planned.reset(&parameters);
        let start = Instant::now();
        let mut epochs = 0;
        while epochs == 0 || start.elapsed() < TURN {
            black_box(planned.epoch());
            epochs += 1;
        }
        least = least.min(start.elapsed().as_secs_f64() / f64::from(epochs));
    }
    let nanoseconds = 1e9 * least / nodes;
    let bytes = planned.run.plan().bytes() + planned.run.bytes() + planned.batch.bytes();
    let bytes = bytes as f64;
    let line = format!(
        "{count:6} {units:3} {nanoseconds:8.3} {:13.0} {:12.3}",
        bytes / count as f64,
        bytes / nodes
    );
    (nanoseconds, line)
}

/// A chain of a million nodes, each of which is a step of the plan: nothing can be folded.
fn chain(out: &mut impl Write) -> Result {
    let mut app = bevy::prelude::App::new();
    app.add_plugins(AutodiffPlugin);
    let builder = GraphBuilder::new();
    let (x, w) = (builder.leaf("x", 1.0), builder.leaf("w", 1.0));
    let y = (0..CHAIN).fold(x.clone(), |y, _| &y * &w);
    let graph = builder.spawn(app.world_mut())?;
    let start = Instant::now();
    let plan = Plan::compile(
        app.world_mut(),
        &PlanRequest {
            lane_inputs: &[graph.entity(&x)],
            parameters: &[graph.entity(&w)],
            outputs: &[OutputRequest::of(graph.entity(&y))],
            observed: &[],
        },
    )?;
    let compiled = start.elapsed();
    let mut run = PlanRun::new(plan);
    run.set_parameters([1.0]);
    let mut batch = LaneBatch::default();
    batch.pack(run.plan(), 8, |_| 0, |lane, _| lane as f64);
    let mut least = f64::INFINITY;
    for _ in 0..TURNS {
        let start = Instant::now();
        black_box(run.pass(&batch, &PlainMean::over(8)));
        least = least.min(start.elapsed().as_secs_f64());
    }
    writeln!(
        out,
        "a chain of {CHAIN} nodes: compiled in {:.0} ms, passed for 8 points in {:.1} ms, {:.2} ns a node and point, {:.0} bytes a node",
        1e3 * compiled.as_secs_f64(),
        1e3 * least,
        1e9 * least / (8 * CHAIN) as f64,
        (run.plan().bytes() + run.bytes()) as f64 / CHAIN as f64,
    )?;
    Ok(())
}

/// Both pictures of growth, side by side.
fn draw(file: &Path, by_units: &Curve, by_points: &[(usize, Curve)]) -> Result {
    let root = SVGBackend::new(file, (1_120, 440)).into_drawing_area();
    root.fill(&BACKGROUND)?;
    let (left, right) = root.split_horizontally(560);
    let units = [(format!("N = {POINTS_OF_UNITS}"), by_units)];
    panel(
        &left,
        "units of each hidden layer, H",
        1.8..140.0,
        2.0,
        &units,
    )?;
    let points: Vec<(String, &Curve)> = by_points
        .iter()
        .map(|(units, curve)| (format!("H = {units}"), curve))
        .collect();
    panel(&right, "points, N", 0.9..120_000.0, 10.0, &points)?;
    root.present()?;
    Ok(())
}

const BACKGROUND: RGBColor = RGBColor(0x17, 0x1c, 0x24);
const TEXT: RGBColor = RGBColor(0xd9, 0xdf, 0xe8);
const RULE: RGBColor = RGBColor(0x2a, 0x32, 0x3d);
const CURVES: [RGBColor; 3] = [
    RGBColor(0x56, 0xb4, 0xe9),
    RGBColor(0xe6, 0x9f, 0x00),
    RGBColor(0x2f, 0xc0, 0x8f),
];

/// One picture with logarithmic axes; across, labels are powers of a base.
fn panel(
    area: &DrawingArea<SVGBackend, plotters::coord::Shift>,
    grows: &str,
    across: std::ops::Range<f64>,
    base: f64,
    curves: &[(String, &Curve)],
) -> Result {
    let text = |size: i32| {
        ("Inter, Helvetica, Arial, sans-serif", size)
            .into_font()
            .color(&TEXT)
    };
    let mut chart = ChartBuilder::on(area)
        .margin(18)
        .x_label_area_size(46)
        .y_label_area_size(58)
        .build_cartesian_2d(across.log_scale().base(base), (0.04..20.0).log_scale())?;
    chart
        .configure_mesh()
        .x_desc(grows)
        .y_desc("nanoseconds for a node")
        .axis_desc_style(text(15))
        .label_style(text(13))
        .axis_style(RULE)
        .bold_line_style(RULE)
        .light_line_style(BACKGROUND)
        .y_label_formatter(&|value| format!("{value}"))
        .x_label_formatter(&|value| format!("{value}"))
        .draw()?;
    for (place, (name, curve)) in curves.iter().enumerate() {
        let color = CURVES[place % CURVES.len()];
        chart
            .draw_series(LineSeries::new(
                curve.iter().copied(),
                color.stroke_width(2),
            ))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], color.stroke_width(2)));
        let dots = curve
            .iter()
            .map(|&place| Circle::new(place, 3, color.filled()));
        chart.draw_series(dots)?;
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .label_font(text(14))
        .border_style(RULE)
        .background_style(BACKGROUND)
        .draw()?;
    Ok(())
}
