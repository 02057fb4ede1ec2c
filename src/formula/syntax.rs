//! Tokens to syntax: precedence and parentheses, without a word on what a name means.
//!
//! The syntax is a list in which operands stand before the operation, not a tree of boxes: dropping it, or walking it, needs no
//! recursion however deep the parentheses go.

use std::ops::Range;

use chumsky::{
    error::RichPattern,
    input::{Checkpoint, Cursor, Input, MapExtra, ValueInput},
    inspector::Inspector,
    prelude::*,
};

use super::{
    Complaint, FormulaError,
    token::{Span, Token, tokens},
};

/// A whole text: its operations and its lines.
#[derive(Debug)]
pub(super) struct Syntax<'text> {
    /// Operands stand before what is done with them.
    pub(super) nodes: Vec<SyntaxNode<'text>>,
    pub(super) lines: Vec<Line<'text>>,
}

/// `name = expression`, or the expression alone.
#[derive(Debug)]
pub(super) struct Line<'text> {
    pub(super) name: Option<(&'text str, Span)>,
    /// The place of its last operation in [`Syntax::nodes`].
    pub(super) expression: usize,
}

#[derive(Debug)]
pub(super) struct SyntaxNode<'text> {
    pub(super) kind: SyntaxKind<'text>,
    pub(super) span: Range<usize>,
}

/// One operation, on places in [`Syntax::nodes`].
#[derive(Debug)]
pub(super) enum SyntaxKind<'text> {
    Number(f64),
    Name(&'text str),
    Negative(usize),
    Binary(BinaryOperator, [usize; 2]),
    Call {
        name: &'text str,
        name_span: Range<usize>,
        arguments: Vec<usize>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BinaryOperator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

/// The operations read so far. Where the parser goes back, those that it had read from there on are dropped.
#[derive(Debug, Default)]
struct Nodes<'text>(Vec<SyntaxNode<'text>>);

type Problem<'tokens, 'text> = extra::Full<Rich<'tokens, Token<'text>, Span>, Nodes<'text>, ()>;

/// What stands for all infix signs in a message.
const OPERATOR: &str = "an operator";
/// What stands for all that an operand can begin with.
const OPERAND: &str = "a number, a name, a function or `(`";

/// Reads a text.
pub(super) fn parse(text: &str) -> Result<Syntax<'_>, FormulaError> {
    let tokens = tokens(text)?;
    let mut nodes = Nodes::default();
    let end = Span::from(text.len()..text.len());
    let input = tokens.as_slice().split_token_span(end);
    let lines = lines().parse_with_state(input, &mut nodes).into_result();
    let lines = lines.map_err(|problems| {
        let problem = problems.first().expect("a failed reading has a reason");
        complaint(text, &tokens, problem)
    })?;
    Ok(Syntax {
        nodes: nodes.0,
        lines,
    })
}

fn lines<'tokens, 'text: 'tokens, I>()
-> impl Parser<'tokens, I, Vec<Line<'text>>, Problem<'tokens, 'text>>
where
    I: ValueInput<'tokens, Token = Token<'text>, Span = Span>,
{
    let name = select! { Token::Name(name) => name }
        .map_with(|name, extra| (name, extra.span()))
        .then_ignore(just(Token::Equals));
    let line = name
        .or_not()
        .then(expression())
        .map(|(name, expression)| Line { name, expression });
    let end_of_line = choice((just(Token::End), just(Token::Semicolon)));
    line.separated_by(end_of_line.repeated().at_least(1))
        .allow_leading()
        .allow_trailing()
        .collect()
        .then_ignore(end())
}

