//! One function with its arguments, as people write it: `z * y`, `log(z)`.

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
        Function::EQ => format!("{a} = {b}"),
        _ => format!("{}({a})", function.rule().name),
    }
}
