//! The text of the expression, and what is wrong with it.

use std::{ops::Range, sync::Arc};

use bevy::prelude::*;
use bevy_egui::egui::{
    self, Galley, Id, RichText, TextBuffer, TextEdit, Ui,
    text::{CCursor, CCursorRange, LayoutJob, TextFormat},
};

use crate::{
    formula::{Expression, FormulaError},
    training::StageExpression,
    view::{palette, sizes},
};

use super::super::theme::paint;

/// More nodes than these are no picture any more, and would keep the window waiting.
pub(super) const MOST_NODES: usize = 2_000;

/// The editor's text: that of the expression on stage, or one with a mistake in it.
#[derive(Resource, Debug, Clone, Default)]
pub struct ExpressionEditor {
    /// What stands in the editor.
    pub text: String,
    complaint: Option<Complaint>,
    /// The characters that were selected when the editor last had the focus.
    selection: Option<Range<usize>>,
}

/// Why the text is not on stage.
#[derive(Debug, Clone, PartialEq)]
enum Complaint {
    Formula(FormulaError),
    TooLarge(usize),
}

impl ExpressionEditor {
    pub(super) fn new(text: &str) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Reads the text. Returns what to put on stage, or nothing and keeps what is wrong.
    pub(super) fn read(&mut self, at: Vec<(String, f64)>) -> Option<StageExpression> {
        match self.text.parse::<Expression>() {
            Err(error) => {
                self.complaint = Some(Complaint::Formula(error));
                None
            }
            Ok(expression) if expression.nodes().len() > MOST_NODES => {
                self.complaint = Some(Complaint::TooLarge(expression.nodes().len()));
                None
            }
            Ok(expression) => {
                self.complaint = None;
                Some(StageExpression {
                    text: self.text.clone(),
                    expression,
                    at,
                })
            }
        }
    }

    /// What is wrong with the text, in words.
    pub fn complaint(&self) -> Option<String> {
        Some(match self.complaint.as_ref()? {
            Complaint::Formula(error) => match error.help() {
                Some(help) => format!("{error}. {}", sentence(&help)),
                None => format!("{error}."),
            },
            Complaint::TooLarge(nodes) => format!(
                "{nodes} nodes are more than the {MOST_NODES} that can be shown; `chainrule explain` takes any number."
            ),
        })
    }

    /// Draws the editor. Returns what to put on stage, if the text has changed to something good.
    pub(super) fn show(&mut self, ui: &mut Ui) -> Option<StageExpression> {
        let wrong = match &self.complaint {
            Some(Complaint::Formula(error)) => Some(error.span.clone()),
            _ => None,
        };
        let mut layouter = |ui: &Ui, text: &dyn TextBuffer, width: f32| {
            lay_out(ui, text.as_str(), wrong.as_ref(), width)
        };
        let rows = self.text.lines().count().clamp(4, 9);
        let edit = TextEdit::multiline(&mut self.text)
            .id(editor_id())
            .code_editor()
            .lock_focus(false)
            .desired_width(f32::INFINITY)
            .desired_rows(rows)
            .hint_text("log(x * y) + exp(x * y)")
            .layouter(&mut layouter);
        let changed = ui.add(edit).changed();
        if ui.memory(|memory| memory.has_focus(editor_id())) {
            let state = TextEdit::load_state(ui.ctx(), editor_id());
            let range = state.and_then(|state| state.cursor.char_range());
            self.selection = range.map(|range| {
                let range = range.as_sorted_char_range();
                usize::from(range.start)..usize::from(range.end)
            });
        }
        changed.then(|| self.read(Vec::new())).flatten()
    }

    /// Draws what is wrong, or `fine`.
    pub(super) fn show_verdict(&self, ui: &mut Ui, fine: &str, domain: Option<&str>) {
        let text = |text: String, color| {
            RichText::new(text)
                .size(sizes::TEXT_SMALL + 0.5)
                .color(paint(color))
        };
        if let Some(complaint) = self.complaint() {
            ui.label(text(complaint, palette::BAD));
            ui.label(text(
                "On stage is the last good one.".into(),
                palette::TEXT_WEAK,
            ));
        } else if let Some(domain) = domain {
            ui.label(text(domain.into(), palette::CAUTION));
        } else {
            ui.label(text(fine.into(), palette::TEXT_WEAK));
        }
    }

    /// Puts a call of a function where the cursor is, around what is selected.
    pub(super) fn insert_call(&mut self, ctx: &egui::Context, name: &str, arity: usize) {
        let mut state = TextEdit::load_state(ctx, editor_id()).unwrap_or_default();
        let end = self.text.chars().count();
        let range = self
            .selection
            .take()
            .map_or(end..end, |range| range.start.min(end)..range.end.min(end));
        let selected: String = self
            .text
            .chars()
            .skip(range.start)
            .take(range.len())
            .collect();
        let comma = if arity == 2 { ", " } else { "" };
        let before: String = self.text.chars().take(range.start).collect();
        let after: String = self.text.chars().skip(range.end).collect();
        self.text = format!("{before}{name}({selected}{comma}){after}");
        let inside = range.start + name.chars().count() + 1 + selected.chars().count();
        let cursor = if selected.is_empty() {
            inside
        } else {
            inside + comma.len() + usize::from(arity == 1)
        };
        state
            .cursor
            .set_char_range(Some(CCursorRange::one(CCursor::new(cursor))));
        state.store(ctx, editor_id());
        ctx.memory_mut(|memory| memory.request_focus(editor_id()));
    }
}

fn editor_id() -> Id {
    Id::new("expression editor")
}

fn sentence(help: &str) -> String {
    let mut characters = help.chars();
    let first = characters.next().map(char::to_uppercase);
    let end = if help.ends_with('?') { "" } else { "." };
    first
        .into_iter()
        .flatten()
        .chain(characters)
        .collect::<String>()
        + end
}

/// The text with what is wrong underlined, and comments set back.
fn lay_out(ui: &Ui, text: &str, wrong: Option<&Range<usize>>, width: f32) -> Arc<Galley> {
    let font = egui::FontId::monospace(sizes::TEXT);
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    let format = |color, is_wrong: bool| {
        let mut format = TextFormat::simple(font.clone(), paint(color));
        if is_wrong {
            format.underline = egui::Stroke::new(2.0, paint(palette::BAD));
        }
        format
    };
    // Byte positions at which the look changes: a comment's ends, the mistake's ends.
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let comment = line.find('#').map_or(line.len(), |at| at);
        for (piece, color) in [
            (start..start + comment, palette::TEXT),
            (start + comment..start + line.len(), palette::TEXT_WEAK),
        ] {
            let [from, to] = wrong.map_or([piece.start; 2], |wrong| {
                [wrong.start, wrong.end].map(|end| end.clamp(piece.start, piece.end))
            });
            job.append(&text[piece.start..from], 0.0, format(color, false));
            job.append(&text[from..to], 0.0, format(palette::BAD, true));
            job.append(&text[to..piece.end], 0.0, format(color, false));
        }
        start += line.len();
    }
    if text.is_empty() {
        job.append("", 0.0, format(palette::TEXT, false));
    }
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}
