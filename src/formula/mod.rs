//! Text to graph: `log(x * y) + exp(x * y)`, with errors that point at the character.
//!
//! A formula is made of numbers (`1`, `.5`, `1e-3`), names, `+ - * / ^`, parentheses and calls of the engine's functions by their
//! lower-case names. A line `z = x * y` gives a result its name; whoever uses the name afterwards shares the node. The last line is
//! the result. `#` begins a comment. Precedence is the usual one: `-x^2` is −(x²), `2^3^2` is 2⁹.
//!
//! What the graph is, as in MiniTorch: `a - b` is `add(a, neg(b))`, `a / b` is `mul(a, inv(b))`; `-3` is a constant. A power with an
//! exponent without variables is one node, whose exponent is one constant; `a^b` with a variable is `exp(b * log(a))`.
//!
//! ```
//! use chainrule::formula::Expression;
//!
//! let expression: Expression = "z = x * y  # shared\nlog(z) + exp(z)".parse().unwrap();
//! assert_eq!(expression.variables().collect::<Vec<_>>(), ["x", "y"]);
//! assert_eq!(expression.evaluate(&[1.0, 1.0])[expression.result()], 1_f64.exp());
//! assert_eq!(expression.to_string(), "z = x * y\nlog(z) + exp(z)");
//!
//! let error = "sigmod(x)".parse::<Expression>().unwrap_err();
//! assert_eq!(error.to_string(), "line 1, column 1: there is no function `sigmod`");
//! assert_eq!(error.help().unwrap(), "did you mean `sigmoid`?");
//! ```

mod blackboard;
mod domain;
mod error;
mod evaluation;
mod expression;
mod meaning;
mod names;
mod notation;
mod printing;
mod report;
mod sampling;
mod syntax;
mod token;

pub use blackboard::{NodeLine, markdown, node_line, text};
pub use error::{Complaint, FormulaError};
pub use evaluation::{Evaluation, VariableCheck};
pub use expression::{Expression, ExpressionKind, ExpressionNode};
pub use names::function_names;
pub use notation::{applied, short};
pub use printing::number_text;
