//! The dictionary of derivatives: who waits, who has got something, who is done.

use bevy_egui::egui::{Color32, Grid, RichText, Ui};

use crate::{
    autodiff::{NodeKind, Trace},
    training::ShownGraph,
    view::palette,
};

use super::super::{
    graph::{derivative_color, signed},
    theme::paint,
    widgets::section,
};

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
    Grid::new("dictionary")
        .num_columns(4)
        .spacing([10.0, 2.0])
        .show(ui, |ui| {
            for node in order {
                let kind = match nodes[node].kind {
                    NodeKind::Leaf => "leaf",
                    NodeKind::Constant => "constant",
                    NodeKind::NonLeaf { .. } => "",
                };
                let d = state.dictionary[node];
                let (word, color): (String, Color32) = match nodes[node].kind {
                    NodeKind::Constant => ("skipped".into(), paint(palette::NOT_YET)),
                    _ if in_hand == Some(node) => ("now".into(), paint(palette::TEXT_STRONG)),
                    NodeKind::Leaf if state.visits[node] > 0 => {
                        ("stored".into(), paint(palette::GOOD))
                    }
                    _ if state.visits[node] > 1 => (
                        format!("visited {}×", state.visits[node]),
                        paint(palette::CAUTION),
                    ),
                    _ if state.visits[node] > 0 => ("done".into(), paint(palette::GOOD)),
                    _ if d.is_some() => ("waiting".into(), paint(palette::TEXT)),
                    _ => ("—".into(), paint(palette::NOT_YET)),
                };
                let name = RichText::new(shown.own_name(node)).monospace().size(12.0);
                let name = ui.label(name.color(paint(palette::TEXT)));
                ui.label(RichText::new(kind).small().weak());
                let text = d.map_or_else(|| "—".into(), signed);
                ui.monospace(RichText::new(text).size(12.0).color(derivative_color(d)));
                ui.label(RichText::new(word).small().color(color));
                if name.on_hover_text(&shown.names[node]).hovered() {
                    hovered = Some(node);
                }
                ui.end_row();
            }
        });
    hovered
}
