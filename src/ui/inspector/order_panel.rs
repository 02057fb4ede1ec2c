//! Why the order matters: the three orders side by side, with their visits and what comes of them.

use bevy_egui::egui::{RichText, Ui};

use crate::{
    autodiff::{BackwardOrder, MOST_VISITS, OrderOutcome},
    training::{ShownGraph, ShownTrace},
    view::palette,
};

use super::super::{
    Request, Requests,
    graph::{exact, signed},
    status::grouped,
    theme::paint,
    unit_names::in_brief,
    widgets::section,
};

/// So many derivatives are listed of an order.
const MOST_LISTED: usize = 5;

const fn label(order: BackwardOrder) -> (&'static str, &'static str) {
    match order {
        BackwardOrder::Sorted => (
            "sorted",
            "a variable passes on what it has once everything has arrived: one visit each",
        ),
        BackwardOrder::EachContribution => (
            "each contribution",
            "every contribution is passed on as it arrives: right, but a variable is visited once for every path",
        ),
        BackwardOrder::AccumulatedSoFar => (
            "what has accumulated so far",
            "at every arrival a variable passes on all that it has: what came first is passed on again, and derivatives are wrong",
        ),
    }
}

/// Draws the orders, of which one plays.
pub(super) fn order_panel(
    ui: &mut Ui,
    shown: &ShownGraph,
    now: &ShownTrace,
    requests: &mut Requests,
) {
    section(ui, "WHY THE ORDER MATTERS");
    let outcomes = now.outcomes();
    let (Some(trace), Some(right)) = (now.trace(), outcomes.first()) else {
        let text = "With the node as the step (1), three orders of the backward pass stand here side by side: how often each \
                    visits, and what comes of it.";
        ui.label(RichText::new(text).weak());
        return;
    };
    let current = trace.order();
    for outcome in outcomes {
        let (name, hint) = label(outcome.order);
        let is_current = outcome.order == current;
        let name = RichText::new(name).size(12.5);
        if ui.radio(is_current, name).on_hover_text(hint).clicked() {
            requests.ask(Request::Order(outcome.order));
        }
        ui.indent(outcome.order, |ui| {
            ui.label(RichText::new(hint).small().weak());
            ui.horizontal(|ui| {
                let visits = RichText::new(visits(outcome)).size(12.0);
                ui.label(visits.color(paint(palette::TEXT)));
                verdict(ui, outcome, right);
            });
            results(ui, shown, outcome, right);
        });
    }
    if outcomes.iter().any(|outcome| outcome.is_cut) {
        let text = format!(
            "given up after {} visits; counted all the same",
            grouped(MOST_VISITS as u64)
        );
        ui.label(RichText::new(text).small().weak());
    }
}

fn visits(outcome: &OrderOutcome) -> String {
    let count = outcome.visits;
    if count < 1e9 {
        format!("{} visits", grouped(count as u64))
    } else {
        format!("{count:.2e} visits")
    }
}

fn verdict(ui: &mut Ui, outcome: &OrderOutcome, right: &OrderOutcome) {
    let (text, color) = if outcome.is_cut {
        ("not finished".into(), palette::CAUTION)
    } else {
        match outcome.wrong(right).count() {
            0 => ("right".into(), palette::GOOD),
            1 => ("1 derivative wrong".into(), palette::BAD),
            wrong => (format!("{wrong} derivatives wrong"), palette::BAD),
        }
    };
    ui.label(RichText::new(text).size(12.0).color(paint(color)));
}

/// What comes out: of a right order the leaves' derivatives, of a wrong one what is wrong, with what would be right.
fn results(ui: &mut Ui, shown: &ShownGraph, outcome: &OrderOutcome, right: &OrderOutcome) {
    if outcome.is_cut {
        return;
    }
    let number = |outcome: &OrderOutcome, node: usize| {
        let derivative = outcome.derivatives.get(node).copied().flatten();
        derivative.map_or_else(|| exact(None), signed)
    };
    let wrong: Vec<usize> = outcome.wrong(right).collect();
    let is_right = wrong.is_empty();
    let nodes = shown.graph.nodes();
    let listed = if is_right {
        (0..nodes.len())
            .filter(|&node| nodes[node].is_leaf())
            .collect()
    } else {
        wrong
    };
    let part = |ui: &mut Ui, text: String, color| {
        ui.label(RichText::new(text).size(12.0).color(paint(color)));
    };
    let own = |node: usize| {
        format!(
            "∂ {}: {}",
            in_brief(&shown.names[node]),
            number(outcome, node)
        )
    };
    let first = listed.iter().take(MOST_LISTED).copied();
    if is_right {
        // A line breaks between two of them, not within.
        let all: Vec<String> = first.map(|node| own(node).replace(' ', "\u{a0}")).collect();
        part(ui, all.join("   "), palette::TEXT_WEAK);
    } else {
        for node in first {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                part(ui, own(node), palette::BAD);
                let text = format!("not {}", number(right, node));
                part(ui, text, palette::TEXT_WEAK);
            });
        }
    }
    if let Some(more @ 1..) = listed.len().checked_sub(MOST_LISTED) {
        let text = RichText::new(format!("and {more} more")).size(12.0);
        ui.label(text.color(paint(palette::TEXT_WEAK)));
    }
}
