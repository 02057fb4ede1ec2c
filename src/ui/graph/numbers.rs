//! Values and derivatives as text: signed, four significant digits, or all of them.

use bevy_egui::egui::Color32;

use crate::view::{Rgb, palette};

use super::super::{status::significant, theme::paint};

/// What stands for a number that has not been computed.
pub(in crate::ui) const NOT_YET: &str = "not yet";

/// Four significant digits with a sign: +0.1700, −1.523, 0.
pub(in crate::ui) fn signed(number: f64) -> String {
    let text = significant(number);
    if number > 0.0 {
        format!("+{text}")
    } else {
        text
    }
}

/// Every digit that tells the number from its neighbours, with a true minus sign.
pub(in crate::ui) fn exact(number: Option<f64>) -> String {
    number.map_or_else(
        || NOT_YET.into(),
        |number| format!("{number:?}").replace('-', "−"),
    )
}

/// Six digits of a number, without those that say nothing: 3, not 3.0.
pub(in crate::ui) fn plain(number: f64) -> String {
    let number: f64 = format!("{number:.5e}").parse().unwrap_or(number);
    let text = if number == 0.0 || (1e-5..1e16).contains(&number.abs()) {
        number.to_string()
    } else {
        format!("{number:?}")
    };
    text.replace('-', "−")
}

/// The derivative's line below a glyph.
pub(super) fn derivative_text(derivative: Option<f64>) -> String {
    match derivative {
        Some(derivative) => format!("∂ {}", signed(derivative)),
        None => format!("∂ {NOT_YET}"),
    }
}

/// The colour of a derivative: by its sign.
pub(in crate::ui) fn derivative_color(derivative: Option<f64>) -> Color32 {
    paint(derivative_rgb(derivative))
}

fn derivative_rgb(derivative: Option<f64>) -> Rgb {
    match derivative {
        None => palette::NOT_YET,
        Some(derivative) if derivative > 0.0 => palette::DERIVATIVE_POSITIVE,
        Some(derivative) if derivative < 0.0 => palette::DERIVATIVE_NEGATIVE,
        Some(_) => palette::TEXT_WEAK,
    }
}
