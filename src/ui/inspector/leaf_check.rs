//! The derivative of a leaf beside its central difference, for any ε.

use bevy_egui::egui::{RichText, Slider, Ui};

use crate::{
    autodiff::{LeafCheck, OutputGraph},
    training::AGREEMENT,
    view::palette,
};

use super::{
    super::{
        graph::{derivative_color, exact},
        theme::paint,
    },
    figure::figure,
};

/// The powers of ten of ε.
const EXPONENTS: std::ops::RangeInclusive<f64> = -15.0..=0.0;

/// Draws both, and the slider of ε.
pub(super) fn leaf_check(
    ui: &mut Ui,
    graph: &OutputGraph,
    values: &[Option<f64>],
    leaf: usize,
    derivative: Option<f64>,
    exponent: &mut f64,
) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("ε").color(paint(palette::TEXT_WEAK)));
        let slider = Slider::new(exponent, EXPONENTS)
            .step_by(0.5)
            .custom_formatter(|exponent, _| format!("{:.0e}", 10f64.powf(exponent)))
            .custom_parser(|text| text.trim().parse::<f64>().ok().map(f64::log10));
        ui.add(slider).on_hover_text(
            "too large: the formula's own error, ε²; too small: what rounding leaves of the difference",
        );
    });
    // Forward of leaves alone is enough: everything else is computed anew.
    let mut all: Vec<f64> = values
        .iter()
        .map(|value| value.unwrap_or(f64::NAN))
        .collect();
    graph.evaluate(&mut all, 0);
    let difference = graph.central_difference(&all, leaf, 10f64.powf(*exponent));
    let row = |ui: &mut Ui, name: &str, number: Option<f64>| {
        figure(ui, name, &exact(number), derivative_color(number));
    };
    row(ui, "backward", derivative);
    row(ui, "central difference", Some(difference.quotient));
    if difference.crosses_kink {
        let text = "a ReLU turns on or off between x − ε and x + ε: there is no derivative to come near to";
        ui.label(RichText::new(text).small().color(paint(palette::CAUTION)));
    }
    if let Some(derivative) = derivative {
        let check = LeafCheck {
            leaf: graph.nodes()[leaf].entity,
            backward: derivative,
            central_difference: difference.quotient,
        };
        let error = check.error();
        let color = if error <= AGREEMENT {
            palette::GOOD
        } else {
            palette::CAUTION
        };
        figure(
            ui,
            "apart, of their size",
            &format!("{error:.1e}"),
            paint(color),
        );
    }
}
