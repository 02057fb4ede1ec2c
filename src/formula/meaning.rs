//! Syntax to graph: what names and functions mean.

use std::{collections::HashMap, ops::Range};

use crate::autodiff::Function;

use super::{
    Complaint, Expression, ExpressionKind, ExpressionNode, FormulaError,
    names::{function_named, near_function},
    syntax::{BinaryOperator, Line, Syntax, SyntaxKind, SyntaxNode, parse},
};

impl std::str::FromStr for Expression {
    type Err = FormulaError;

    /// Reads a formula: lines `name = expression`, the last of which is the result and needs no name.
    fn from_str(text: &str) -> Result<Self, FormulaError> {
        let syntax = parse(text)?;
        let mut reading = Reading {
            text,
            nodes: Vec::new(),
            constants: Vec::new(),
            meanings: HashMap::new(),
            read: vec![None; syntax.nodes.len()],
        };
        reading.read(&syntax)
    }
}

/// A reading on its way.
struct Reading<'text> {
    text: &'text str,
    nodes: Vec<ExpressionNode>,
    /// The value of each node that no variable has a part in.
    constants: Vec<Option<f64>>,
    meanings: HashMap<&'text str, Meaning>,
    /// The node that each operation of the syntax became.
    read: Vec<Option<usize>>,
}

/// What a name stands for.
struct Meaning {
    node: usize,
    /// Where it got its meaning.
    span: Range<usize>,
    is_variable: bool,
}

impl<'text> Reading<'text> {
    fn read(&mut self, syntax: &Syntax<'text>) -> Result<Expression, FormulaError> {
        let mut next = 0;
        for (number, line) in syntax.lines.iter().enumerate() {
            // What belongs to a line stands between the line before and its own last operation.
            while next <= line.expression {
                self.read_operation(syntax, next)?;
                next += 1;
            }
            self.name_result(line, number + 1 == syntax.lines.len(), syntax)?;
        }
        let Some(last) = syntax.lines.last() else {
            return Err(self.error(0..self.text.len(), Complaint::Empty));
        };
        let result = self.node(last.expression);
        Ok(self.without_leftovers(result))
    }

    fn read_operation(&mut self, syntax: &Syntax<'text>, place: usize) -> Result<(), FormulaError> {
        let SyntaxNode { kind, span } = &syntax.nodes[place];
        let node = match *kind {
            SyntaxKind::Number(number) => self.push(ExpressionKind::Constant(number), span),
            SyntaxKind::Name(name) => self.meaning_of(name, span)?,
            SyntaxKind::Negative(operand) => match syntax.nodes[operand].kind {
                // −3 is a number, as in Python.
                SyntaxKind::Number(number) => {
                    let node = self.node(operand);
                    self.nodes[node].kind = ExpressionKind::Constant(-number);
                    self.constants[node] = Some(-number);
                    self.nodes[node].span = span.clone();
                    node
                }
                _ => self.apply(Function::Neg, &[self.node(operand)], span),
            },
            SyntaxKind::Binary(operator, operands) => {
                let [left, right] = operands.map(|operand| self.node(operand));
                match operator {
                    BinaryOperator::Add => self.apply(Function::Add, &[left, right], span),
                    BinaryOperator::Multiply => self.apply(Function::Mul, &[left, right], span),
                    BinaryOperator::Subtract => {
                        let negative =
                            self.apply(Function::Neg, &[right], &syntax.nodes[operands[1]].span);
                        self.apply(Function::Add, &[left, negative], span)
                    }
                    BinaryOperator::Divide => {
                        let inverse =
                            self.apply(Function::Inv, &[right], &syntax.nodes[operands[1]].span);
                        self.apply(Function::Mul, &[left, inverse], span)
                    }
                    BinaryOperator::Power => {
                        let exponent = &syntax.nodes[operands[1]].span;
                        self.power(left, right, exponent, span)?
                    }
                }
            }
            SyntaxKind::Call {
                name,
                ref name_span,
                ref arguments,
            } => {
                let function = self.function(name, name_span)?;
                let rule = function.rule();
                if arguments.len() != rule.arity {
                    let complaint = Complaint::Arity {
                        name: rule.name,
                        arity: rule.arity,
                        given: arguments.len(),
                    };
                    return Err(self.error(span.clone(), complaint));
                }
                let inputs: Vec<usize> = arguments.iter().map(|&it| self.node(it)).collect();
                match (function, inputs.as_slice()) {
                    (Function::Pow, &[base, exponent]) => {
                        self.power(base, exponent, &syntax.nodes[arguments[1]].span, span)?
                    }
                    (_, inputs) => self.apply(function, inputs, span),
                }
            }
        };
        self.read[place] = Some(node);
        Ok(())
    }

