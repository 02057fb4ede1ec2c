//! Text to tokens: numbers, names, signs, ends of lines. Blanks and comments are gone afterwards.

use std::{fmt, ops::Range};

use chumsky::prelude::*;

use super::{Complaint, FormulaError, number_text};

/// One word or sign of a formula.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'text> {
    Number(f64),
    Name(&'text str),
    Plus,
    Minus,
    Times,
    Over,
    Power,
    Open,
    Close,
    Comma,
    Equals,
    /// The end of a line.
    End,
    /// `;`, which ends a line, too, but never within an expression.
    Semicolon,
}

/// How deep parentheses, signs and powers may be nested.
const DEEPEST: usize = 100_000;

/// Where something stands in the text: bytes.
pub(super) type Span = SimpleSpan;

type Problem<'text> = extra::Err<Rich<'text, char>>;

/// The tokens and where they stand.
///
/// A line goes on in the next one within parentheses and after a sign that wants something behind it.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token<'_>, Span)>, FormulaError> {
    let read = lexer().parse(text).into_result();
    let mut tokens = read.map_err(|problems| {
        let problem = problems.first().expect("a failed reading has a reason");
        let span = Range::from(*problem.span());
        let character = text[span.clone()].chars().next().unwrap_or_default();
        FormulaError::at(text, span, Complaint::Character { character })
    })?;
    let too_large = |(token, _): &&(Token<'_>, Span)| *token == Token::Number(f64::INFINITY);
    if let Some((_, span)) = tokens.iter().find(too_large) {
        return Err(FormulaError::at(
            text,
            (*span).into(),
            Complaint::NumberTooLarge,
        ));
    }
    check_depth(text, &tokens)?;
    let mut depth = 0_usize;
    let mut wants_more = true; // an empty line ends nothing
    tokens.retain(|(token, _)| {
        match token {
            Token::Open => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_kept = *token != Token::End || (depth == 0 && !wants_more);
        if is_kept {
            wants_more = token.wants_more();
        }
        is_kept
    });
    Ok(tokens)
}

/// Refuses what is nested so deep that reading it would take gigabytes.
fn check_depth(text: &str, tokens: &[(Token<'_>, Span)]) -> Result<(), FormulaError> {
    let (mut open, mut signs) = (0_usize, 0_usize);
    let mut wants_operand = true;
    for (token, span) in tokens {
        match token {
            Token::Open => open += 1,
            Token::Close => open = open.saturating_sub(1),
            Token::Power => signs += 1,
            Token::Minus if wants_operand => signs += 1,
            Token::Number(_) | Token::Name(_) => {}
            _ => signs = 0,
        }
        wants_operand = token.wants_more();
        if open + signs > DEEPEST {
            let complaint = Complaint::TooDeep { levels: DEEPEST };
            return Err(FormulaError::at(text, (*span).into(), complaint));
        }
    }
    Ok(())
}

fn lexer<'text>() -> impl Parser<'text, &'text str, Vec<(Token<'text>, Span)>, Problem<'text>> {
    let digits = text::digits(10);
    let with_digits_before = digits.then(just('.').then(digits.or_not()).or_not());
    let mantissa = choice((
        with_digits_before.ignored(),
        just('.').then(digits).ignored(),
    ));
    let exponent = one_of("eE").then(one_of("+-").or_not()).then(digits);
    let number = mantissa
        .then(exponent.or_not())
        .to_slice()
        .map(|digits: &str| Token::Number(digits.parse().expect("the digits of a number")));
    let name = any()
        .filter(|&it: &char| is_in_name(it) && !it.is_numeric())
        .then(any().filter(|&it: &char| is_in_name(it)).repeated())
        .to_slice()
        .map(Token::Name);
    let sign = choice((
        just("**").to(Token::Power),
        one_of("^").to(Token::Power),
        one_of("+").to(Token::Plus),
        one_of("-−").to(Token::Minus),
        one_of("*·×").to(Token::Times),
        one_of("/÷").to(Token::Over),
        one_of("(").to(Token::Open),
        one_of(")").to(Token::Close),
        one_of(",").to(Token::Comma),
        one_of("=").to(Token::Equals),
        one_of("\n").to(Token::End),
        one_of(";").to(Token::Semicolon),
    ));
    let comment = just('#').then(none_of('\n').repeated()).ignored();
    let blank = any()
        .filter(|&it: &char| it != '\n' && it.is_whitespace())
        .ignored();
    let nothing = choice((comment, blank)).repeated();
    choice((number, name, sign))
        .map_with(|token, extra| (token, extra.span()))
        .padded_by(nothing)
        .repeated()
        .collect()
        .padded_by(choice((comment, blank)).repeated())
        .then_ignore(end())
}

/// Letters and digits of all alphabets, `_`, and the lowered digits of x₁.
pub(super) fn is_in_name(character: char) -> bool {
    character == '_' || character.is_alphanumeric() && !is_raised(character)
}

/// x² is not a name: a raised digit would be read as a power by people.
fn is_raised(character: char) -> bool {
    matches!(character, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹')
}

impl Token<'_> {
    /// Whether something must follow, be it on the next line.
    const fn wants_more(&self) -> bool {
        match self {
            Self::Number(_) | Self::Name(_) | Self::Close => false,
            Self::Plus
            | Self::Minus
            | Self::Times
            | Self::Over
            | Self::Power
            | Self::Open
            | Self::Comma
            | Self::Equals
            | Self::End
            | Self::Semicolon => true,
        }
    }
}

impl fmt::Display for Token<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(formatter, "`{}`", number_text(*number)),
            Self::Name(name) => write!(formatter, "`{name}`"),
            Self::Plus => formatter.write_str("`+`"),
            Self::Minus => formatter.write_str("`-`"),
            Self::Times => formatter.write_str("`*`"),
            Self::Over => formatter.write_str("`/`"),
            Self::Power => formatter.write_str("`^`"),
            Self::Open => formatter.write_str("`(`"),
            Self::Close => formatter.write_str("`)`"),
            Self::Comma => formatter.write_str("`,`"),
            Self::Equals => formatter.write_str("`=`"),
            Self::End => formatter.write_str("the end of the line"),
            Self::Semicolon => formatter.write_str("`;`"),
        }
    }
}
