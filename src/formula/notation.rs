//! Numbers and functions with their arguments, as people write them: `0.333333`, `z * y`, `log(z)`.

use crate::autodiff::Function;

/// The function applied to arguments that are names or numbers; of a function of one argument, the second is not read.
///
/// A negative number stands in parentheses behind an operator: `3 * (-2)`.
pub fn applied(function: Function, [a, b]: [&str; 2]) -> String {
    let operand = |text: &str| {
        if text.starts_with('-') {
            format!("({text})")
        } else {
            text.to_owned()
        }
    };
    match function {
        Function::Add => format!("{a} + {}", operand(b)),
        Function::Mul => format!("{a} * {}", operand(b)),
        Function::Neg => format!("-{}", operand(a)),
        Function::Inv => format!("1 / {}", operand(a)),
        Function::Square => format!("{}^2", operand(a)),
        Function::Pow => format!("{}^{}", operand(a), operand(b)),
        Function::TimesFive => format!("5 * {}", operand(a)),
        Function::LT => format!("{a} < {b}"),
        Function::EQ => format!("{a} == {b}"),
        _ => format!("{}({a})", function.rule().name),
    }
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
}
