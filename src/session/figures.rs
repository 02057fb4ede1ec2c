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

#[cfg(test)]
mod tests {
    use super::*;

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
