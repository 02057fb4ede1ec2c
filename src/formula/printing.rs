//! A graph as the text of a formula, which reads back to the same graph.

use std::fmt;

use crate::autodiff::Function;

use super::{Expression, ExpressionKind};

/// How tightly a piece of text holds together: what is looser than its surroundings stands in parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Sum,
    Product,
    Sign,
    Power,
    Operand,
}

/// What is still to be printed, the next last.
enum Piece {
    Text(&'static str),
    /// A node, and how tightly it must hold together.
    Node(usize, Binding),
}

impl Expression {
    /// The lines of the text: one for each node that has a name or that is used twice, the result last.
    ///
    /// Reads back to the same graph, but for the order in which nodes were made and the names of the nodes that had none.
    pub fn lines(&self) -> Vec<String> {
        let names = self.line_names();
        let mut lines = Vec::new();
        for (place, name) in names.iter().enumerate() {
            let is_variable = self.nodes[place].kind == ExpressionKind::Variable;
            let Some(name) = name.as_ref().filter(|_| !is_variable) else {
                continue;
            };
            lines.push(format!("{name} = {}", self.body(place, &names)));
        }
        // The last line is the result: a line of its own, unless its name's line is the last already.
        let named = &names[self.result];
        let is_last = named.is_some() && names[self.result + 1..].iter().all(Option::is_none);
        let is_variable = self.nodes[self.result].kind == ExpressionKind::Variable;
        if !is_last || is_variable {
            lines.push(match named {
                Some(name) => name.clone(),
                None => self.body(self.result, &names),
            });
        }
        lines
    }

    /// The name of each node that has a line, or is a variable.
    fn line_names(&self) -> Vec<Option<String>> {
        let uses = self.uses();
        let is_line = |(place, label): (usize, String)| {
            let is_named = self.nodes[place].name.is_some() || uses[place] > 1;
            is_named.then_some(label)
        };
        self.labels().into_iter().enumerate().map(is_line).collect()
    }

    /// The text of one node, down to the nodes that have a name. Its own stack instead of recursion, however deep.
    fn body(&self, place: usize, names: &[Option<String>]) -> String {
        let mut text = String::new();
        let mut pieces = vec![Piece::Node(place, Binding::Sum)];
        let mut is_first = true;
        while let Some(piece) = pieces.pop() {
            match piece {
                Piece::Text(sign) => text.push_str(sign),
                Piece::Node(node, wanted) => {
                    let kind = self.nodes[node].kind;
                    let name = names[node].as_ref();
                    match name.filter(|_| !is_first || kind == ExpressionKind::Variable) {
                        Some(name) => text.push_str(name),
                        None => self.take_apart(node, wanted, names, &mut pieces, &mut text),
                    }
                }
            }
            is_first = false;
        }
        text
    }

    fn take_apart(
        &self,
        node: usize,
        wanted: Binding,
        names: &[Option<String>],
        pieces: &mut Vec<Piece>,
        text: &mut String,
    ) {
        use Piece::{Node, Text};
        let (binding, mut parts) = match self.nodes[node].kind {
            ExpressionKind::Variable => unreachable!("a variable has a name"),
            ExpressionKind::Constant(number) => {
                let is_open = number.is_sign_negative() && wanted > Binding::Sign;
                let number = number_text(number);
                text.push_str(&if is_open {
                    format!("({number})")
                } else {
                    number
                });
                return;
            }
            ExpressionKind::Apply(function, [a, b]) => {
                let hidden = |node: usize, wanted: Function| match self.nodes[node].kind {
                    ExpressionKind::Apply(function, [input, _])
                        if function == wanted && names[node].is_none() =>
                    {
                        Some(input)
                    }
                    _ => None,
                };
                let is_number = |node: usize| {
                    matches!(self.nodes[node].kind, ExpressionKind::Constant(_))
                        && names[node].is_none()
                };
                match function {
                    Function::Add => (
                        Binding::Sum,
                        match hidden(b, Function::Neg) {
                            Some(b) => vec![
                                Node(a, Binding::Sum),
                                Text(" - "),
                                Node(b, Binding::Product),
                            ],
                            None => vec![
                                Node(a, Binding::Sum),
                                Text(" + "),
                                Node(b, Binding::Product),
                            ],
                        },
                    ),
                    Function::Mul => (
                        Binding::Product,
                        match hidden(b, Function::Inv) {
                            Some(b) => vec![
                                Node(a, Binding::Product),
                                Text(" / "),
                                Node(b, Binding::Sign),
                            ],
                            None => vec![
                                Node(a, Binding::Product),
                                Text(" * "),
                                Node(b, Binding::Sign),
                            ],
                        },
                    ),
                    // −3 would be a number.
                    Function::Neg if !is_number(a) => {
                        (Binding::Sign, vec![Text("-"), Node(a, Binding::Sign)])
                    }
                    Function::Pow => (
                        Binding::Power,
                        vec![Node(a, Binding::Operand), Text("^"), Node(b, Binding::Sign)],
                    ),
                    _ => {
                        let rule = function.rule();
                        let mut call = vec![Text(rule.name), Text("("), Node(a, Binding::Sum)];
                        if rule.arity == 2 {
                            call.extend([Text(", "), Node(b, Binding::Sum)]);
                        }
                        call.push(Text(")"));
                        (Binding::Operand, call)
                    }
                }
            }
        };
        if binding < wanted {
            parts.insert(0, Text("("));
            parts.push(Text(")"));
        }
        pieces.extend(parts.into_iter().rev());
    }
}

/// A number to its last bit, as short as can be: `2`, `0.1`, `1e-300`.
pub fn number_text(number: f64) -> String {
    let text = format!("{number:?}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

impl fmt::Display for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.lines().join("\n"))
    }
}
