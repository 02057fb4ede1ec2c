//! The stages that ran in the frame, with their times: the program as it is.

use std::time::Duration;

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::egui::{Align2, Rect, RichText, Sense, Ui, pos2, vec2};

use crate::{
    autodiff::PassCounts,
    training::{ShownGraph, StageTime, StageTimes},
    view::{Rgb, palette, sizes},
};

use super::{
    status::grouped,
    theme::{paint, plain, strong},
};

/// What the pane needs of the strip's width, in logical pixels.
pub(super) const PANE: f32 = 400.0;
/// Height of a row.
const ROW: f32 = 17.0;
/// How far a stage within another is moved to the right.
const INDENT: f32 = 10.0;
/// Height of the bar below a row's text.
const BAR: f32 = 2.0;
/// A bar begins at this time and fills its row at the other, on a logarithmic scale, in seconds.
const SHORTEST: f64 = 1e-7;
const LONGEST: f64 = 1.0 / 30.0;
/// For so long after a sort it says so, in seconds.
const NEWS: f64 = 1.5;

/// A stage, what it does, and its colour.
#[derive(Debug, Clone, Copy)]
struct Row {
    name: &'static str,
    hint: &'static str,
    color: Rgb,
    /// Whether it runs within the stage above.
    is_within: bool,
}

const fn stage(name: &'static str, hint: &'static str, color: Rgb) -> Row {
    Row {
        name,
        hint,
        color,
        is_within: false,
    }
}

const fn within(name: &'static str, hint: &'static str, color: Rgb) -> Row {
    Row {
        name,
        hint,
        color,
        is_within: true,
    }
}

/// The simulation's stages up to the pass on show, which has stages of its own.
const SIMULATION: [Row; 8] = [
    stage(
        "Edit",
        "changed settings become points, networks, examples",
        palette::TEXT_WEAK,
    ),
    stage("Train", "epochs or passes of training", palette::GOOD),
    stage(
        "Evaluate",
        "outputs of the points and over the plane, the next step",
        palette::TEXT_WEAK,
    ),
    stage(
        "Pass",
        "the Pass schedule for what is on stage, and what is made of it: the trace, the numbers on show, the gradient check. \
         Its stages are counted where training runs them, too",
        palette::ACCENT,
    ),
    within(
        "Forward",
        "Pass schedule, stage 1: every function's value and what it saves",
        palette::VALUE,
    ),
    within(
        "Topological order",
        "Pass schedule, stage 2: sorts where the structure is new, else only looks",
        palette::SORT,
    ),
    within(
        "Seed",
        "Pass schedule, stage 3: what backward starts from, d_output of the loss: 1 on stage, a share of the mean in training",
        palette::TEXT_WEAK,
    ),
    within(
        "Backward",
        "Pass schedule, stage 4: the chain rule from the output to the leaves",
        palette::DERIVATIVE_POSITIVE,
    ),
];

/// What comes after it.
const VIEW: [Row; 6] = [
    stage(
        "Record",
        "finished epochs go into the history",
        palette::TEXT_WEAK,
    ),
    stage(
        "Sync",
        "what is in the window follows the model",
        palette::TEXT_WEAK,
    ),
    stage(
        "Layout",
        "where things belong; the graph's layers",
        palette::TEXT_WEAK,
    ),
    stage("Animate", "where they are on their way", palette::TEXT_WEAK),
    stage("Draw", "transforms, textures, paths", palette::TEXT_WEAK),
    stage("Panels", "everything with text on it", palette::TEXT_WEAK),
];

/// What the pane reads.
#[derive(SystemParam)]
pub(super) struct SchedulePane<'w, 's> {
    times: Res<'w, StageTimes>,
    counts: Res<'w, PassCounts>,
    shown: Option<Res<'w, ShownGraph>>,
    time: Res<'w, Time<Real>>,
    /// How many sorts there were when there was one last, and when that was.
    sorts: Local<'s, (u64, f64)>,
}

impl SchedulePane<'_, '_> {
    /// Draws the pane in the room that is left, with its title unless something else says it.
    pub(super) fn show(&mut self, ui: &mut Ui, has_title: bool) {
        let now = self.time.elapsed_secs_f64();
        if self.sorts.0 != self.counts.sorts {
            *self.sorts = (self.counts.sorts, now);
        }
        let is_news = now - self.sorts.1 < NEWS;
        if has_title {
            ui.label(
            RichText::new("THIS FRAME'S SCHEDULE")
                .font(strong(12.0))
                .color(paint(palette::TEXT_WEAK)),
        )
        .on_hover_text("the stages in the order in which they run, each with its time: the mean over a quarter of a second");
        }
        let width = 0.5 * (ui.available_width() - 10.0);
        let find = |name| self.times.stages().iter().find(|stage| stage.name == name);
        ui.horizontal_top(|ui| {
            for (rows, is_last) in [(&SIMULATION[..], false), (&VIEW[..], true)] {
                ui.vertical(|ui| {
                    ui.set_width(width);
                    ui.spacing_mut().item_spacing.y = 0.0;
                    for row in rows {
                        let is_unchanged = row.name == "Topological order" && !is_news;
                        stage_row(ui, row, find(row.name), is_unchanged);
                    }
                    if is_last {
                        self.totals(ui);
                    }
                });
            }
        });
    }

