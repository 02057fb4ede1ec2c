//! The list of lessons, with what has been done of each.

use bevy_egui::egui::{self, Align, Layout, RichText, Sense, Stroke, Ui, vec2};

use crate::{
    lesson::{LessonLibrary, LessonProgress, LibraryEntry, file_name},
    view::{palette, sizes},
};

use super::{
    super::{theme::paint, widgets::section},
    desk::Wish,
};

/// Draws the list.
pub(super) fn lesson_list(
    ui: &mut Ui,
    library: &LessonLibrary,
    progress: &LessonProgress,
    wishes: &mut Vec<Wish>,
) {
    let intro = "The lecture on backpropagation, to play with: each lesson puts something on stage and asks before it tells.";
    ui.label(RichText::new(intro).color(paint(palette::TEXT_WEAK)));
    let lessons = || library.entries().iter();
    let readable = || lessons().filter_map(|entry| Some((entry, entry.lesson.as_ref()?)));
    let finished = readable()
        .filter(|(entry, lesson)| progress.of(&entry.key).is_complete(lesson))
        .count();
    section(ui, "THE LECTURE");
    for entry in lessons().filter(|entry| !entry.is_own) {
        row(ui, entry, progress, wishes);
    }
    let folder_error = library.folder_error();
    if lessons().any(|entry| entry.is_own) || folder_error.is_some() {
        section(ui, "YOUR FOLDER");
        if let Some(error) = folder_error {
            ui.label(RichText::new(error).small().color(paint(palette::BAD)));
        }
        for entry in lessons().filter(|entry| entry.is_own) {
            row(ui, entry, progress, wishes);
        }
    }
    ui.add_space(6.0);
    let text = format!("{finished} of {} lessons finished", readable().count());
    ui.label(RichText::new(text).small().weak()).on_hover_text(
        "a lesson is finished when its last step was seen and every question is answered",
    );
}

/// A lesson: its number and title, how many of its questions are answered, and what is wrong with its file.
fn row(ui: &mut Ui, entry: &LibraryEntry, progress: &LessonProgress, wishes: &mut Vec<Wish>) {
    let done = progress.of(&entry.key);
    let file = file_name(&entry.key);
    let title = entry
        .lesson
        .as_ref()
        .map_or_else(|| file.to_owned(), |lesson| lesson.title.clone());
    let number = file.split('-').next().and_then(|it| it.parse::<u32>().ok());
    let title = match number {
        Some(number) => format!("{number}  {title}"),
        None => title,
    };
    if let Some(lesson) = &entry.lesson {
        let questions = lesson.questions().count();
        let answered = done.questions_answered(lesson);
        let hint = format!(
            "{} steps, {answered} of {questions} questions answered",
            lesson.steps.len()
        );
        let height = ui.spacing().interact_size.y;
        ui.horizontal(|ui| {
            mark(
                ui,
                answered,
                questions,
                done.is_finished,
                !done.seen.is_empty(),
                height,
            );
            let layout = Layout::left_to_right(Align::Center)
                .with_main_justify(true)
                .with_main_align(Align::Min);
            let size = vec2(ui.available_width(), height);
            ui.allocate_ui_with_layout(size, layout, |ui| {
                let button = egui::Button::new(RichText::new(title).size(sizes::TEXT))
                    .frame_when_inactive(false)
                    .truncate();
                if ui.add(button).on_hover_text(hint).clicked() {
                    let last = lesson.steps.len() - 1;
                    let step = if done.step == last {
                        0
                    } else {
                        done.step.min(last)
                    };
                    wishes.push(Wish::Open(entry.key.clone(), step));
                }
            });
        });
    } else {
        ui.label(RichText::new(title).color(paint(palette::TEXT_WEAK)));
    }
    if let Some(error) = &entry.error {
        let text = format!("{file}, {error}");
        ui.label(RichText::new(text).small().color(paint(palette::BAD)));
    }
}

/// A ring that fills with the questions answered, with a dot once it was opened; full and green when all are and the end was seen.
fn mark(
    ui: &mut Ui,
    answered: usize,
    questions: usize,
    is_finished: bool,
    is_begun: bool,
    height: f32,
) {
    let (rect, _) = ui.allocate_exact_size(vec2(14.0, height), Sense::hover());
    let centre = rect.center();
    let part = answered as f32 / questions.max(1) as f32;
    if is_finished && part >= 1.0 {
        ui.painter()
            .circle_filled(centre, 5.5, paint(palette::GOOD));
        return;
    }
    let edge = Stroke::new(1.4, paint(palette::NODE_EDGE));
    ui.painter().circle_stroke(centre, 5.0, edge);
    if part > 0.0 {
        let points: Vec<egui::Pos2> = (0..=24)
            .map(|step| {
                let angle = std::f32::consts::TAU * (part * step as f32 / 24.0 - 0.25);
                centre + 5.0 * egui::Vec2::angled(angle)
            })
            .collect();
        let stroke = Stroke::new(2.4, paint(palette::ACCENT));
        ui.painter().add(egui::Shape::line(points, stroke));
    } else if is_begun {
        ui.painter()
            .circle_filled(centre, 2.2, paint(palette::ACCENT));
    }
}
