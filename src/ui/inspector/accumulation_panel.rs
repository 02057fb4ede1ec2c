//! What happens where nobody zeroes the derivatives: leaves add up pass after pass.

use bevy_egui::egui::{Grid, RichText, Ui};

use crate::{
    training::{Accumulation, ShownGraph, ShownNumbers},
    view::palette,
};

use super::super::{
    Request, Requests,
    graph::{derivative_color, exact, signed},
    theme::paint,
    unit_names::in_brief,
    widgets::section,
};

/// So many leaves are listed.
const MOST_SUMS: usize = 12;

/// Draws what happens where nobody zeroes the leaves' derivatives; above it stand the orders, if the page `has_orders`.
pub(super) fn accumulation_panel(
    ui: &mut Ui,
    shown: &ShownGraph,
    numbers: &ShownNumbers,
    has_orders: bool,
    accumulation: &Accumulation,
    requests: &mut Requests,
) {
    section(ui, "ACCUMULATION");
    let mut is_forgotten = accumulation.is_forgotten;
    let hint = "leaves add every pass to what they hold; without zero_grad the pass on show adds to the one before. \
                Training zeroes before every batch all the same.";
    if ui
        .checkbox(&mut is_forgotten, "forget to zero before a pass")
        .on_hover_text(hint)
        .changed()
    {
        requests.ask(Request::ForgetToZero(is_forgotten));
    }
    if !is_forgotten {
        return;
    }
    let passes = accumulation.passes();
    let text = format!(
        "leaves hold the sum of {passes} pass{}",
        if passes == 1 { "" } else { "es" }
    );
    ui.label(RichText::new(text).small().color(paint(palette::CAUTION)));
    ui.horizontal(|ui| {
        if ui
            .button("pass again")
            .on_hover_text("run the same pass once more")
            .clicked()
        {
            requests.ask(Request::PassAgain);
        }
        if ui
            .button("zero, then pass")
            .on_hover_text("zero_grad: clear what leaves hold from earlier passes; they hold the pass on show alone then")
            .clicked()
        {
            requests.ask(Request::ZeroDerivatives);
        }
    });
    running_sums(ui, shown, numbers, accumulation);
    if passes > 1 && has_orders {
        let text = "Above, \u{201c}right\u{201d} is said of this pass alone; leaves add it to what they hold.";
        ui.label(RichText::new(text).small().weak());
    }
}

/// What each leaf held before the pass on show, and what it holds at the moment that is shown.
fn running_sums(
    ui: &mut Ui,
    shown: &ShownGraph,
    numbers: &ShownNumbers,
    accumulation: &Accumulation,
) {
    let leaves = shown.graph.nodes().iter().enumerate();
    let leaves: Vec<usize> = leaves
        .filter(|(_, node)| node.is_leaf())
        .map(|(place, _)| place)
        .collect();
    let weak = |text: &str| {
        let text = RichText::new(text).size(12.0);
        text.color(paint(palette::TEXT_WEAK))
    };
    let number = |ui: &mut Ui, number: Option<f64>| {
        let text = number.map_or_else(|| "—".into(), signed);
        let text = RichText::new(text).size(12.0).monospace();
        ui.label(text.color(derivative_color(number)))
            .on_hover_text(exact(number));
    };
    Grid::new("running sums")
        .num_columns(3)
        .spacing([14.0, 2.0])
        .show(ui, |ui| {
            for title in ["leaf", "held before", "holds now"] {
                ui.label(weak(title));
            }
            ui.end_row();
            for &place in leaves.iter().take(MOST_SUMS) {
                let leaf = shown.graph.nodes()[place].entity;
                ui.label(weak(&in_brief(&shown.names[place])))
                    .on_hover_text(&shown.names[place]);
                number(ui, accumulation.before(leaf));
                number(ui, numbers.derivative(place));
                ui.end_row();
            }
        });
    if let Some(more @ 1..) = leaves.len().checked_sub(MOST_SUMS) {
        let text = format!("and {more} more, each on its own page");
        ui.label(weak(&text));
    }
}
