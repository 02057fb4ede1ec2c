//! Long lists, cut in the middle.

/// How many lines of a list are shown at its beginning and at its end.
const SHOWN: usize = 12;

/// A line of a list, or how many of them are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    Shown(usize),
    LeftOut(usize),
}

/// The places 0 to `count`, all of them or those at both ends with a gap between.
pub(super) fn entries(count: usize, all: bool) -> Vec<Entry> {
    if all || count <= 2 * SHOWN + 1 {
        return (0..count).map(Entry::Shown).collect();
    }
    let left_out = Entry::LeftOut(count - 2 * SHOWN);
    let head = (0..SHOWN).map(Entry::Shown);
    let tail = (count - SHOWN..count).map(Entry::Shown);
    head.chain([left_out]).chain(tail).collect()
}

/// A text that fits a line, cut in the middle.
pub(super) fn shortened(text: &str, all: bool) -> String {
    const LONGEST: usize = 240;
    let count = text.chars().count();
    if all || count <= LONGEST {
        return text.to_owned();
    }
    let half = LONGEST / 2;
    let head: String = text.chars().take(half).collect();
    let tail: String = text.chars().skip(count - half).collect();
    format!(
        "{head} … {} more characters … {tail}",
        grouped(count - 2 * half)
    )
}

/// A count with its thousands apart: `99,952`.
pub(super) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_shows_both_ends_and_counts_the_rest() {
        let entries = entries(100_000, false);
        assert_eq!(entries.len(), 2 * SHOWN + 1);
        assert_eq!(entries[0], Entry::Shown(0));
        assert_eq!(entries[SHOWN], Entry::LeftOut(99_976));
        assert_eq!(entries.last(), Some(&Entry::Shown(99_999)));
    }

    #[test]
    fn nothing_is_left_out_of_a_short_list_or_of_one_that_is_wanted_whole() {
        assert_eq!(entries(25, false).len(), 25);
        assert_eq!(entries(26, false).len(), 25);
        assert_eq!(entries(100_000, true).len(), 100_000);
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(
            [7, 999, 1000, 1_234_567].map(grouped),
            ["7", "999", "1,000", "1,234,567"]
        );
    }
}
