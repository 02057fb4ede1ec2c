//! Where a function has no value, or no derivative: said of the place in the text.

use crate::autodiff::Function;

use super::{Complaint, Expression, ExpressionKind, FormulaError, printing::number_text};

impl Expression {
    /// Whether every node has a finite value, and finite local derivatives by what depends on a variable, where the variables have the values that led to `values`.
    ///
    /// # Errors
    ///
    /// The first node, in creation order, that has not, with the numbers that its function was given.
    pub fn check_domain(&self, text: &str, values: &[f64]) -> Result<(), FormulaError> {
        // Derivatives by constants, and by what is made of nothing else, are not asked for.
        let mut depends = vec![false; self.nodes.len()];
        for (place, node) in self.nodes.iter().enumerate() {
            depends[place] = node.kind == ExpressionKind::Variable
                || node.inputs().iter().any(|&input| depends[input]);
            let ExpressionKind::Apply(function, inputs) = node.kind else {
                continue;
            };
            let places = inputs;
            let inputs = inputs.map(|input| values[input]);
            let (value, saved) = function.forward(inputs);
            let local = function.local_derivatives(&saved);
            let complaint = if !value.is_finite() {
                Complaint::Domain {
                    node: self.labels().swap_remove(place),
                    call: call(function, inputs),
                    rule: domain(function, inputs),
                }
            } else if local
                .iter()
                .zip(&places[..function.rule().arity])
                .any(|(slope, &input)| depends[input] && !slope.is_finite())
            {
                Complaint::Slope {
                    node: self.labels().swap_remove(place),
                    call: call(function, inputs),
                }
            } else {
                continue;
            };
            return Err(FormulaError::at(text, node.span.clone(), complaint));
        }
        Ok(())
    }
}

/// The function with its arguments: `log(-2)`.
fn call(function: Function, inputs: [f64; 2]) -> String {
    let rule = function.rule();
    let arguments: Vec<String> = inputs[..rule.arity]
        .iter()
        .map(|&it| number_text(it))
        .collect();
    format!("{}({})", rule.name, arguments.join(", "))
}

/// What the function takes, where that is why there is no value; else that the value is too large.
fn domain(function: Function, [a, b]: [f64; 2]) -> &'static str {
    match function {
        Function::Log if a <= 0.0 => "log takes positive numbers",
        Function::Sqrt if a < 0.0 => "sqrt takes 0 and positive numbers",
        Function::Inv if a == 0.0 => "inv, a division, takes any number but 0",
        Function::Pow if a == 0.0 => "0 takes no negative exponent",
        Function::Pow if a < 0.0 && b.fract() != 0.0 => {
            "the power of a negative number takes a whole exponent"
        }
        _ => "it is beyond what float64 can hold",
    }
}
