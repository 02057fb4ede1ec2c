//! f and f′ around the point where the function is evaluated, with the tangent there.

use bevy_egui::egui::{Color32, RichText, Ui, Vec2b};
use egui_plot::{Line, LineStyle, Plot, PlotPoint, PlotPoints, Points};

use crate::{
    autodiff::{Function, OutputGraph},
    view::palette,
};

use super::super::theme::paint;

/// Points of a curve.
const POINTS: usize = 96;
/// Height of a plot, in logical pixels.
const HEIGHT: f32 = 92.0;

/// A function of one of its arguments, the other as it is.
struct Slice {
    function: Function,
    at: [f64; 2],
    argument: usize,
}

impl Slice {
    fn inputs(&self, x: f64) -> [f64; 2] {
        let mut inputs = self.at;
        inputs[self.argument] = x;
        inputs
    }

    fn value(&self, x: f64) -> f64 {
        (self.function.rule().forward)(self.inputs(x))
    }

    fn slope(&self, x: f64) -> f64 {
        let (_, saved) = self.function.forward(self.inputs(x));
        self.function.local_derivatives(&saved)[self.argument]
    }

    /// A range around the point that shows the function's shape.
    fn range(&self) -> [f64; 2] {
        let x = self.at[self.argument];
        let reach = 1.5 * x.abs().max(1.0);
        match self.function {
            // These have no value below zero.
            Function::Log | Function::Sqrt => {
                [(x - reach).max(1e-3 * x.abs().max(1e-3)), x + reach]
            }
            Function::Inv if x > 0.0 => [0.15 * x, x + reach],
            Function::Inv => [x - reach, 0.15 * x],
            Function::Sigmoid | Function::Tanh => {
                [-6.0_f64.max(x.abs() + 1.0), 6.0_f64.max(x.abs() + 1.0)]
            }
            _ => [x - reach, x + reach],
        }
    }
}

/// Draws f and f′ of a non-leaf by each of its arguments.
pub(super) fn function_plots(
    ui: &mut Ui,
    graph: &OutputGraph,
    node: usize,
    values: &[Option<f64>],
) {
    let Some(function) = graph.nodes()[node].function() else {
        return;
    };
    let inputs = graph.nodes()[node].inputs();
    let mut at = [0.0; 2];
    for (place, &input) in at.iter_mut().zip(inputs) {
        let Some(value) = values.get(input).copied().flatten() else {
            return;
        };
        *place = value;
    }
    for (argument, letter) in ["a", "b"].into_iter().enumerate().take(inputs.len()) {
        // A constant stays as it is.
        if !graph.nodes()[inputs[argument]].is_variable() {
            continue;
        }
        let slice = Slice {
            function,
            at,
            argument,
        };
        let names = if inputs.len() == 1 {
            ["f(a)".to_owned(), "f′(a)".to_owned()]
        } else {
            [format!("f by {letter}"), format!("∂f/∂{letter}")]
        };
        ui.horizontal(|ui| {
            let width = 0.5 * (ui.available_width() - ui.spacing().item_spacing.x);
            plot(ui, &names[0], width, &slice, true);
            plot(ui, &names[1], width, &slice, false);
        });
    }
}

/// Larger numbers are not drawn.
const LARGEST: f64 = 1e12;

fn plot(ui: &mut Ui, name: &str, width: f32, slice: &Slice, is_value: bool) {
    let [low, high] = slice.range();
    let height = |x: f64| {
        if is_value {
            slice.value(x)
        } else {
            slice.slope(x)
        }
    };
    let curve: Vec<[f64; 2]> = (0..=POINTS)
        .map(|place| {
            let x = low + (high - low) * place as f64 / POINTS as f64;
            [x, height(x)]
        })
        .filter(|[_, y]| y.is_finite())
        .collect();
    let x = slice.at[slice.argument];
    let color: Color32 = paint(if is_value {
        palette::VALUE
    } else {
        palette::DERIVATIVE_POSITIVE
    });
    // Beyond these numbers a plot's bounds have no two ends any more.
    let is_drawable = curve.iter().flatten().all(|number| number.abs() < LARGEST);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.label(RichText::new(name).small().color(color));
        if !is_drawable || curve.is_empty() {
            ui.set_width(width);
            ui.label(RichText::new("too large to draw").small().weak());
            return;
        }
        Plot::new(ui.id().with((name, slice.function, slice.argument)))
            .width(width)
            .height(HEIGHT)
            .show_axes(Vec2b::FALSE)
            .allow_drag(false)
            .allow_zoom(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .allow_double_click_reset(false)
            .show_x(false)
            .show_y(false)
            .show(ui, |plot| {
                plot.line(
                    Line::new(name, PlotPoints::from(curve))
                        .color(color)
                        .width(1.8),
                );
                if is_value {
                    let slope = slice.slope(x);
                    let reach = 0.3 * (high - low);
                    let tangent = [-reach, reach].map(|step| [x + step, height(x) + slope * step]);
                    let tangent = Line::new("tangent", PlotPoints::from(tangent.to_vec()))
                        .color(paint(palette::DERIVATIVE_POSITIVE))
                        .style(LineStyle::dashed_dense())
                        .width(1.4);
                    plot.line(tangent);
                }
                let point = PlotPoint::new(x, height(x));
                let mark = Points::new("now", [point.x, point.y])
                    .radius(3.5)
                    .color(paint(palette::TEXT_STRONG));
                plot.points(mark);
            });
    });
}