    /// One node for a constant exponent; e to the power of b · log a for a variable one.
    fn power(
        &mut self,
        base: usize,
        exponent: usize,
        exponent_span: &Range<usize>,
        span: &Range<usize>,
    ) -> Result<usize, FormulaError> {
        let Some(value) = self.constants[exponent] else {
            let logarithm = self.apply(Function::Log, &[base], span);
            let product = self.apply(Function::Mul, &[exponent, logarithm], span);
            return Ok(self.apply(Function::Exp, &[product], span));
        };
        if !value.is_finite() {
            return Err(self.error(exponent_span.clone(), Complaint::Exponent { value }));
        }
        let exponent = match self.nodes[exponent].kind {
            ExpressionKind::Constant(_) => exponent,
            _ => self.push(ExpressionKind::Constant(value), exponent_span),
        };
        Ok(self.apply(Function::Pow, &[base, exponent], span))
    }

    /// The node that a name stands for; a variable, where nothing has given it a meaning before.
    fn meaning_of(&mut self, name: &'text str, span: &Range<usize>) -> Result<usize, FormulaError> {
        if let Some(meaning) = self.meanings.get(name) {
            return Ok(meaning.node);
        }
        if let Some(function) = function_named(name) {
            let rule = function.rule();
            let complaint = Complaint::NotCalled {
                name: rule.name,
                arity: rule.arity,
            };
            return Err(self.error(span.clone(), complaint));
        }
        let node = self.push(ExpressionKind::Variable, span);
        self.nodes[node].name = Some(name.to_owned());
        self.meanings.insert(
            name,
            Meaning {
                node,
                span: span.clone(),
                is_variable: true,
            },
        );
        Ok(node)
    }

    fn function(&self, name: &'text str, span: &Range<usize>) -> Result<Function, FormulaError> {
        function_named(name).ok_or_else(|| {
            let is_name = self.meanings.contains_key(name);
            let complaint = Complaint::UnknownFunction {
                name: name.to_owned(),
                near: if is_name { None } else { near_function(name) },
                is_name: is_name || name.chars().count() == 1,
            };
            self.error(span.clone(), complaint)
        })
    }

    /// Gives a line's result its name.
    fn name_result(
        &mut self,
        line: &Line<'text>,
        is_last: bool,
        syntax: &Syntax<'text>,
    ) -> Result<(), FormulaError> {
        let node = self.node(line.expression);
        let Some((name, span)) = line.name else {
            let span = syntax.nodes[line.expression].span.clone();
            return if is_last {
                Ok(())
            } else {
                Err(self.error(span, Complaint::Unnamed))
            };
        };
        let span = Range::from(span);
        if let Some(function) = function_named(name) {
            let name = function.rule().name;
            return Err(self.error(span, Complaint::FunctionDefined { name }));
        }
        if let Some(earlier) = self.meanings.get(name) {
            let complaint = Complaint::DefinedTwice {
                name: name.to_owned(),
                line: self.error(earlier.span.clone(), Complaint::Empty).line,
                as_variable: earlier.is_variable,
            };
            return Err(self.error(span, complaint));
        }
        // A second name for a node is good to refer to it, and is not shown.
        self.nodes[node].name.get_or_insert_with(|| name.to_owned());
        self.meanings.insert(
            name,
            Meaning {
                node,
                span,
                is_variable: false,
            },
        );
        Ok(())
    }

    fn node(&self, operation: usize) -> usize {
        self.read[operation].expect("operands are read before what is done with them")
    }

    fn push(&mut self, kind: ExpressionKind, span: &Range<usize>) -> usize {
        self.constants.push(match kind {
            ExpressionKind::Variable => None,
            ExpressionKind::Constant(number) => Some(number),
            ExpressionKind::Apply(function, [first, second]) => self.constants[first]
                .zip(self.constants[second])
                .map(|(first, second)| (function.rule().forward)([first, second])),
        });
        self.nodes.push(ExpressionNode {
            kind,
            name: None,
            span: span.clone(),
        });
        self.nodes.len() - 1
    }

    fn apply(&mut self, function: Function, inputs: &[usize], span: &Range<usize>) -> usize {
        let ends = [inputs[0], inputs[inputs.len() - 1]];
        self.push(ExpressionKind::Apply(function, ends), span)
    }

    fn error(&self, span: Range<usize>, complaint: Complaint) -> FormulaError {
        FormulaError::at(self.text, span, complaint)
    }
}

impl Reading<'_> {
    /// The nodes without those that only led to the value of a constant exponent.
    fn without_leftovers(&mut self, result: usize) -> Expression {
        let mut is_kept: Vec<bool> = self.nodes.iter().map(|node| node.name.is_some()).collect();
        is_kept[result] = true;
        for place in (0..self.nodes.len()).rev() {
            if is_kept[place] {
                for &input in self.nodes[place].inputs() {
                    is_kept[input] = true;
                }
            }
        }
        let mut places = vec![0; self.nodes.len()];
        let mut kept: Vec<ExpressionNode> = Vec::with_capacity(self.nodes.len());
        for (place, mut node) in self.nodes.drain(..).enumerate() {
            if !is_kept[place] {
                continue;
            }
            places[place] = kept.len();
            if let ExpressionKind::Apply(_, inputs) = &mut node.kind {
                *inputs = inputs.map(|input| places[input]);
            }
            kept.push(node);
        }
        Expression::of_nodes(kept, places[result])
    }
}
