//! The pass over the expression in lines, as `chainrule explain` prints it.

use bevy::prelude::*;
use bevy_egui::egui::{self, RichText, ScrollArea, Ui};

use crate::{
    autodiff::BackwardOrder,
    formula::{Evaluation, Expression, text},
    lesson::PassPart,
    view::{palette, sizes},
};

use super::super::theme::{paint, strong};

/// Between the two columns, in logical pixels.
const GAP: f32 = 14.0;

/// In a narrower room one column has to do.
const TWO_COLUMNS: f32 = 760.0;

/// A line, whether it begins a section, and the part of the pass that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct BoardLine {
    text: String,
    is_heading: bool,
    part: PassPart,
}

impl BoardLine {
    /// Behind a section.
    const fn empty(part: PassPart) -> Self {
        Self {
            text: String::new(),
            is_heading: false,
            part,
        }
    }
}

/// Why an expression has no pass at a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BoardComplaint {
    /// With the place in the text, for whoever has written it.
    pub(super) with_place: String,
    /// Without.
    pub(super) brief: String,
}

/// The lines that were written last, and of what.
#[derive(Resource, Debug, Default)]
pub(in crate::ui) struct Blackboard {
    of: Option<(String, Vec<u64>)>,
    lines: Vec<String>,
    /// The same in two columns: forward and what is before it, and backward.
    columns: [Vec<BoardLine>; 2],
    /// Why there is no pass to write down.
    complaint: Option<BoardComplaint>,
}

impl Blackboard {
    /// Which node has no value or no derivative there, if one has none.
    pub(super) fn complaint(
        &mut self,
        source: &str,
        expression: &Expression,
        at: &[f64],
    ) -> Option<&BoardComplaint> {
        self.follow(source, expression, at);
        self.complaint.as_ref()
    }

    /// Draws the lines, of the pass up to this part of it, in the room that is left.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        source: &str,
        expression: &Expression,
        at: &[f64],
        order: BackwardOrder,
        part: PassPart,
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
                    ui.ctx().copy_text(self.copied(part));
                }
            });
        });
        let room = ui.available_rect_before_wrap();
        let [left, right] = &self.columns;
        if right.is_empty() || room.width() < TWO_COLUMNS {
            column(ui, room, (source, "one"), &[left, right], part);
            return;
        }
        let (first, second) = room.split_left_right_at_fraction(0.5);
        column(ui, first, (source, "left"), &[left], part);
        let second = second.with_min_x(second.min.x + GAP);
        column(ui, second, (source, "right"), &[right], part);
    }

    /// All lines, or those that are shown of a pass that is not done.
    fn copied(&self, part: PassPart) -> String {
        if part == PassPart::All {
            return self.lines.join("\n");
        }
        let lines = self.columns.iter().flatten();
        let shown = lines.filter(|line| line.part <= part);
        let texts: Vec<&str> = shown.map(|line| line.text.as_str()).collect();
        texts.join("\n")
    }

    /// Draws its name and why it is empty.
    pub(super) fn show_nothing(ui: &mut Ui, is_kept_back: bool) {
        ui.label(
            RichText::new("BLACKBOARD")
                .font(strong(12.0))
                .color(paint(palette::TEXT_WEAK)),
        );
        let why = if is_kept_back {
            "wiped until the question is answered"
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
        self.complaint = complaint.map(|error| BoardComplaint {
            with_place: error.to_string(),
            brief: error.complaint.to_string(),
        });
        self.lines = match written {
            Ok(text) => text.lines().map(str::to_owned).collect(),
            Err(error) => vec![error.complaint.to_string()],
        };
        self.columns = columns(&self.lines);
        self.of = Some(key);
    }
}

/// The sections side by side: what one wants to see stands at the top, forward at the left and backward at the right; the text and its
/// graph, which is drawn elsewhere, come last.
fn columns(lines: &[String]) -> [Vec<BoardLine>; 2] {
    let mut first: Vec<BoardLine> = Vec::new();
    let [mut left, mut right] = [Vec::new(), Vec::new()];
    for (place, section) in lines.split(String::is_empty).enumerate() {
        let heading = section.first().map_or("", String::as_str);
        let (column, part) = if place == 0 || heading.starts_with("graph") {
            (&mut first, PassPart::Nothing)
        } else if heading.starts_with("backward") || heading.starts_with("derivatives") {
            (&mut right, PassPart::All)
        } else if heading.starts_with("forward") {
            (&mut left, PassPart::Forward)
        } else {
            (&mut left, PassPart::Sort)
        };
        let lines = section.iter().enumerate().map(|(line, text)| BoardLine {
            text: text.clone(),
            is_heading: line == 0 && place > 0,
            part,
        });
        column.extend(lines);
        column.push(BoardLine::empty(part));
    }
    left.append(&mut first);
    [left, right]
}

/// Draws a column, of the pass up to this part of it.
fn column(ui: &mut Ui, room: egui::Rect, id: (&str, &str), lines: &[&[BoardLine]], part: PassPart) {
    let font = egui::FontId::monospace(sizes::TEXT_SMALL - 0.5);
    let height = ui.fonts_mut(|fonts| fonts.row_height(&font));
    let mut ui = ui.new_child(egui::UiBuilder::new().id_salt(id).max_rect(room));
    ui.set_clip_rect(room.intersect(ui.clip_rect()));
    ui.spacing_mut().item_spacing.y = 1.0;
    // What reaches beyond the column can be seen to do so.
    ui.spacing_mut().scroll = egui::style::ScrollStyle::thin();
    let lines = lines.iter().copied().flatten();
    let done: Vec<&BoardLine> = lines.filter(|line| line.part <= part).collect();
    if done.is_empty() {
        ui.label(RichText::new("backward has not come yet").small().weak());
        return;
    }
    let show = |ui: &mut Ui, rows: std::ops::Range<usize>| {
        for line in &done[rows] {
            let color = if line.is_heading {
                palette::VALUE
            } else {
                palette::TEXT
            };
            let text = RichText::new(&line.text).font(font.clone());
            let label = egui::Label::new(text.color(paint(color)));
            ui.add(label.extend().selectable(true));
        }
    };
    let area = ScrollArea::both().auto_shrink(false);
    area.show_rows(&mut ui, height, done.len(), show);
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn forward_and_backward_stand_at_the_top_of_their_columns() {
        let lines = "x\nat x = 1\n\ngraph: 1 leaf\n  x\n\nforward\n  v\n\ntopological order: …\n  visit\n\nbackward: …\n  v\n\nderivatives\n  x";
        let lines: Vec<String> = lines.lines().map(str::to_owned).collect();
        let [left, right] = columns(&lines).map(|lines| {
            let texts = lines.into_iter().map(|line| line.text);
            texts.collect::<Vec<_>>().join("|")
        });
        assert_eq!(
            left,
            "forward|  v||topological order: …|  visit||x|at x = 1||graph: 1 leaf|  x|"
        );
        assert_eq!(right, "backward: …|  v||derivatives|  x|");
    }
}
