//! Numbers as people read them.

/// Four significant digits: `34.44`, `0.4293`, `1.235e-7`.
pub fn significant(number: f64) -> String {
    if number == 0.0 {
        return "0".into(); // −0 as well
    }
    if !number.is_finite() {
        return number.to_string();
    }
    // The power of ten after rounding to four digits: 9.99996 is 10.00.
    let scientific = format!("{number:.3e}");
    let power: i32 = scientific
        .split_once('e')
        .and_then(|(_, power)| power.parse().ok())
        .unwrap_or(0);
    if !(-3..6).contains(&power) {
        return scientific;
    }
    let decimals = (3 - power).max(0) as usize;
    format!("{number:.decimals$}")
}

/// The whole number if it is short, else six significant digits: `3`, `1.5`, `0.333333`, `-1.33333e-7`.
pub fn short(number: f64) -> String {
    const LONGEST: usize = 8;
    let whole = format!("{number}");
    let plain = if number == 0.0 { "0".into() } else { whole };
    if plain.len() <= LONGEST || !number.is_finite() {
        return plain;
    }
    let scientific = format!("{number:.5e}");
    let (digits, power) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    match power.parse() {
        Ok(power @ -4..6) => {
            let decimals = usize::try_from(5 - power).unwrap_or_default();
            let fixed = format!("{number:.decimals$}");
            if fixed.contains('.') {
                fixed.trim_end_matches('0').trim_end_matches('.').into()
            } else {
                fixed
            }
        }
        _ => format!("{digits}e{power}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_are_whole_and_long_ones_have_six_digits() {
        let shown: Vec<String> = [
            3.0,
            1.5,
            -0.0,
            1.0 / 3.0,
            1e6 / 3.0,
            123_456_789.0,
            -4.0 / 3e7,
            0.000_123_456_789,
            20.085_536_923_187_668,
            1e-300,
            0.1 + 0.2,
            999_999.96,
        ]
        .map(short)
        .into();
        assert_eq!(
            shown,
            [
                "3",
                "1.5",
                "0",
                "0.333333",
                "333333",
                "1.23457e8",
                "-1.33333e-7",
                "0.000123457",
                "20.0855",
                "1e-300",
                "0.3",
                "1e6"
            ]
        );
    }

    #[test]
    fn figures_have_four_significant_digits() {
        let shown: Vec<String> = [
            34.439,
            0.429295,
            5.0,
            9.99996,
            1234.56,
            1.23456e-7,
            0.00123456,
            -0.000123456,
            -0.5,
            0.0,
            -0.0,
            f64::INFINITY,
        ]
        .map(significant)
        .into();
        assert_eq!(
            shown,
            [
                "34.44",
                "0.4293",
                "5.000",
                "10.00",
                "1235",
                "1.235e-7",
                "0.001235",
                "-1.235e-4",
                "-0.5000",
                "0",
                "0",
                "inf"
            ]
        );
    }
}
