//! How far each variable's slider and the picture reach.

use std::collections::HashMap;

use bevy::prelude::*;

/// The range that a variable begins with, to both sides of 0.
const FIRST: f64 = 3.0;
/// How far a range may be narrowed and widened.
const LIMITS: std::ops::RangeInclusive<f64> = 1e-3..=1e6;

/// For each variable how far it goes to both sides of 0.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub(super) struct VariableRanges(HashMap<String, f64>);

impl VariableRanges {
    /// The range of a variable that has this value now: it never leaves the value outside.
    pub(super) fn reach(&self, name: &str, value: f64) -> f64 {
        let reach = self.0.get(name).copied().unwrap_or(FIRST);
        if value.abs() <= reach || !value.is_finite() {
            reach
        } else {
            rounded_up(value.abs())
        }
    }

    /// Makes the range wider, with a factor above 1, or narrower.
    pub(super) fn scale(&mut self, name: &str, value: f64, factor: f64) {
        let reach = self.reach(name, value) * factor;
        self.0
            .insert(name.into(), reach.clamp(*LIMITS.start(), *LIMITS.end()));
    }

    /// Keeps the range that the value asks for, so that it does not jump back while the value becomes smaller.
    pub(super) fn keep(&mut self, name: &str, value: f64) {
        let reach = self.reach(name, value);
        self.0.insert(name.into(), reach);
    }
}

/// The next of 1, 3, 10, 30, …
fn rounded_up(size: f64) -> f64 {
    let power = size.log10().floor() as i32;
    // Divided where it is small: 3 · 0.1 is not 0.3.
    let scaled = |digit: f64| {
        if power < 0 {
            digit / 10_f64.powi(-power)
        } else {
            digit * 10_f64.powi(power)
        }
    };
    [1.0, 3.0]
        .into_iter()
        .map(scaled)
        .find(|reach| *reach >= size)
        .unwrap_or_else(|| scaled(10.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_its_value_and_does_not_jump_back() {
        let mut ranges = VariableRanges::default();
        assert_eq!(ranges.reach("x", 2.0), 3.0);
        assert_eq!(ranges.reach("x", -7.0), 10.0);
        ranges.keep("x", -7.0);
        assert_eq!(ranges.reach("x", 0.5), 10.0);
        ranges.scale("x", 0.5, 0.5);
        assert_eq!(ranges.reach("x", 0.5), 5.0);
        assert_eq!(ranges.reach("x", f64::NAN), 5.0);
    }

    #[test]
    fn sizes_are_rounded_up_to_one_or_three() {
        assert_eq!(
            [0.2, 1.0, 1.1, 3.0, 29.0, 31.0].map(rounded_up),
            [0.3, 1.0, 3.0, 3.0, 30.0, 100.0]
        );
    }
}
