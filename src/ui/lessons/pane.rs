//! The step of the open lesson.

use bevy_egui::egui::{self, Align, Layout, RichText, Sense, Stroke, Ui, vec2};

use crate::{
    lesson::{Lesson, LessonProgress, LessonTalk, ProgressOfLesson},
    view::{palette, sizes},
};

use super::{
    super::{
        theme::{paint, strong},
        widgets::section,
    },
    desk::{LessonDraft, NextLesson, Wish},
    markdown::markdown,
    question::question,
};

/// Draws the step, and what it lets the learner touch.
pub(super) fn lesson_pane(
    ui: &mut Ui,
    talk: &LessonTalk,
    lesson: &Lesson,
    progress: &LessonProgress,
    error: Option<&str>,
    next: Option<&NextLesson>,
    draft: &mut LessonDraft,
    wishes: &mut Vec<Wish>,
    touch: impl FnOnce(&mut Ui),
) {
    let (number, count) = (talk.step_number(), lesson.steps.len());
    let done = progress.of(talk.key().unwrap_or_default());
    ui.horizontal(|ui| {
        let list = ui.button(RichText::new("‹ lessons").small());
        if list
            .on_hover_text("back to the list; the place in the lesson is kept")
            .clicked()
        {
            wishes.push(Wish::List);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let text = format!("step {} of {count}", number + 1);
            ui.label(RichText::new(text).small().weak());
        });
    });
    let title = RichText::new(&lesson.title).font(strong(sizes::TEXT + 2.0));
    ui.label(title.color(paint(palette::TEXT_STRONG)));
    dots(ui, lesson, &done, number, wishes);
    if let Some(error) = error {
        let text = format!("{error}. What you see is the version before.");
        ui.label(RichText::new(text).small().color(paint(palette::BAD)));
    }
    ui.add_space(4.0);
    let Some(step) = talk.step() else { return };
    markdown(ui, &mut draft.cache, &step.text, wishes);
    ui.add_space(4.0);
    if let Some(asked) = &step.question {
        let was_answered = done.answered.contains(&number);
        question(ui, talk, asked, was_answered, draft, wishes);
        ui.add_space(4.0);
    }
    if !step.touch.is_empty() || step.train {
        section(ui, "TRY IT");
        if talk.open_question().is_some() && !step.touch.is_empty() {
            let text = "What can be changed comes back when the question is answered.";
            ui.label(RichText::new(text).small().weak());
        }
        touch(ui);
    }
    ui.add_space(4.0);
    ways(
        ui,
        number,
        count,
        talk.open_question().is_some(),
        next,
        wishes,
    );
}

/// A dot for each step: where one is, what has been seen, where a question waits or is answered. A click goes there.
fn dots(
    ui: &mut Ui,
    lesson: &Lesson,
    done: &ProgressOfLesson,
    number: usize,
    wishes: &mut Vec<Wish>,
) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0;
        for (place, step) in lesson.steps.iter().enumerate() {
            let (rect, response) = ui.allocate_exact_size(vec2(15.0, 15.0), Sense::click());
            let is_here = place == number;
            let color = match &step.question {
                Some(_) if done.answered.contains(&place) => palette::GOOD,
                _ if done.seen.contains(&place) || is_here => palette::ACCENT,
                _ => palette::NODE_EDGE,
            };
            let radius = if is_here { 5.5 } else { 4.0 };
            let centre = rect.center();
            if step.question.is_some() {
                let diamond = [(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)];
                let points = diamond.map(|(x, y)| centre + radius * vec2(x, y)).to_vec();
                ui.painter().add(egui::Shape::convex_polygon(
                    points,
                    paint(color),
                    Stroke::NONE,
                ));
            } else {
                ui.painter().circle_filled(centre, radius, paint(color));
            }
            let hint = match &step.question {
                Some(_) => format!("step {}, with a question", place + 1),
                None => format!("step {}", place + 1),
            };
            if response.on_hover_text(hint).clicked() {
                wishes.push(Wish::Go(place as isize - number as isize));
            }
        }
    });
}

/// Back and next; at the end, to the next lesson, or to the list if there is none.
fn ways(
    ui: &mut Ui,
    number: usize,
    count: usize,
    is_open: bool,
    next_lesson: Option<&NextLesson>,
    wishes: &mut Vec<Wish>,
) {
    ui.horizontal(|ui| {
        let button = |text: &str| egui::Button::new(text.to_owned()).min_size(vec2(84.0, 26.0));
        ui.add_enabled_ui(number > 0, |ui| {
            if ui
                .add(button("‹ back"))
                .on_hover_text("the step before (Page Up)")
                .clicked()
            {
                wishes.push(Wish::Go(-1));
            }
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let is_last = number + 1 == count;
            let (text, hint) = match (next_lesson.filter(|_| is_last), is_last, is_open) {
                (Some(lesson), ..) => ("next lesson ›", lesson.title.as_str()),
                (None, true, _) => ("to the list", "this was the last step"),
                (None, false, true) => ("skip ›", "the next step, without an answer (Page Down)"),
                (None, false, false) => ("next ›", "the next step (Page Down)"),
            };
            let mut next = button(text);
            if !is_open {
                next = next.fill(paint(palette::PRIMARY));
            }
            if ui.add(next).on_hover_text(hint).clicked() {
                wishes.push(match next_lesson {
                    _ if !is_last => Wish::Go(1),
                    Some(lesson) => Wish::Open(lesson.key.clone(), 0),
                    None => Wish::List,
                });
            }
        });
    });
}