    fn totals(&self, ui: &mut Ui) {
        let entities = self.shown.as_ref().map_or(0, |shown| shown.graph.len());
        let sorts = match self.counts.sorts {
            1 => "once".into(),
            2 => "twice".into(),
            many => format!("{} times", grouped(many)),
        };
        let weak = |text: String| {
            RichText::new(text)
                .size(sizes::TEXT_SMALL)
                .color(paint(palette::TEXT_WEAK))
        };
        ui.add_space(2.0);
        ui.label(weak(format!("{entities} entities, sorted {sorts}")))
            .on_hover_text(format!(
                "nodes of the graph on stage; runs of the topological sort since the program started: only a new structure \
                 needs another. The latest frame took {}.",
                time_text(self.time.delta())
            ));
    }
}

fn stage_row(ui: &mut Ui, row: &Row, stage: Option<&StageTime>, is_unchanged: bool) {
    let Row {
        name,
        hint,
        color,
        is_within,
    } = *row;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let rect = rect.with_min_x(rect.min.x + if is_within { INDENT } else { 0.0 });
    let painter = ui.painter();
    let rail = Rect::from_min_max(rect.left_bottom() - vec2(0.0, BAR), rect.right_bottom());
    painter.rect_filled(rail, 0.0, paint(palette::OUTLINE));
    if let Some(stage) = stage {
        let filled = rail.with_max_x(rail.min.x + bar_part(stage.time) * rail.width());
        painter.rect_filled(filled, 0.0, paint(color));
    }
    let text = |x: f32, align: Align2, text: String, color: Rgb| {
        painter.text(
            pos2(x, rect.center().y - 0.5 * BAR),
            align,
            text,
            plain(sizes::TEXT_SMALL + 0.5),
            paint(color),
        );
    };
    let runs = stage.map_or(0.0, |stage| stage.runs);
    let title = if runs > 1.5 {
        format!("{name} ×{}", grouped(runs.round() as u64))
    } else {
        name.into()
    };
    text(rect.min.x, Align2::LEFT_CENTER, title, palette::TEXT);
    let time = match stage {
        None => "—".into(),
        Some(_) if is_unchanged => "unchanged".into(),
        Some(stage) => time_text(stage.time),
    };
    text(rect.max.x, Align2::RIGHT_CENTER, time, palette::TEXT_WEAK);
    let exact = stage.map_or_else(String::new, |stage| {
        format!(
            "\n{}, {:.1} times a frame",
            time_text(stage.time),
            stage.runs
        )
    });
    response.on_hover_text(format!(
        "{hint}{exact}\nthe bar is logarithmic: 0.1 µs to 33 ms"
    ));
}

/// The part of a row that its bar fills.
fn bar_part(time: Duration) -> f32 {
    let seconds = time.as_secs_f64().clamp(SHORTEST, LONGEST);
    ((seconds / SHORTEST).ln() / (LONGEST / SHORTEST).ln()) as f32
}

/// A time with its unit: 4.1 µs, 12 ms.
fn time_text(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    let (number, unit) = if seconds < 1e-3 {
        (seconds * 1e6, "µs")
    } else {
        (seconds * 1e3, "ms")
    };
    if number < 9.95 {
        format!("{number:.1} {unit}")
    } else {
        format!("{number:.0} {unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_two_digits_and_a_unit() {
        let text = |micros: f64| time_text(Duration::from_secs_f64(micros * 1e-6));
        assert_eq!(
            [0.04, 4.1, 9.96, 63.0, 999.0, 1_230.0, 16_700.0].map(text),
            [
                "0.0 µs", "4.1 µs", "10 µs", "63 µs", "999 µs", "1.2 ms", "17 ms"
            ]
        );
    }

    #[test]
    fn a_bar_grows_with_the_time_and_stays_in_its_row() {
        let parts =
            [0, 1, 100, 10_000, 10_000_000].map(|micros| bar_part(Duration::from_micros(micros)));
        assert_eq!((parts[0], parts[4]), (0.0, 1.0));
        assert!(parts.is_sorted());
    }
}
