//! The dictionary of derivatives: who waits, who has got something, who is done.

use bevy_egui::egui::{Align2, Color32, FontId, Sense, Ui, vec2};

use crate::{
    autodiff::{NodeKind, Trace},
    training::ShownGraph,
    view::palette,
};

use super::super::{
    graph::{derivative_color, signed},
    theme::{paint, plain},
    unit_names::in_brief,
    widgets::{section, visible_rows},
};

/// Height of a row, in logical pixels, and where its columns begin after the first, as parts of the width.
const ROW: f32 = 17.0;
const COLUMNS: [f32; 3] = [0.37, 0.56, 0.82];

/// Draws a row for every node, in topological order, constants last. Returns the node under the pointer.
pub(super) fn dictionary(ui: &mut Ui, shown: &ShownGraph, trace: &Trace) -> Option<usize> {
    section(ui, "d  (DERIVATIVES SO FAR)");
    let state = trace.state();
    let nodes = shown.graph.nodes();
    let mut order: Vec<usize> = if state.list.is_empty() {
        (0..nodes.len())
            .rev()
            .filter(|&node| nodes[node].is_variable())
            .collect()
    } else {
        state.list.iter().rev().copied().collect()
    };
    order.extend((0..nodes.len()).filter(|&node| nodes[node].kind == NodeKind::Constant));
    let in_hand = state.taken.last().copied().filter(|_| !trace.is_at_end());
    let mut hovered = None;
    visible_rows(ui, ROW, order.len(), |ui, number, rect| {
        let node = order[number];
        let response = ui.interact(rect, ui.id().with(("dictionary", node)), Sense::hover());
        if response.on_hover_text(&shown.names[node]).hovered() {
            hovered = Some(node);
        }
        let write = |part: f32, text: &str, font: FontId, color: Color32| {
            let at = rect.left_center() + vec2(part * rect.width(), 0.0);
            ui.painter()
                .text(at, Align2::LEFT_CENTER, text, font, color);
        };
        let kind = match nodes[node].kind {
            NodeKind::Leaf => "leaf",
            NodeKind::Constant => "constant",
            NodeKind::NonLeaf { .. } => "non-leaf",
        };
        let d = state.dictionary[node];
        let text = d.map_or_else(|| "—".into(), signed);
        let (word, color) = progress(trace, node, in_hand == Some(node));
        let mono = || FontId::monospace(12.0);
        let name = in_brief(&shown.names[node]);
        write(0.0, &name, FontId::monospace(11.0), paint(palette::TEXT));
        write(COLUMNS[0], kind, plain(11.0), paint(palette::TEXT_WEAK));
        write(COLUMNS[1], &text, mono(), derivative_color(d));
        write(COLUMNS[2], &word, plain(11.0), color);
    });
    hovered
}

/// How far a node has come.
fn progress(trace: &Trace, node: usize, is_in_hand: bool) -> (String, Color32) {
    let state = trace.state();
    let kind = trace.graph().nodes()[node].kind;
    match state.visits[node] {
        _ if kind == NodeKind::Constant => ("skipped".into(), paint(palette::NOT_YET)),
        _ if is_in_hand => ("now".into(), paint(palette::TEXT_STRONG)),
        _ if state.stack.contains(&node) => ("under way".into(), paint(palette::TEXT)),
        0 if state.dictionary[node].is_some() => ("waiting".into(), paint(palette::TEXT)),
        0 => ("—".into(), paint(palette::NOT_YET)),
        _ if kind == NodeKind::Leaf => ("stored".into(), paint(palette::GOOD)),
        1 => ("done".into(), paint(palette::GOOD)),
        many => (format!("{many} visits"), paint(palette::CAUTION)),
    }
}
