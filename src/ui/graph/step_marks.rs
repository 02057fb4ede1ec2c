//! What the pass is doing at this moment: pulses along edges, glows on boxes, marks of the sort.

use bevy_egui::egui::{CornerRadius, Painter, Pos2, Rect, Stroke, StrokeKind};

use crate::{
    autodiff::{BackwardOrder, Phase, Step, Trace},
    training::ShownTrace,
    view::{
        Rgb,
        graph::{BoxKind, GraphStage},
        palette,
    },
};

use super::{
    super::theme::paint,
    badges::badges,
    edges::{EdgeCurve, ToWindow},
    labels::Labels,
    numbers::signed,
};

/// Radius of a pulse, in logical pixels.
const PULSE: f32 = 5.5;
/// What should stand at so many wrong nodes is written beside them; of more, the inspector tells.
const MOST_SAID: usize = 6;

/// The colour of a phase.
pub(in crate::ui) const fn phase_color(phase: Phase) -> Rgb {
    match phase {
        Phase::Forward => palette::VALUE,
        Phase::TopologicalOrder => palette::SORT,
        Phase::Backward => palette::DERIVATIVE_POSITIVE,
    }
}

/// What is needed to paint on the stage.
pub(super) struct Marks<'a> {
    pub(super) painter: &'a Painter,
    pub(super) stage: &'a GraphStage,
    pub(super) to: ToWindow,
    /// Where each box is in the window.
    pub(super) rects: &'a [Rect],
    pub(super) labels: Labels<'a>,
}

