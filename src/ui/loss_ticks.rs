//! Where the axes of the loss chart have their ticks, and what stands at them. Pure.

use crate::view::ticks;

use super::status::grouped;

/// Ticks on a usual axis.
pub(super) fn usual_ticks(low: f64, high: f64, most: usize) -> Vec<f64> {
    ticks(low, high, most)
        .into_iter()
        .map(|tick| tick.at)
        .collect()
}

/// Ticks on a logarithmic axis from 10 to the power of `low` to 10 to the power of `high`, as powers: the densest round series of
/// which there are not too many.
pub(super) fn log_ticks(low: f64, high: f64, most: usize) -> Vec<f64> {
    /// The ticks of a decade, from dense to sparse.
    const SERIES: [&[f64]; 4] = [
        &[1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0],
        &[1.0, 2.0, 5.0],
        &[1.0, 3.0],
        &[1.0],
    ];
    /// A part of a decade in which a logarithm is nearly straight.
    const SMALL: f64 = 0.7;
    if !((high - low).is_finite() && high > low) || most == 0 {
        return Vec::new();
    }
    let (first, last) = (low.floor() as i32, high.ceil() as i32);
    // Where even the powers of ten are too many, every second, every third.
    let series = SERIES.into_iter().zip([1; SERIES.len()]);
    let strides = (2..).map(|stride| (SERIES[SERIES.len() - 1], stride));
    let mut candidates = series.chain(strides).map(|(series, stride)| -> Vec<f64> {
        (first..=last)
            .filter(|power| power.rem_euclid(stride) == 0)
            .flat_map(|power| {
                series
                    .iter()
                    .map(move |tick| f64::from(power) + tick.log10())
            })
            .filter(|at| (low..=high).contains(at))
            .collect()
    });
    let mut places = candidates
        .find(|places| places.len() <= most)
        .unwrap_or_default();
    if high - low < SMALL {
        // There the round losses are those of a usual axis.
        let usual: Vec<f64> = usual_ticks(10f64.powf(low), 10f64.powf(high), most)
            .into_iter()
            .filter(|&loss| loss > 0.0)
            .map(f64::log10)
            .collect();
        if usual.len() > places.len() {
            places = usual;
        }
    }
    places
}

/// Epochs are whole; ticks between them have no label.
pub(super) fn epoch_label(value: f64) -> String {
    if value < 0.0 || value.fract().abs() > 1e-9 {
        String::new()
    } else {
        grouped(value as u64)
    }
}

/// As short as an axis needs it: 40, 0.5, 1.5e−4.
pub(super) fn loss_label(loss: f64) -> String {
    // Ticks are round numbers: these are all of their digits, without what calculating with them has added.
    let rounded: f64 = format!("{loss:.8e}").parse().unwrap_or(loss);
    let size = rounded.abs();
    let text = if size != 0.0 && !(1e-3..1e5).contains(&size) {
        format!("{rounded:e}")
    } else {
        format!("{}", rounded + 0.0) // −0 becomes 0
    };
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axis_labels_are_short() {
        assert_eq!(
            [
                0.0,
                -0.0,
                40.0,
                0.1 + 0.2,
                0.001,
                1e-6,
                1.5e-4,
                150_000.0,
                -2.0
            ]
            .map(loss_label),
            [
                "0", "0", "40", "0.3", "0.001", "1e−6", "1.5e−4", "1.5e5", "−2"
            ]
        );
    }

    #[test]
    fn the_longer_a_logarithmic_axis_the_fewer_ticks_a_decade_has() {
        let losses = |low: f64, high: f64| -> Vec<String> {
            log_ticks(low, high, 6)
                .iter()
                .map(|tick| loss_label(10f64.powf(*tick)))
                .collect()
        };
        assert_eq!(losses(0.0, 1.0), ["1", "2", "5", "10"]);
        assert_eq!(
            losses(-3.1, 2.0),
            ["0.001", "0.01", "0.1", "1", "10", "100"]
        );
        assert!(log_ticks(-12.0, 3.0, 6).len() <= 6);
        assert_eq!(losses(1.1, 1.8), ["15", "20", "30", "40", "60"]);
        assert_eq!(losses(2.1, 3.6), ["200", "500", "1000", "2000"]);
        assert_eq!(
            losses(31f64.log10(), 42f64.log10()),
            ["32", "34", "36", "38", "40", "42"]
        );
    }

    #[test]
    fn ticks_of_a_logarithmic_axis_are_never_too_many_and_leave_no_two_thirds_of_it_empty() {
        for (low, span, most) in (0..80).flat_map(|low| {
            (1..60).flat_map(move |span| {
                (3..8).map(move |most| (0.13 * f64::from(low) - 5.0, 0.1 * f64::from(span), most))
            })
        }) {
            let ticks = log_ticks(low, low + span, most);
            let place = format!("{low} to {}: {ticks:?}", low + span);
            // Usual ticks are counted by the steps between them.
            assert!(ticks.len() <= most + 1, "{place}");
            assert!(!ticks.is_empty(), "{place}");
            let mut labels: Vec<String> = ticks
                .iter()
                .map(|tick| loss_label(10f64.powf(*tick)))
                .collect();
            labels.dedup();
            assert_eq!(labels.len(), ticks.len(), "{place}: {labels:?}");
            if span > 0.3 {
                let third = span / 3.0;
                let upper = ticks.iter().any(|tick| *tick > low + third);
                let lower = ticks.iter().any(|tick| *tick < low + 2.0 * third);
                assert!(upper && lower, "{place}");
            }
        }
    }

    #[test]
    fn there_is_no_half_epoch() {
        assert_eq!(
            [0.0, 0.5, 1_000.0].map(epoch_label),
            ["0", "", "1\u{2009}000"]
        );
    }
}
