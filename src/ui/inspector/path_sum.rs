//! The derivative of a node as a sum over all paths from it to the output.

use bevy_egui::egui::{RichText, Ui};

use crate::{
    autodiff::PathCounts,
    training::{ShownGraph, ShownNumbers},
    view::palette,
};

use super::super::{
    graph::{derivative_color, signed},
    theme::paint,
    unit_names::in_brief,
    widgets::section,
};

/// More paths than these are counted, not written out.
const MOST_PATHS: usize = 12;
/// More than these are not added up one by one.
const MOST_SUMMED: usize = 1_000;

/// Draws the paths with their products, and their sum.
pub(super) fn path_sum(
    ui: &mut Ui,
    shown: &ShownGraph,
    numbers: &ShownNumbers,
    node: usize,
    derivative: Option<f64>,
) {
    let values: Option<Vec<f64>> = numbers.values.iter().copied().collect();
    let Some(values) = values else { return };
    section(ui, "SUM OVER PATHS TO THE OUTPUT");
    let count = PathCounts::of(&shown.graph).from(node);
    let edges = shown.graph.edges_on_paths(node);
    let noun = if count == 1.0 { "path" } else { "paths" };
    let edge_noun = if edges == 1 { "edge" } else { "edges" };
    let text = format!(
        "{count} {noun} over {edges} {edge_noun}: the sorted order goes along each once. Each is the product of its local derivatives; those of 1 \
         are not written."
    );
    ui.label(RichText::new(text).small().weak());
    if count > MOST_SUMMED as f64 {
        ui.label(RichText::new("too many to write out").small().weak());
        return;
    }
    let mut paths = shown.graph.paths(&values, node, MOST_SUMMED);
    let sum: f64 = paths.iter().map(|path| path.product).sum();
    paths.sort_by(|a, b| b.product.abs().total_cmp(&a.product.abs()));
    for path in paths.iter().take(MOST_PATHS) {
        let way: Vec<String> = path
            .edges
            .iter()
            .map(|edge| in_brief(&shown.names[edge.reader]))
            .collect();
        let factors: Vec<String> = path.local.iter().map(|&local| signed(local)).collect();
        let text = RichText::new(format!("{:>11}", signed(path.product)));
        let hint = format!("{}\n{}", way.join(" → "), factors.join(" × "));
        ui.monospace(text.color(derivative_color(Some(path.product))))
            .on_hover_text(&hint);
        // Factors of 1 change nothing: most nodes of a sum have them.
        let telling = path.local.iter().filter(|&&local| local != 1.0);
        let telling: Vec<String> = telling.map(|&local| signed(local)).collect();
        let product = if telling.is_empty() {
            "= 1".into()
        } else {
            format!("= {}", telling.join(" × "))
        };
        ui.label(RichText::new(product).small().weak())
            .on_hover_text(hint);
    }
    if paths.len() > MOST_PATHS {
        let rest: f64 = paths[MOST_PATHS..].iter().map(|path| path.product).sum();
        ui.monospace(format!(
            "{:>11}  {} more",
            signed(rest),
            paths.len() - MOST_PATHS
        ));
    }
    let sum_text = RichText::new(format!("{:>11}  sum", signed(sum)));
    ui.monospace(sum_text.color(paint(palette::TEXT_STRONG)));
    if derivative.is_none() {
        ui.label(RichText::new("backward has not come yet").small().weak());
    }
}
