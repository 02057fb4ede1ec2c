//! What hidden units are called.

use crate::{nn::Activation, training::HiddenUnit};

/// What a map is called. Units of the first layer have a line in the plane, which is called h₁.
pub(super) fn unit_name(unit: Option<HiddenUnit>) -> String {
    match unit {
        None => "output".into(),
        Some(HiddenUnit { layer: 0, unit }) => {
            format!("layer 1, unit {} ({})", unit + 1, symbol(unit))
        }
        Some(HiddenUnit { layer, unit }) => {
            format!("layer {}, unit {}", layer + 1, unit + 1)
        }
    }
}

/// A unit of the first layer, counted from 0, as a formula: h₁ is the first.
pub(super) fn symbol(unit: usize) -> String {
    format!("h{}", subscript(unit + 1))
}

/// A number below the line.
pub(super) fn subscript(number: usize) -> String {
    let digits = number.to_string();
    digits
        .chars()
        .filter_map(|digit| char::from_u32('₀' as u32 + digit.to_digit(10)?))
        .collect()
}

/// What a unit is where its sum is zero.
pub(super) const fn at_zero(activation: Activation) -> &'static str {
    match activation {
        Activation::ReLU | Activation::Tanh => "0",
        Activation::Sigmoid => "½",
    }
}

/// A parameter's name where there is little room: `1.w_0_1` for `layer1.weight_0_1`.
pub(super) fn in_brief(name: &str) -> String {
    let name = name.replace("weight_", "w_").replace("bias_", "b_");
    match name.strip_prefix("layer") {
        Some(rest) => rest.into(),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_below_the_line() {
        assert_eq!([0, 9, 31].map(symbol), ["h₁", "h₁₀", "h₃₂"]);
    }

    #[test]
    fn only_units_of_the_first_layer_have_a_line() {
        let name = |layer, unit| unit_name(Some(HiddenUnit { layer, unit }));
        assert_eq!(name(0, 1), "layer 1, unit 2 (h₂)");
        assert_eq!(name(1, 1), "layer 2, unit 2");
    }
}
