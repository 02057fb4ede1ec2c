//! The pass over the expression in lines, as `chainrule explain` prints it.

use bevy::prelude::*;
use bevy_egui::egui::{self, RichText, ScrollArea, Ui};

use crate::{
    autodiff::BackwardOrder,
    formula::{Evaluation, Expression, text},
    view::{palette, sizes},
};

use super::super::theme::{paint, strong};

/// The lines that were written last, and of what.
#[derive(Resource, Debug, Default)]
pub(in crate::ui) struct Blackboard {
    of: Option<(String, Vec<u64>)>,
    lines: Vec<String>,
    /// Why there is no pass to write down: with its place in the text, and without.
    complaint: Option<[String; 2]>,
}

impl Blackboard {
    /// Which node has no value or no derivative there, if one has none.
    pub(super) fn complaint(
        &mut self,
        source: &str,
        expression: &Expression,
        at: &[f64],
    ) -> Option<&str> {
        self.follow(source, expression, at);
        self.complaint
            .as_ref()
            .map(|[with_place, _]| with_place.as_str())
    }

    /// The same for who has not written the text.
    pub(super) fn brief_complaint(
        &mut self,
        source: &str,
        expression: &Expression,
        at: &[f64],
    ) -> Option<&str> {
        self.follow(source, expression, at);
        self.complaint.as_ref().map(|[_, brief]| brief.as_str())
    }

    /// Draws the lines in the room that is left.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        source: &str,
        expression: &Expression,
        at: &[f64],
        order: BackwardOrder,
    ) {
        self.follow(source, expression, at);
        ui.horizontal(|ui| {
            ui.label(
                RichText::new("BLACKBOARD")
                    .font(strong(12.0))
                    .color(paint(palette::TEXT_WEAK)),
            );
            let what = if order == BackwardOrder::Sorted {
                "one pass, in numbers"
            } else {
                "one pass in the sorted order: what should come out"
            };
            ui.label(RichText::new(what).small().weak());
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let copy = ui.button(RichText::new("copy").small());
                let hint = "copy all lines; `chainrule explain` prints the same";
                if copy.on_hover_text(hint).clicked() {
                    ui.ctx().copy_text(self.lines.join("\n"));
                }
            });
        });
        let font = egui::FontId::monospace(sizes::TEXT_SMALL + 0.5);
        let height = ui.fonts_mut(|fonts| fonts.row_height(&font));
        ui.spacing_mut().item_spacing.y = 1.0;
        ScrollArea::both()
            .id_salt(("blackboard", source))
            .auto_shrink(false)
            .show_rows(ui, height, self.lines.len(), |ui, rows| {
                for place in rows {
                    let line = &self.lines[place];
                    // A heading stands below an empty line.
                    let is_heading = place > 0 && self.lines[place - 1].is_empty();
                    let color = if is_heading {
                        palette::VALUE
                    } else {
                        palette::TEXT
                    };
                    let text = RichText::new(line).font(font.clone()).color(paint(color));
                    ui.add(egui::Label::new(text).extend().selectable(true));
                }
            });
    }

    /// Draws its name and why it is empty.
    pub(super) fn show_nothing(ui: &mut Ui, is_kept_back: bool) {
        ui.label(
            RichText::new("BLACKBOARD")
                .font(strong(12.0))
                .color(paint(palette::TEXT_WEAK)),
        );
        let why = if is_kept_back {
            "wiped: its numbers would answer the question"
        } else {
            "for an expression: of a network it would have hundreds of lines"
        };
        ui.label(RichText::new(why).small().weak());
    }

    fn follow(&mut self, source: &str, expression: &Expression, at: &[f64]) {
        let key = (
            source.to_owned(),
            at.iter().map(|it| it.to_bits()).collect(),
        );
        if self.of.as_ref() == Some(&key) {
            return;
        }
        let evaluation = Evaluation::new(expression.clone(), source, at);
        let written = evaluation.map(|evaluation| text(&evaluation, false));
        let complaint = written.as_ref().err();
        self.complaint = complaint.map(|error| [error.to_string(), error.complaint.to_string()]);
        self.lines = match written {
            Ok(text) => text.lines().map(str::to_owned).collect(),
            Err(error) => vec![error.complaint.to_string()],
        };
        self.of = Some(key);
    }
}
