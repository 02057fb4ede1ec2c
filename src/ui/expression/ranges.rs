//! How far each variable's slider and the picture reach.

use std::collections::HashMap;

use bevy::prelude::*;

/// The range that a variable begins with, to both sides of 0.
const FIRST: f64 = 3.0;
/// The part of a range, to one side of 0, that a value takes at first at the most.
const FILLED: f64 = 0.7;
/// How far a range may be narrowed and widened.
const LIMITS: std::ops::RangeInclusive<f64> = 1e-3..=1e6;

/// A picture of more than this has no two ends any more.
const MOST: f64 = 1e300;

/// Whose expression a variable belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Owner {
    /// The Expression tab's.
    Expression,
    /// A lesson's.
    Lesson,
}

/// For each variable how far it goes to both sides of 0.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub(super) struct VariableRanges(HashMap<(Owner, String), f64>);

impl VariableRanges {
    /// The range of a variable that has this value now: it never leaves the value outside, and at first has room beyond it.
    pub(super) fn reach(&self, owner: Owner, name: &str, value: f64) -> f64 {
        let (reach, needed) = match self.0.get(&(owner, name.to_owned())) {
            Some(&kept) => (kept, value.abs()),
            None => (FIRST, value.abs() / FILLED),
        };
        if needed <= reach || !value.is_finite() {
            reach
        } else {
            rounded_up(needed).min(MOST)
        }
    }

    /// Makes the range wider, with a factor above 1, or narrower.
    pub(super) fn scale(&mut self, owner: Owner, name: &str, value: f64, factor: f64) {
        let reach = self.reach(owner, name, value) * factor;
        self.0.insert(
            (owner, name.into()),
            reach.clamp(*LIMITS.start(), *LIMITS.end()),
        );
    }

    /// Keeps the range as it is while a variable is moved from one value to another: only if it leaves it, the range becomes wider.
    pub(super) fn keep(&mut self, owner: Owner, name: &str, before: f64, value: f64) {
        for value in [before, value] {
            let reach = self.reach(owner, name, value);
            self.0.insert((owner, name.into()), reach);
        }
    }

    /// Forgets all ranges of an owner: something else is on stage.
    pub(super) fn forget(&mut self, owner: Owner) {
        self.0.retain(|(it, _), _| *it != owner);
    }
}

/// The next of 1, 2, 5, 10, 20, …
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
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(scaled)
        .find(|reach| *reach >= size)
        .unwrap_or_else(|| scaled(10.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINE: Owner = Owner::Expression;

    #[test]
    fn a_range_holds_its_value_and_does_not_jump_back() {
        let mut ranges = VariableRanges::default();
        assert_eq!(ranges.reach(MINE, "x", 2.0), 3.0);
        assert_eq!(ranges.reach(MINE, "x", -7.0), 10.0);
        ranges.keep(MINE, "x", 2.0, -7.0);
        assert_eq!(ranges.reach(MINE, "x", 0.5), 10.0);
        ranges.scale(MINE, "x", 0.5, 0.5);
        assert_eq!(ranges.reach(MINE, "x", 0.5), 5.0);
        assert_eq!(ranges.reach(MINE, "x", f64::NAN), 5.0);
    }

    #[test]
    fn a_value_that_is_moved_to_the_end_of_its_range_does_not_widen_it() {
        let mut ranges = VariableRanges::default();
        assert_eq!(ranges.reach(MINE, "x", 2.9), 5.0, "room beyond the value");
        for value in [2.0, 2.9, 3.0, 3.0] {
            ranges.keep(MINE, "x", 1.0, value);
            assert_eq!(ranges.reach(MINE, "x", value), 3.0);
        }
    }

    #[test]
    fn what_a_lesson_needs_changes_nothing_of_ones_own() {
        let mut ranges = VariableRanges::default();
        ranges.scale(MINE, "x", 1.0, 4.0);
        ranges.keep(Owner::Lesson, "x", 1.0, 90.0);
        assert_eq!(ranges.reach(Owner::Lesson, "x", 1.0), 100.0);
        ranges.forget(Owner::Lesson);
        assert_eq!(ranges.reach(Owner::Lesson, "x", 1.0), 3.0);
        assert_eq!(ranges.reach(MINE, "x", 1.0), 12.0);
    }

    #[test]
    fn sizes_are_rounded_up_to_one_two_or_five() {
        assert_eq!(
            [0.2, 0.3, 1.0, 1.1, 3.0, 29.0, 51.0].map(rounded_up),
            [0.2, 0.5, 1.0, 2.0, 5.0, 50.0, 100.0]
        );
    }
}
