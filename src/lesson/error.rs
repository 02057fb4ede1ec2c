//! What can be wrong with a lesson's file.

use std::ops::Range;

use thiserror::Error;

use super::toml_error::in_words;

/// Why a text is no lesson: the place, the field, what is wrong and what would be right.
#[derive(Error, Debug, Clone, PartialEq, Eq)]
#[error("line {line}{}: {complaint}", field.as_ref().map_or_else(String::new, |field| format!(", `{field}`")))]
pub struct LessonError {
    /// The line, counted from 1.
    pub line: usize,
    /// The field that it is about, as it is written in the file.
    pub field: Option<String>,
    /// What is wrong, and what would be right.
    pub complaint: String,
}

impl LessonError {
    /// An error about a field whose value stands at these bytes of the text.
    pub(super) fn at(text: &str, span: &Range<usize>, field: &str, complaint: String) -> Self {
        Self {
            line: line_of(text, span.start),
            field: Some(field.into()),
            complaint,
        }
    }

    /// An error of the TOML reader. Where the text is no TOML, there is no field yet.
    pub(super) fn of_toml(text: &str, error: &toml::de::Error) -> Self {
        let start = error.span().map_or(0, |span| span.start);
        let message = error.message();
        let is_toml = text.parse::<toml::Table>().is_ok() || message.starts_with("duplicate key");
        let field = field_at(text, start).filter(|_| is_toml);
        let line = line_of(text, start);
        let written = text.lines().nth(line - 1).unwrap_or_default();
        let (named, complaint) = in_words(message, field.as_deref(), written);
        Self {
            line,
            field: named.or(field),
            complaint,
        }
    }

    /// The same error about a place within the text of the field: where `part` stands in it first.
    pub(super) fn at_part(mut self, text: &str, span: &Range<usize>, part: &str) -> Self {
        if let Some(at) = text.get(span.clone()).and_then(|it| it.find(part)) {
            self.line = line_of(text, span.start + at);
        }
        self
    }

    /// The same error about what stands further down in a text: an expression within a lesson.
    pub(super) fn in_lines_below(mut self, lines: usize) -> Self {
        self.line += lines;
        self
    }
}

fn line_of(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    1 + text.as_bytes()[..at]
        .iter()
        .filter(|&&byte| byte == b'\n')
        .count()
}

/// The key in front of the place, in its line or, within a text of several lines, above it.
fn field_at(text: &str, at: usize) -> Option<String> {
    let end = text[at.min(text.len())..]
        .find('\n')
        .map_or(text.len(), |end| at + end);
    let is_key = |key: &str| {
        !key.is_empty()
            && key
                .chars()
                .all(|it| it.is_alphanumeric() || matches!(it, '_' | '-' | '.'))
    };
    text[..end].lines().rev().find_map(|line| {
        let line = line.trim();
        let key = match line.split_once('=') {
            Some((key, _)) => key.trim(),
            None => line.strip_prefix('[')?.trim_matches(['[', ']']),
        };
        is_key(key).then(|| key.to_owned())
    })
}