fn expression<'tokens, 'text: 'tokens, I>()
-> impl Parser<'tokens, I, usize, Problem<'tokens, 'text>> + Clone
where
    I: ValueInput<'tokens, Token = Token<'text>, Span = Span>,
{
    recursive(|expression| {
        let number = select! { Token::Number(number) => SyntaxKind::Number(number) };
        let arguments = expression
            .clone()
            .separated_by(just(Token::Comma))
            .at_least(1)
            .collect::<Vec<_>>()
            .delimited_by(just(Token::Open), just(Token::Close));
        let name_or_call = select! { Token::Name(name) => name }
            .map_with(|name, extra| (name, Range::from(extra.span())))
            .then(arguments.or_not())
            .map(|((name, name_span), arguments)| match arguments {
                Some(arguments) => SyntaxKind::Call {
                    name,
                    name_span,
                    arguments,
                },
                None => SyntaxKind::Name(name),
            });
        let operand = choice((
            choice((number, name_or_call)).map_with(push),
            expression.delimited_by(just(Token::Open), just(Token::Close)),
        ))
        .labelled(OPERAND);
        // Minus binds less than a power on its right, −x² = −(x²), and may stand in an exponent, 2^−x.
        let signed = recursive(|signed| {
            let exponent = just(Token::Power)
                .labelled(OPERATOR)
                .ignore_then(signed.clone());
            let power = operand
                .then(exponent.or_not())
                .map_with(|(base, exponent), extra| match exponent {
                    Some(exponent) => {
                        let kind = SyntaxKind::Binary(BinaryOperator::Power, [base, exponent]);
                        push(kind, extra)
                    }
                    None => base,
                });
            let negative = just(Token::Minus).ignore_then(signed);
            choice((
                negative.map_with(|operand, extra| push(SyntaxKind::Negative(operand), extra)),
                power,
            ))
            .labelled(OPERAND)
        });
        let product = chain(
            signed,
            select! {
                Token::Times => BinaryOperator::Multiply,
                Token::Over => BinaryOperator::Divide,
            },
        );
        chain(
            product,
            select! {
                Token::Plus => BinaryOperator::Add,
                Token::Minus => BinaryOperator::Subtract,
            },
        )
    })
}

/// Operands with operators of one precedence between them, from the left.
fn chain<'tokens, 'text: 'tokens, I>(
    operand: impl Parser<'tokens, I, usize, Problem<'tokens, 'text>> + Clone,
    operator: impl Parser<'tokens, I, BinaryOperator, Problem<'tokens, 'text>> + Clone,
) -> impl Parser<'tokens, I, usize, Problem<'tokens, 'text>> + Clone
where
    I: ValueInput<'tokens, Token = Token<'text>, Span = Span>,
{
    let rest = operator.labelled(OPERATOR).then(operand.clone()).repeated();
    operand.foldl_with(rest, |left, (operator, right), extra| {
        push(SyntaxKind::Binary(operator, [left, right]), extra)
    })
}

/// Appends an operation to the list and returns its place.
fn push<'tokens, 'text: 'tokens, I>(
    kind: SyntaxKind<'text>,
    extra: &mut MapExtra<'tokens, '_, I, Problem<'tokens, 'text>>,
) -> usize
where
    I: ValueInput<'tokens, Token = Token<'text>, Span = Span>,
{
    let span = Range::from(extra.span());
    let nodes = &mut extra.state().0;
    nodes.push(SyntaxNode { kind, span });
    nodes.len() - 1
}

/// Says what stands where something else would be right.
fn complaint(
    text: &str,
    tokens: &[(Token<'_>, Span)],
    problem: &Rich<'_, Token<'_>, Span>,
) -> FormulaError {
    let mut expected: Vec<String> = Vec::new();
    for pattern in problem.expected() {
        let pattern = match pattern {
            // Where a line may end the text may, and a call's parenthesis is no way to go on behind a name.
            RichPattern::Token(token)
                if matches!(**token, Token::End | Token::Semicolon | Token::Open) =>
            {
                continue;
            }
            RichPattern::Token(token) => token.to_string(),
            RichPattern::Label(label) => label.to_string(),
            RichPattern::EndOfInput => "the end".into(),
            _ => continue,
        };
        if !expected.contains(&pattern) {
            expected.push(pattern);
        }
    }
    let at = tokens.iter().position(|(_, span)| span == problem.span());
    let before = at
        .unwrap_or(tokens.len())
        .checked_sub(1)
        .map(|place| tokens[place]);
    let is_in_one_line = |end: usize| !text[end..problem.span().start.max(end)].contains('\n');
    let begins_operand =
        |token: &Token<'_>| matches!(token, Token::Number(_) | Token::Name(_) | Token::Open);
    let misses_product = before
        .filter(|(_, span)| is_in_one_line(span.end))
        .is_some_and(|(it, _)| matches!(it, Token::Number(_) | Token::Name(_) | Token::Close))
        && problem.found().is_some_and(begins_operand);
    let found = problem.found().map(ToString::to_string);
    let complaint = Complaint::Syntax {
        found,
        expected,
        misses_product,
    };
    FormulaError::at(text, (*problem.span()).into(), complaint)
}

impl<'text, 'tokens, I: Input<'tokens>> Inspector<'tokens, I> for Nodes<'text> {
    type Checkpoint = usize;

    fn on_token(&mut self, _: &I::Token) {}

    fn on_save<'parse>(&self, _: &Cursor<'tokens, 'parse, I>) -> usize {
        self.0.len()
    }

    fn on_rewind<'parse>(&mut self, marker: &Checkpoint<'tokens, 'parse, I, usize>) {
        self.0.truncate(*marker.inspector());
    }
}
