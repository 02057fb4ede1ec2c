//! The lecture's pseudocode of the phase at work, with the line lit that is being done, and its state.

use bevy_egui::egui::{Align2, CornerRadius, FontId, RichText, Sense, Ui, vec2};

use crate::{
    autodiff::{Phase, Step, Trace},
    training::{ShownGraph, ShownTrace},
    view::palette,
};

use super::{
    super::{
        graph::{phase_color, signed},
        theme::paint,
        unit_names::in_brief,
        widgets::{section, visible_rows},
    },
    dictionary::dictionary,
    pseudocode::lines,
};

/// Height of a name in the sort's lists, in logical pixels.
const NAME: f32 = 17.0;

/// Draws the page. Returns the node under the pointer.
pub(super) fn algorithm(ui: &mut Ui, shown: &ShownGraph, now: &ShownTrace) -> Option<usize> {
    let Some(trace) = now.trace() else {
        ui.add_space(6.0);
        let text = "Choose node as the step (1) to play the pass of the ringed point step by step: forward, the topological sort and \
                    backward, with their state.";
        ui.label(RichText::new(text).weak());
        return None;
    };
    let title = match trace.phase() {
        Phase::Forward => "FORWARD",
        Phase::TopologicalOrder => "TOPOLOGICAL SORT",
        Phase::Backward => "BACKPROPAGATE",
    };
    section(ui, title);
    pseudocode(ui, trace);
    ui.add_space(4.0);
    ui.label(RichText::new(sentence(shown, trace)).small());
    match trace.phase() {
        Phase::Forward => None,
        Phase::TopologicalOrder => sort_state(ui, shown, trace),
        Phase::Backward => dictionary(ui, shown, trace),
    }
}

fn pseudocode(ui: &mut Ui, trace: &Trace) {
    let latest = trace.latest();
    let color = paint(phase_color(trace.phase()));
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        for (line, is_it) in lines(trace.order(), trace.phase()) {
            let is_lit = latest.is_some_and(is_it);
            let size = vec2(ui.available_width(), 18.0);
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            if is_lit {
                let ground = color.gamma_multiply(0.22);
                ui.painter()
                    .rect_filled(rect, CornerRadius::same(3), ground);
            }
            let ink = if is_lit { color } else { paint(palette::TEXT) };
            let at = rect.left_center() + vec2(6.0, 0.0);
            let galley = |size: f32| {
                let font = FontId::monospace(size);
                ui.painter().layout_no_wrap((*line).into(), font, ink)
            };
            // The longest lines are smaller where the page is narrow.
            let whole = galley(12.0);
            let room = rect.max.x - at.x - 2.0;
            let fitted = if whole.size().x > room {
                galley(12.0 * room / whole.size().x)
            } else {
                whole
            };
            let corner = at - vec2(0.0, 0.5 * fitted.size().y);
            ui.painter().galley(corner, fitted, ink);
        }
    });
}

/// The step in words and numbers.
fn sentence(shown: &ShownGraph, trace: &Trace) -> String {
    let name = |node: usize| shown.names[node].clone();
    match trace.latest() {
        None => "before the first step: leaves and constants alone have values".into(),
        Some(Step::Forward { node, value, .. }) => format!("{} = {}", name(*node), signed(*value)),
        Some(Step::Visit { node, .. }) => format!("visit {}", name(*node)),
        Some(Step::AlreadyMarked { node }) => format!("{} is marked already", name(*node)),
        Some(Step::SkipConstant { node }) => format!("{} is a constant", name(*node)),
        Some(Step::Mark { node }) => format!("mark {}", name(*node)),
        Some(Step::Add { node }) => format!("{} to the front of the list", name(*node)),
        Some(Step::Start { d_output }) => {
            format!("the output's own derivative is {}", signed(*d_output))
        }
        Some(Step::Take { node, d_output } | Step::Call { node, d_output }) => {
            format!("{} with d_output {}", name(*node), signed(*d_output))
        }
        Some(Step::ChainRule { node, .. }) => format!("the local derivatives of {}", name(*node)),
        Some(Step::Contribution {
            node,
            input,
            local,
            d_output,
            ..
        }) => format!(
            "{} sends {} × {} = {} to {}",
            name(*node),
            signed(*local),
            signed(*d_output),
            signed(local * d_output),
            name(*input)
        ),
        Some(Step::Accumulate {
            node,
            before,
            after,
        }) => match before {
            Some(before) => format!(
                "d[{}]: {} becomes {}",
                name(*node),
                signed(*before),
                signed(*after)
            ),
            None => format!(
                "d[{}] = {}, the first contribution",
                name(*node),
                signed(*after)
            ),
        },
        Some(Step::Store {
            node,
            before,
            after,
        }) => match before {
            Some(before) => format!(
                "{} held {}, now {}",
                name(*node),
                signed(*before),
                signed(*after)
            ),
            None => format!("the leaf {} holds {}", name(*node), signed(*after)),
        },
        Some(Step::Return { node }) => format!("the visit of {} is over", name(*node)),
    }
}

/// The calls under way, and the list.
fn sort_state(ui: &mut Ui, shown: &ShownGraph, trace: &Trace) -> Option<usize> {
    let state = trace.state();
    let marked = state.marks.iter().filter(|&&is_marked| is_marked).count();
    let variables = trace.graph().nodes().iter();
    let variables = variables.filter(|node| node.is_variable()).count();
    let text = format!("marked: {marked} of {variables} variables");
    ui.label(RichText::new(text).small().weak());
    let mut hovered = None;
    let mut names = |ui: &mut Ui, title: &str, nodes: &[usize], color| {
        section(ui, title);
        visible_rows(ui, NAME, nodes.len(), |ui, number, rect| {
            let node = nodes[nodes.len() - 1 - number];
            let id = ui.id().with((title, number));
            let response = ui.interact(rect, id, Sense::hover());
            if response.on_hover_text(&shown.names[node]).hovered() {
                hovered = Some(node);
            }
            let (font, align) = (FontId::monospace(11.0), Align2::LEFT_CENTER);
            let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
            let name = in_brief(&shown.names[node]);
            painter.text(rect.left_center(), align, name, font, color);
        });
    };
    ui.columns(2, |columns| {
        names(
            &mut columns[0],
            "CALL STACK",
            &state.stack,
            paint(palette::SORT),
        );
        names(&mut columns[1], "LIST", &state.list, paint(palette::TEXT));
    });
    hovered
}
