//! Everything about one node.

use bevy::prelude::Entity;
use bevy_egui::egui::{Align, Layout, RichText, Ui};

use crate::{
    autodiff::{Function, NodeKind, Saves},
    training::{SetLeaf, ShownGraph, ShownNumbers, ShownTrace},
    view::palette,
};

use super::{
    super::{
        chain_rule::{is_visited, is_whole, sent},
        graph::{NOT_YET, derivative_color, exact, role, short_name, signed},
        leaf_field::leaf_field,
        theme::{paint, strong},
        widgets::section,
    },
    figure::figure,
    formula_text::{with_letters, with_names, with_numbers},
    function_plots::function_plots,
    leaf_check::leaf_check,
    path_sum::path_sum,
};

/// What was done on the page.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Chosen {
    /// The leaf was given another value.
    pub(super) set: Option<SetLeaf>,
    /// The names of other nodes that the pointer is on, or has clicked.
    pub(super) hovered: Option<usize>,
    pub(super) clicked: Option<usize>,
}

/// Draws the page of one node. Leaves hold the sum of so many `passes`.
pub(super) fn node_panel(
    ui: &mut Ui,
    shown: &ShownGraph,
    numbers: &ShownNumbers,
    trace: &ShownTrace,
    passes: u32,
    node: usize,
    may_set: bool,
    is_kept_back: bool,
    exponent: &mut f64,
) -> Chosen {
    let mut chosen = Chosen::default();
    let kind = shown.graph.nodes()[node].kind;
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let symbol = RichText::new(short_name(shown, node)).font(strong(19.0));
        ui.label(symbol.color(paint(palette::TEXT_STRONG)));
        let kind = match kind {
            NodeKind::Leaf => "leaf",
            NodeKind::Constant => "constant",
            NodeKind::NonLeaf { .. } => "non-leaf",
        };
        ui.vertical(|ui| {
            ui.label(&shown.names[node]);
            ui.label(RichText::new(kind).small().weak());
        });
    });
    if let Some(role) = role(shown, node) {
        ui.label(RichText::new(role).small().weak());
    }
    let value = numbers.value(node);
    let derivative = numbers.derivative(node);
    figure(ui, "value", &exact(value), paint(palette::VALUE));
    if let (NodeKind::Leaf, Some(value), true) = (kind, value, may_set) {
        chosen.set = edit_leaf(ui, shown.graph.nodes()[node].entity, value);
    }
    if kind == NodeKind::Constant {
        ui.label(
            RichText::new("no derivative: the sort skips constants")
                .small()
                .weak(),
        );
        return chosen;
    }
    let is_whole = is_whole(trace, node);
    let name = match kind {
        NodeKind::Leaf => "derivative",
        _ => "d_output",
    };
    let name = if is_whole || derivative.is_none() {
        name.into()
    } else {
        format!("{name} so far")
    };
    figure(ui, &name, &exact(derivative), derivative_color(derivative));
    if kind == NodeKind::Leaf && passes > 1 {
        let text = format!("the sum of {passes} passes: nobody zeroes (Order page)");
        ui.label(RichText::new(text).small().color(paint(palette::CAUTION)));
    }
    if let NodeKind::NonLeaf { function, .. } = kind {
        section(ui, "FUNCTION");
        formulas(ui, shown, numbers, node, function);
        saved_values(
            ui,
            numbers,
            node,
            function,
            derivative.is_some() && is_visited(trace, node),
        );
        sends(ui, shown, numbers, trace, node, &mut chosen);
        if !is_kept_back {
            section(ui, "f AND f′ HERE");
            function_plots(ui, &shown.graph, node, &numbers.values);
        }
    }
    read_by(ui, shown, node, &mut chosen);
    if is_kept_back {
        let text =
            "Paths, slopes and central differences come back when what is asked is answered.";
        ui.label(RichText::new(text).small().weak());
        return chosen;
    }
    path_sum(ui, shown, numbers, node, derivative);
    if kind == NodeKind::Leaf {
        section(ui, "CENTRAL DIFFERENCE");
        leaf_check(
            ui,
            &shown.graph,
            &numbers.values,
            node,
            derivative.filter(|_| is_whole),
            exponent,
        );
    }
    chosen
}

