//! What the colours of the heat map mean. Pure.

use crate::training::HiddenUnit;

use super::{Rgb, palette};

/// The colour of an output, the probability of class 1.
pub fn output_color(probability: f32) -> Rgb {
    let sureness = 2.0 * probability - 1.0;
    let end = if sureness > 0.0 {
        palette::HEAT_1
    } else {
        palette::HEAT_0
    };
    palette::HEAT_MIDDLE.mix(end, sureness.abs())
}

/// The colour of a hidden unit's value, given as a part of the largest: from −1 to 1.
pub fn unit_color(unit: HiddenUnit, part: f32) -> Rgb {
    let end = if part > 0.0 {
        palette::of_unit(unit.unit)
    } else {
        palette::UNIT_BELOW
    };
    palette::HEAT_MIDDLE.mix(end, palette::UNIT_STRENGTH * part.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_scale_are_the_classes() {
        assert_eq!(output_color(1.0), palette::HEAT_1);
        assert_eq!(output_color(0.5), palette::HEAT_MIDDLE);
        assert_eq!(output_color(0.0), palette::HEAT_0);
    }

    #[test]
    fn a_unit_is_dark_at_zero_grey_below_and_in_its_lines_colour_above() {
        let unit = HiddenUnit { layer: 0, unit: 1 };
        assert_eq!(unit_color(unit, 0.0), palette::HEAT_MIDDLE);
        let mixed = |end| palette::HEAT_MIDDLE.mix(end, palette::UNIT_STRENGTH);
        assert_eq!(unit_color(unit, 1.0), mixed(palette::of_unit(1)));
        assert_eq!(unit_color(unit, -1.0), mixed(palette::UNIT_BELOW));
    }
}
