//! A question: the field for the answer, and what is said of it.

use bevy_egui::egui::{Frame, Key, Margin, RichText, Stroke, TextEdit, Ui};

use crate::{
    lesson::{LessonTalk, Question, Verdict},
    view::{palette, sizes},
};

use super::{
    super::{graph::plain, theme::paint},
    desk::{LessonDraft, Wish},
    markdown::markdown,
};

/// Draws the question.
pub(super) fn question(
    ui: &mut Ui,
    talk: &LessonTalk,
    question: &Question,
    was_answered: bool,
    draft: &mut LessonDraft,
    wishes: &mut Vec<Wish>,
) {
    let edge = match talk.verdict() {
        Some(Verdict::Right(_)) => palette::GOOD,
        Some(Verdict::Wrong { .. } | Verdict::NoNumber) => palette::BAD,
        _ => palette::ACCENT,
    };
    Frame::new()
        .inner_margin(Margin::same(9))
        .stroke(Stroke::new(1.2, paint(edge)))
        .corner_radius(6.0)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            markdown(ui, &mut draft.cache, &question.ask, wishes);
            if !talk.is_answered() {
                field(ui, draft, wishes);
            }
            verdict(ui, talk, question, draft, wishes);
            if talk.is_answered()
                && ui
                    .small_button("ask again")
                    .on_hover_text("put the question anew, as if it had not been answered")
                    .clicked()
            {
                wishes.push(Wish::AskAgain);
            }
            if was_answered && talk.verdict().is_none() {
                ui.label(RichText::new("answered in an earlier try").small().weak());
            }
        });
}

fn field(ui: &mut Ui, draft: &mut LessonDraft, wishes: &mut Vec<Wish>) {
    ui.horizontal(|ui| {
        let field = TextEdit::singleline(&mut draft.typed)
            .desired_width(96.0)
            .hint_text("your number");
        let response = ui.add(field);
        if std::mem::take(&mut draft.wants_focus) {
            response.request_focus();
        }
        let is_entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let check = ui
            .button("check")
            .on_hover_text("compare it with what the engine computes (Enter)");
        if is_entered || check.clicked() {
            wishes.push(Wish::Answer);
            response.request_focus();
        }
        let tell = ui
            .button("tell me")
            .on_hover_text("show the answer; it does not count as answered");
        if tell.clicked() {
            wishes.push(Wish::Tell);
        }
    });
}

fn verdict(
    ui: &mut Ui,
    talk: &LessonTalk,
    question: &Question,
    draft: &mut LessonDraft,
    wishes: &mut Vec<Wish>,
) {
    let Some(verdict) = talk.verdict() else {
        return;
    };
    let mut say = |text: String, color| {
        ui.label(RichText::new(text).size(sizes::TEXT).color(paint(color)));
    };
    match verdict {
        Verdict::Right(right) => say(format!("Right: {}", plain(*right)), palette::GOOD),
        Verdict::Told(right) => say(format!("It is {}", plain(*right)), palette::CAUTION),
        Verdict::NoNumber => say(
            "That is no number; type one such as 3, −0.25 or 1e-3.".into(),
            palette::BAD,
        ),
        Verdict::Unanswerable(complaint) => say(complaint.clone(), palette::BAD),
        Verdict::Wrong { answer, reason } => {
            let said = match reason {
                Some(reason) => format!("{} is not it: {reason}.", plain(*answer)),
                None => format!("{} is not it.", plain(*answer)),
            };
            say(said, palette::BAD);
            if let Some(hint) = &question.hint {
                let hint = format!("Hint: {hint}");
                markdown(ui, &mut draft.cache, &hint, wishes);
            }
        }
    }
}
