//! Everything about the box or the edge under the pointer, to the last digit.

use bevy_egui::egui::{Grid, Response, RichText, Ui};

use crate::{
    autodiff::NodeKind,
    training::{ShownGraph, ShownNumbers, ShownTrace},
    view::{
        graph::{BoxKey, DiagramBox, DiagramEdge, GraphStage},
        palette,
    },
};

use super::{
    super::{
        chain_rule::{Sent, sent},
        theme::{paint, strong},
        unit_names::in_brief,
    },
    canvas::Pointed,
    names::{box_title, full_name},
    numbers::{derivative_color, exact},
    roles::box_role,
};

/// So wide that a number with all of its digits fits beside its name.
const WIDTH: f32 = 270.0;

/// Of so many units of a folded layer the numbers are told.
const MOST_RESULTS: usize = 12;

/// What a box is.
fn kind_of(shown: &ShownGraph, found: &DiagramBox) -> String {
    let node = &shown.graph.nodes()[found.nodes[0]];
    match (found.key, node.kind) {
        (BoxKey::Node(_), NodeKind::Leaf) => "leaf".into(),
        (BoxKey::Node(_), NodeKind::Constant) => "constant: no derivative".into(),
        (BoxKey::Node(_), NodeKind::NonLeaf { function, .. }) => {
            format!("non-leaf, made by {}", function.rule().name)
        }
        _ => format!(
            "{} nodes, folded: double-click to unfold",
            found.nodes.len()
        ),
    }
}

/// The box's name and exact numbers.
pub(super) fn box_tooltip(
    ui: &mut Ui,
    shown: &ShownGraph,
    numbers: &ShownNumbers,
    found: &DiagramBox,
) {
    ui.set_min_width(WIDTH);
    ui.horizontal(|ui| {
        ui.label(RichText::new(box_title(shown, found)).font(strong(14.0)));
        ui.label(full_name(shown, found));
    });
    if let Some(role) = box_role(shown, found) {
        ui.label(role);
    }
    ui.label(
        RichText::new(kind_of(shown, found))
            .small()
            .color(paint(palette::TEXT_WEAK)),
    );
    let Some(result) = found.result() else {
        results(ui, shown, numbers, found);
        return;
    };
    let value = numbers.value(result);
    let derivative = numbers.derivative(result);
    ui.monospace(
        RichText::new(format!("value       {}", exact(value))).color(paint(palette::VALUE)),
    );
    if shown.graph.nodes()[result].is_variable() {
        let text = RichText::new(format!("derivative  {}", exact(derivative)));
        ui.monospace(text.color(derivative_color(derivative)));
    }
}

/// Value and derivative of what comes out of each unit of a folded layer.
fn results(ui: &mut Ui, shown: &ShownGraph, numbers: &ShownNumbers, found: &DiagramBox) {
    Grid::new("results").num_columns(3).show(ui, |ui| {
        for &result in found.results.iter().take(MOST_RESULTS) {
            let (value, derivative) = (numbers.value(result), numbers.derivative(result));
            ui.monospace(in_brief(&shown.names[result]));
            ui.monospace(RichText::new(exact(value)).color(paint(palette::VALUE)));
            ui.monospace(RichText::new(exact(derivative)).color(derivative_color(derivative)));
            ui.end_row();
        }
    });
    if let Some(more @ 1..) = found.results.len().checked_sub(MOST_RESULTS) {
        let text = RichText::new(format!("and {more} more: unfold it to see them")).small();
        ui.label(text.color(paint(palette::TEXT_WEAK)));
    }
}

/// What goes along an edge: the value there, the contribution back.
pub(super) fn edge_tooltip(
    ui: &mut Ui,
    shown: &ShownGraph,
    numbers: &ShownNumbers,
    trace: &ShownTrace,
    edge: &DiagramEdge,
    names: [String; 2],
) {
    ui.set_min_width(WIDTH);
    let [from, to] = names;
    ui.label(RichText::new(format!("{from} → {to}")).font(strong(13.0)));
    let [used] = edge.uses[..] else {
        let text = format!("{} edges, folded", edge.uses.len());
        ui.label(RichText::new(text).small().color(paint(palette::TEXT_WEAK)));
        return;
    };
    let input = shown.graph.nodes()[used.reader].inputs()[used.argument];
    let value = numbers.value(input);
    ui.monospace(
        RichText::new(format!("value       {}", exact(value))).color(paint(palette::VALUE)),
    );
    if !shown.graph.nodes()[input].is_variable() {
        ui.label(RichText::new("a constant gets no derivative").small());
        return;
    }
    let sent = sent(shown, numbers, trace, used.reader, used.argument);
    let product = sent.map(Sent::product);
    let line = |name: &str, number| format!("{name:<12}{}", exact(number));
    ui.monospace(line("∂f/∂input", sent.map(|sent| sent.local)));
    ui.monospace(line("× d_output", sent.map(|sent| sent.d_output)));
    ui.monospace(RichText::new(line("= sends", product)).color(derivative_color(product)));
}

/// Shows what there is to say of what the pointer is on.
pub(super) fn show_tooltip(
    response: &Response,
    shown: &ShownGraph,
    numbers: &ShownNumbers,
    trace: &ShownTrace,
    stage: &GraphStage,
    pointed: Pointed,
) {
    let diagram = stage.diagram();
    if response.dragged() {
        return;
    }
    if let Some(index) = pointed.found {
        response.clone().on_hover_ui_at_pointer(|ui| {
            box_tooltip(ui, shown, numbers, &diagram.boxes[index]);
        });
    } else if let Some(index) = pointed.edge {
        let edge = &diagram.edges[index];
        let names = [edge.from, edge.to].map(|end| box_title(shown, &diagram.boxes[end]));
        response.clone().on_hover_ui_at_pointer(|ui| {
            edge_tooltip(ui, shown, numbers, trace, edge, names);
        });
    }
}
