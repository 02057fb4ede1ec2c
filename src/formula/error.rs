//! What can be wrong with a text that should be a formula, and where.

use std::{fmt, ops::Range};

use thiserror::Error;

/// Why a text is no formula: what is wrong, where, and what would be right.
#[derive(Error, Debug, Clone, PartialEq)]
#[error("line {line}, column {column}: {complaint}")]
pub struct FormulaError {
    /// What is wrong.
    pub complaint: Complaint,
    /// The bytes of the text that it is about; empty at the end of the text.
    pub span: Range<usize>,
    /// The line, counted from 1.
    pub line: usize,
    /// The character within the line, counted from 1.
    pub column: usize,
}

/// One thing that can be wrong.
#[derive(Error, Debug, Clone, PartialEq)]
pub enum Complaint {
    /// A character that no formula has.
    #[error("`{}` has no meaning here", character.escape_debug())]
    Character {
        /// The character.
        character: char,
    },
    /// A number beyond what float64 holds.
    #[error("this number is too large for float64, whose largest is 1.797e308")]
    NumberTooLarge,
    /// Something stands where something else would be right.
    #[error("expected {}, found {}", any_of(expected), found.as_deref().unwrap_or("the end"))]
    Syntax {
        /// What stands there; nothing at the end of the text.
        found: Option<String>,
        /// What would be right.
        expected: Vec<String>,
        /// Whether two operands stand side by side.
        misses_product: bool,
    },
    /// Parentheses, signs or powers within each other without end.
    #[error("this is nested more than {levels} levels deep")]
    TooDeep {
        /// How many levels there may be.
        levels: usize,
    },
    /// Nothing but blanks and comments.
    #[error("there is no expression; a formula is for example log(x * y) + exp(x * y)")]
    Empty,
    /// A call of something that is no function.
    #[error("there is no function `{}`", cut(name))]
    UnknownFunction {
        /// What was called.
        name: String,
        /// The function that was meant, perhaps.
        near: Option<&'static str>,
        /// Whether it is a name of the formula, so that a product may have been meant.
        is_name: bool,
    },
    /// A function without arguments.
    #[error("`{name}` is a function: its argument{} in parentheses {} missing", plural(*arity), if *arity == 1 { "is" } else { "are" })]
    NotCalled {
        /// The function.
        name: &'static str,
        /// How many arguments it takes.
        arity: usize,
    },
    /// Too few or too many arguments.
    #[error("`{name}` takes {arity} argument{}, not {given}", plural(*arity))]
    Arity {
        /// The function.
        name: &'static str,
        /// How many arguments it takes.
        arity: usize,
        /// How many it was given.
        given: usize,
    },
    /// A function's name for a result.
    #[error("`{name}` is a function and cannot be a name for a result")]
    FunctionDefined {
        /// The function.
        name: &'static str,
    },
    /// A name that already has a meaning.
    #[error("`{name}` is already {} in line {line}; a name means one node", if *as_variable { "used as a variable" } else { "defined" })]
    DefinedTwice {
        /// The name.
        name: String,
        /// The line that gave it its meaning, counted from 1.
        line: usize,
        /// Whether that line used it before anything had defined it.
        as_variable: bool,
    },
    /// A line without a name that is not the last: nothing can refer to it.
    #[error("only the last line is the result: give this line a name, as in z = x * y")]
    Unnamed,
    /// A function was given what it has no value for, or none that float64 can hold.
    #[error("{node} = {call} has no value: {rule}")]
    Domain {
        /// What the node is called.
        node: String,
        /// The function with the numbers that it was given: `log(-2)`.
        call: String,
        /// What it takes.
        rule: &'static str,
    },
    /// A function has a value there, but no finite derivative.
    #[error("the local derivative of {node} = {call} is not finite")]
    Slope {
        /// What the node is called.
        node: String,
        /// The function with the numbers that it was given: `sqrt(0)`.
        call: String,
    },
    /// Finite local derivatives whose product or sum float64 cannot hold.
    #[error(
        "the derivative by {variable} comes out as {derivative}: on the way a derivative was beyond what float64 can hold"
    )]
    DerivativeTooLarge {
        /// The variable.
        variable: String,
        /// Its derivative.
        derivative: f64,
    },
    /// A constant exponent without a value.
    #[error("the exponent is constant, and its value is {value}; it must be a finite number")]
    Exponent {
        /// Its value.
        value: f64,
    },
}

impl FormulaError {
    pub(super) fn at(text: &str, span: Range<usize>, complaint: Complaint) -> Self {
        let before = &text[..span.start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            complaint,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            span,
        }
    }

    /// What would be right, where more can be said than the message says.
    pub fn help(&self) -> Option<String> {
        match &self.complaint {
            Complaint::Syntax {
                misses_product: true,
                ..
            } => Some("to multiply, write `*` between the two".into()),
            Complaint::Character { character } => match character {
                '²' | '³' | '¹' | '⁰' | '⁴'..='⁹' => Some("write a power as x^2".into()),
                '<' | '>' | '≤' | '≥' => Some("write a comparison as lt(x, y)".into()),
                _ => None,
            },
            Complaint::UnknownFunction {
                near: Some(near), ..
            } => Some(format!("did you mean `{near}`?")),
            Complaint::UnknownFunction {
                is_name: true,
                name,
                ..
            } => Some(format!("to multiply, write {name} * (...)")),
            Complaint::UnknownFunction { .. } => {
                let names: Vec<&str> = super::function_names().collect();
                Some(format!("the functions are {}", names.join(", ")))
            }
            Complaint::NotCalled { name, arity: 1 } => Some(format!("write {name}(x)")),
            Complaint::NotCalled { name, .. } => Some(format!("write {name}(x, y)")),
            _ => None,
        }
    }
}

/// A name that fits a message.
fn cut(name: &str) -> String {
    const LONGEST: usize = 40;
    if name.chars().count() <= LONGEST {
        return name.into();
    }
    let start: String = name.chars().take(LONGEST).collect();
    format!("{start}…")
}

/// `a`, `a or b`, `a, b or c`
struct AnyOf<'a>(&'a [String]);

const fn any_of(words: &[String]) -> AnyOf<'_> {
    AnyOf(words)
}

impl fmt::Display for AnyOf<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => formatter.write_str("something else"),
            [only] => formatter.write_str(only),
            [others @ .., last] => write!(formatter, "{} or {last}", others.join(", ")),
        }
    }
}

const fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