/// The function with letters, with names and with numbers; then its local derivatives.
fn formulas(
    ui: &mut Ui,
    shown: &ShownGraph,
    numbers: &ShownNumbers,
    node: usize,
    function: Function,
) {
    let mut lines = with_letters(function).into_iter();
    if let Some(definition) = lines.next() {
        ui.monospace(definition);
    }
    if let Some(names) = with_names(shown, node) {
        ui.monospace(format!("= {names}"));
    }
    if let Some(with_numbers) = with_numbers(shown, numbers, node) {
        let result = numbers.value(node).map(signed);
        let result = result.map_or_else(String::new, |result| format!(" = {result}"));
        ui.monospace(format!("= {with_numbers}{result}"));
    }
    for derivative in lines {
        ui.monospace(RichText::new(derivative).color(paint(palette::TEXT_WEAK)));
    }
}

/// The value to drag or to type.
fn edit_leaf(ui: &mut Ui, leaf: Entity, value: f64) -> Option<SetLeaf> {
    ui.horizontal(|ui| {
        ui.label(RichText::new("set it").color(paint(palette::TEXT_WEAK)));
        let layout = Layout::right_to_left(Align::Center);
        let field = ui.with_layout(layout, |ui| leaf_field(ui, value));
        field.inner.1.map(|value| SetLeaf { leaf, value })
    })
    .inner
}

/// What forward wrote for backward to read, and whether they have.
fn saved_values(
    ui: &mut Ui,
    numbers: &ShownNumbers,
    node: usize,
    function: Function,
    is_read: bool,
) {
    let rule = function.rule();
    let names: &[&str] = match (rule.saves, rule.arity) {
        (Saves::Nothing, _) => {
            let hint = "the local derivatives do not depend on the inputs";
            ui.scope(|ui| figure(ui, "saved for backward", "nothing", paint(palette::TEXT)))
                .response
                .on_hover_text(hint);
            return;
        }
        (Saves::Result, _) => &["f(a)"],
        (Saves::Inputs, 1) => &["a"],
        (Saves::Inputs, _) if function == Function::Pow => &["a", "c"],
        (Saves::Inputs, _) => &["a", "b"],
    };
    let Some(saved) = numbers.saved(node) else {
        figure(ui, "saved for backward", NOT_YET, paint(palette::NOT_YET));
        return;
    };
    for (place, (letter, &number)) in names.iter().zip(saved.as_slice()).enumerate() {
        let title = if place == 0 { "saved for backward" } else { "" };
        let text = format!("{letter} = {}", signed(number));
        figure(ui, title, &text, paint(palette::VALUE));
    }
    let has_read = if is_read {
        "has read it"
    } else {
        "will read it"
    };
    let name = rule.name;
    let text = format!("{name}.forward wrote it, {name}.backward {has_read}");
    ui.label(RichText::new(text).small().weak());
}

/// The chain rule at this node: local derivative × `d_output` for each input, once backward has been there.
fn sends(
    ui: &mut Ui,
    shown: &ShownGraph,
    numbers: &ShownNumbers,
    trace: &ShownTrace,
    node: usize,
    chosen: &mut Chosen,
) {
    section(ui, "SENDS");
    for (argument, &input) in shown.graph.nodes()[node].inputs().iter().enumerate() {
        ui.horizontal_wrapped(|ui| {
            link(ui, shown, input, chosen);
            if !shown.graph.nodes()[input].is_variable() {
                ui.label(RichText::new("constant: nothing").small().weak());
                return;
            }
            let Some(sent) = sent(shown, numbers, trace, node, argument) else {
                ui.label(RichText::new(NOT_YET).color(paint(palette::NOT_YET)));
                return;
            };
            let factors = format!("{} × {} =", signed(sent.local), signed(sent.d_output));
            ui.monospace(factors);
            let color = derivative_color(Some(sent.product()));
            ui.monospace(RichText::new(signed(sent.product())).color(color));
        });
    }
}

fn read_by(ui: &mut Ui, shown: &ShownGraph, node: usize, chosen: &mut Chosen) {
    let readers = shown.graph.readers(node);
    if readers.is_empty() {
        ui.label(RichText::new("the output: nobody reads it").small().weak());
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("read by").color(paint(palette::TEXT_WEAK)));
        for edge in readers.iter().take(8) {
            link(ui, shown, edge.reader, chosen);
        }
        if readers.len() > 8 {
            ui.label(format!("and {} more", readers.len() - 8));
        }
    });
}

/// The name of another node: lit in the graph under the pointer, chosen by a click.
fn link(ui: &mut Ui, shown: &ShownGraph, node: usize, chosen: &mut Chosen) {
    let response = ui
        .link(shown.own_name(node))
        .on_hover_text(&shown.names[node]);
    if response.hovered() {
        chosen.hovered = Some(node);
    }
    if response.clicked() {
        chosen.clicked = Some(node);
    }
}
