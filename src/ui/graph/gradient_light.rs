//! Whether the derivatives on show agree with central differences.

use bevy_egui::egui::{Color32, Label, RichText, Ui};
use egui_phosphor::fill;

use crate::{
    training::{AGREEMENT, GradientReport, ShownGraph},
    view::palette,
};

use super::{
    super::theme::{icons, paint},
    names::superscript,
};

/// Draws the light and what it says.
/// Leaves that hold several `passes` cannot agree: then that is what it says.
pub(super) fn gradient_light(
    ui: &mut Ui,
    shown: &ShownGraph,
    report: &GradientReport,
    passes: u32,
) {
    let is_undefined = is_undefined(report);
    let (icon, color) = if passes > 1 || is_undefined {
        (fill::WARNING_CIRCLE, palette::CAUTION)
    } else if report.compared == 0 {
        (fill::CHECK_CIRCLE, palette::TEXT_WEAK)
    } else if report.is_right() {
        (fill::CHECK_CIRCLE, palette::GOOD)
    } else {
        (fill::WARNING_CIRCLE, palette::BAD)
    };
    let color: Color32 = paint(color);
    let hint = hint(shown, report);
    let text = if passes > 1 {
        format!("nobody zeroes: leaves hold the sum of {passes} passes (Order page)")
    } else if is_undefined {
        "a value is not finite here: there is no derivative to check".into()
    } else {
        summary(shown, report)
    };
    ui.spacing_mut().item_spacing.x = 5.0;
    ui.label(RichText::new(icon).font(icons(14.0)).color(color))
        .on_hover_text(&hint);
    // A small window has no room for all of it: the hint has.
    let text = RichText::new(text).size(12.0);
    ui.add(Label::new(text.color(color)).truncate())
        .on_hover_text(&hint);
}

/// Whether there is no number to compare with: the pass left the domain of a function, or of f64.
fn is_undefined(report: &GradientReport) -> bool {
    report.worst.is_some_and(|(_, error)| error.is_nan())
}

fn summary(shown: &ShownGraph, report: &GradientReport) -> String {
    let (agreeing, compared) = (report.agreeing, report.compared);
    let noun = if compared == 1 {
        "leaf agrees"
    } else {
        "leaves agree"
    };
    let mut text = if compared == 0 {
        "gradient check: no leaf to compare".to_owned()
    } else {
        format!("gradient check: {agreeing} of {compared} {noun}")
    };
    if let Some((leaf, error)) = report.worst {
        let of = if report.is_right() {
            String::new()
        } else {
            let place = shown.graph.place(leaf);
            place.map_or_else(String::new, |place| format!(" {}", shown.own_name(place)))
        };
        text += &if report.is_right() {
            format!(", worst {}", power(error))
        } else {
            format!("; ∂{of} is off by {} of its size", power(error))
        };
    }
    match report.at_kinks {
        0 => {}
        1 => text += ", 1 at a kink",
        count => text += &format!(", {count} at kinks"),
    }
    text
}

fn hint(shown: &ShownGraph, report: &GradientReport) -> String {
    let mut text = format!(
        "Every leaf's derivative against (f(x + ε) − f(x − ε)) / 2ε, again and again. They agree if they are within {} of the \
         larger, or of 1.",
        power(AGREEMENT)
    );
    if let Some((leaf, error)) = report.worst
        && let Some(place) = shown.graph.place(leaf)
    {
        text += &format!(
            "\nFarthest off: {}, by {}.",
            shown.names[place],
            power(error)
        );
    }
    if report.at_kinks > 0 {
        text += "\nAt a kink of a ReLU there is no derivative to compare with.";
    }
    text
}

/// One digit and the power of ten: 3·10⁻¹⁰.
fn power(number: f64) -> String {
    if number == 0.0 || !number.is_finite() {
        return format!("{number}");
    }
    let text = format!("{number:.0e}");
    let (digit, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let sign = if exponent.starts_with('-') { "⁻" } else { "" };
    let raised = superscript(exponent.trim_start_matches('-').parse().unwrap_or(0));
    format!("{digit}·10{sign}{raised}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_power_of_ten_is_raised() {
        let texts = [3.4e-10, 1e-5, 0.33, 2.0, 0.0].map(power);
        assert_eq!(texts, ["3·10⁻¹⁰", "1·10⁻⁵", "3·10⁻¹", "2·10⁰", "0"]);
    }
}