impl Marks<'_> {
    /// Paints the state of the trace and the step that is under way, or the latest if time stands still. Not the latest of a phase
    /// where something else `is_lit` while the pass rests.
    pub(super) fn paint(&self, shown: &ShownTrace, is_lit: bool) {
        let Some(trace) = shown.trace() else { return };
        self.stack(trace);
        self.mistakes(shown, trace);
        let part = shown.part() as f32;
        let step = match trace.next() {
            Some(next) if part > 0.0 => Some((next, part)),
            next => {
                let goes_on =
                    |latest: &&Step| next.is_some_and(|next| next.phase() == latest.phase());
                let latest = trace.latest().filter(|latest| !is_lit || goes_on(latest));
                latest.map(|latest| (latest, 1.0))
            }
        };
        if let Some((step, progress)) = step {
            self.step(trace, step, progress);
        }
        // Above the rings, which would cover them.
        badges(self.painter, self.stage, self.rects, trace);
    }

    /// The calls of the sort that are under way.
    fn stack(&self, trace: &Trace) {
        let stack = &trace.state().stack;
        if trace.phase() == Phase::TopologicalOrder {
            for (place, &node) in stack.iter().enumerate() {
                let is_innermost = place + 1 == stack.len();
                self.ring(node, palette::SORT, if is_innermost { 3.0 } else { 1.6 });
            }
        }
    }

    /// Where a wrong order goes wrong: under way, the non-leaves that have passed on again what they had passed on before; at the end
    /// everything that holds another derivative than it should.
    fn mistakes(&self, shown: &ShownTrace, trace: &Trace) {
        let outcomes = shown.outcomes();
        let own = outcomes
            .iter()
            .find(|outcome| outcome.order == trace.order());
        let (Some(own), Some(right)) = (own, outcomes.first()) else {
            return;
        };
        if !trace.is_at_end() {
            for node in (0..trace.graph().len()).filter(|&node| has_passed_on_again(trace, node)) {
                self.ring(node, palette::BAD, 2.4);
            }
            return;
        }
        let wrong: Vec<usize> = own.wrong(right).collect();
        for &node in &wrong {
            self.ring(node, palette::BAD, 2.4);
            if wrong.len() <= MOST_SAID
                && let Some(derivative) = right.derivatives[node]
            {
                let index = self.stage.diagram().box_of[node];
                if self.stage.diagram().boxes[index].result() == Some(node) {
                    let text = format!("should be {}", signed(derivative));
                    self.say(node, &text, palette::BAD);
                }
            }
        }
    }

    fn step(&self, trace: &Trace, step: &Step, progress: f32) {
        let color = phase_color(step.phase());
        match *step {
            Step::Forward { node, .. } => {
                let inputs = trace.graph().nodes()[node].inputs().len();
                for argument in 0..inputs {
                    self.pulse(node, argument, progress, color);
                }
                self.ring(node, color, 2.5);
            }
            Step::Visit {
                node,
                from: Some((from, argument)),
            } => {
                self.pulse(from, argument, 1.0 - progress, color);
                self.ring(node, color, 3.0);
            }
            Step::AlreadyMarked { node } => self.say(node, "marked: return", color),
            Step::SkipConstant { node } => self.say(node, "constant: return", color),
            Step::Mark { node } => self.say(node, "mark", color),
            Step::Add { node } => self.say(node, "add to the front", color),
            Step::Contribution {
                node,
                argument,
                input,
                local,
                d_output,
            } => {
                self.ring(node, color, 2.5);
                let at = self.pulse(node, argument, 1.0 - progress, color);
                let text = format!(
                    "{} × {} = {}",
                    signed(local),
                    signed(d_output),
                    signed(local * d_output)
                );
                match at {
                    Some(at) => self.labels.near(at, &text, color),
                    None => self.say(input, &text, color),
                }
            }
            Step::Accumulate {
                node,
                before,
                after,
            } => {
                let text = match before {
                    Some(before) => format!("d = {} → {}", signed(before), signed(after)),
                    None => format!("d = {}", signed(after)),
                };
                self.say(node, &text, color);
            }
            Step::Store {
                node,
                before,
                after,
            } => {
                let text = match before {
                    Some(before) => format!("holds {} → {}", signed(before), signed(after)),
                    None => "stored".into(),
                };
                self.say(node, &text, color);
            }
            Step::Start { d_output } => {
                let output = trace.graph().output();
                self.say(output, &format!("d = {}", signed(d_output)), color);
            }
            Step::Call { node, d_output } if has_passed_on_again(trace, node) => {
                let text = format!("passes on {}, some of it again", signed(d_output));
                self.say(node, &text, palette::BAD);
            }
            Step::Visit { node, .. }
            | Step::Take { node, .. }
            | Step::Call { node, .. }
            | Step::ChainRule { node, .. }
            | Step::Return { node } => self.ring(node, color, 3.0),
        }
    }

    /// A glow around the box of a node.
    fn ring(&self, node: usize, color: Rgb, width: f32) {
        let index = self.stage.diagram().box_of[node];
        // Inwards: below the box are its numbers.
        let rect = self.rects[index].expand(1.5);
        let zoom = self.stage.camera.zoom.clamp(0.4, 1.2);
        for (grow, strength) in [(2.5, 0.25), (0.0, 1.0)] {
            let stroke = Stroke::new(width * zoom + grow, paint(color).gamma_multiply(strength));
            if self.stage.diagram().boxes[index].kind == BoxKind::Leaf {
                let radius = 0.5 * (rect.width() - stroke.width);
                self.painter.circle_stroke(rect.center(), radius, stroke);
            } else {
                let rounding = CornerRadius::same((10.0 * zoom) as u8);
                self.painter
                    .rect_stroke(rect, rounding, stroke, StrokeKind::Inside);
            }
        }
    }

    /// A pulse on the edge of one use; where it is, unless the edge is inside of a folded box.
    fn pulse(&self, reader: usize, argument: usize, at: f32, color: Rgb) -> Option<Pos2> {
        let is_it =
            |edge: &crate::autodiff::Edge| edge.reader == reader && edge.argument == argument;
        let edges = &self.stage.diagram().edges;
        let index = edges.iter().position(|edge| edge.uses.iter().any(is_it))?;
        let curve = EdgeCurve::new(self.stage, index, self.to);
        let zoom = self.stage.camera.zoom.clamp(0.5, 1.2);
        curve.paint(self.painter, 2.6 * zoom, paint(color));
        let place = curve.at(at);
        let glow = paint(color).gamma_multiply(0.35);
        self.painter.circle_filled(place, 1.9 * PULSE * zoom, glow);
        let edge = Stroke::new(1.5, paint(color));
        let white = paint(palette::TEXT_STRONG);
        self.painter.circle(place, PULSE * zoom, white, edge);
        Some(curve.at(0.5))
    }

    /// Words beside the box of a node.
    fn say(&self, node: usize, text: &str, color: Rgb) {
        let index = self.stage.diagram().box_of[node];
        self.ring(node, color, 2.5);
        let rect = self.rects[index];
        if self.painter.clip_rect().intersects(rect) {
            self.labels.beside(index, rect, text, color);
        }
    }
}

/// Whether a non-leaf has passed on what it had passed on before: there the wrong order goes wrong.
fn has_passed_on_again(trace: &Trace, node: usize) -> bool {
    trace.order() == BackwardOrder::AccumulatedSoFar
        && trace.state().visits[node] > 1
        && trace.graph().nodes()[node].function().is_some()
}
