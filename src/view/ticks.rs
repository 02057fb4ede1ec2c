//! Round numbers along an axis. Pure.

/// A labelled place on an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// The coordinate.
    pub at: f64,
    /// The coordinate as text, with as many decimals as the step needs.
    pub label: String,
}

/// Ticks at multiples of 1, 2, 2.5 or 5 times a power of ten, with at most `most` steps from `low` to `high`.
pub fn ticks(low: f64, high: f64, most: usize) -> Vec<Tick> {
    let span = high - low;
    if !(span > 0.0 && span.is_finite()) || most == 0 {
        return Vec::new();
    }
    let least_step = span / most as f64;
    let power = 10f64.powf(least_step.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= least_step)
        .unwrap_or(10.0 * power);
    let decimals = (0..12)
        .find(|&decimals| is_whole(step * 10f64.powi(decimals)))
        .unwrap_or(12) as usize;
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    (first..=last)
        .map(|multiple| {
            let at = multiple as f64 * step;
            Tick {
                at,
                label: format!("{at:.decimals$}").replace('-', "−"),
            }
        })
        .collect()
}

fn is_whole(number: f64) -> bool {
    (number - number.round()).abs() < 1e-9 * number.abs().max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(low: f64, high: f64, most: usize) -> Vec<String> {
        ticks(low, high, most)
            .into_iter()
            .map(|tick| tick.label)
            .collect()
    }

    #[test]
    fn the_unit_interval_has_quarters() {
        assert_eq!(
            labels(0.0, 1.0, 4),
            ["0.00", "0.25", "0.50", "0.75", "1.00"]
        );
    }

    #[test]
    fn steps_are_round_and_negative_numbers_have_a_minus() {
        assert_eq!(labels(-0.6, 1.6, 8), ["−0.5", "0.0", "0.5", "1.0", "1.5"]);
        assert_eq!(
            labels(-20.0, 45.0, 8),
            ["−20", "−10", "0", "10", "20", "30", "40"]
        );
    }

    #[test]
    fn there_are_none_on_an_empty_axis() {
        assert!(ticks(1.0, 1.0, 5).is_empty());
        assert!(ticks(0.0, f64::NAN, 5).is_empty());
        assert!(ticks(0.0, 1.0, 0).is_empty());
    }
}
