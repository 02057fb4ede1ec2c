//! What the tab reads, and what it asks for.

use std::sync::Arc;

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::egui::{self, Ui};
use egui_commonmark::CommonMarkCache;

use crate::{
    lesson::{LessonLibrary, LessonProgress, LessonTalk, OpenLesson, Stage},
    training::ShownGraph,
    view::graph::StageGesture,
};

use super::{list::lesson_list, pane::lesson_pane};

/// What the learner has typed, and the texts that were laid out.
#[derive(Resource, Default)]
pub(in crate::ui) struct LessonDraft {
    /// In the field of the question.
    pub(super) typed: String,
    /// The step that it was typed in.
    step: Option<(String, usize)>,
    pub(super) cache: CommonMarkCache,
}

/// Everything that the tab reads, and what it asks for.
#[derive(SystemParam)]
pub(in crate::ui) struct LessonsDesk<'w, 's> {
    talk: Res<'w, LessonTalk>,
    library: Res<'w, LessonLibrary>,
    progress: Res<'w, LessonProgress>,
    draft: ResMut<'w, LessonDraft>,
    shown: Option<Res<'w, ShownGraph>>,
    commands: Commands<'w, 's>,
}

/// What was done in the pane.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wish {
    /// Open a lesson, by its key, at a step.
    Open(String, usize),
    /// Back to the list.
    List,
    /// So many steps on, or back.
    Go(isize),
    /// Judge what was typed.
    Answer,
    /// Tell the answer.
    Tell,
    /// Show a node, by its name.
    Node(String),
}

/// What stands in the middle of the window while a lesson is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Middle {
    /// The graph alone.
    Graph,
    /// The picture of the expression beside it.
    Picture,
    /// The data plane beside it.
    Plane,
}

pub(in crate::ui) fn plugin(app: &mut App) {
    app.init_resource::<LessonDraft>();
}

impl LessonsDesk<'_, '_> {
    /// Draws the panel: the list, or the open lesson's step.
    pub(in crate::ui) fn show_panel(&mut self, ui: &mut Ui, touch: impl FnOnce(&mut Ui)) {
        let mut wishes = Vec::new();
        let now = self
            .talk
            .key()
            .map(|key| (key.to_owned(), self.talk.step_number()));
        let draft = self.draft.bypass_change_detection();
        if draft.step != now {
            draft.step = now;
            draft.typed.clear();
        }
        let id = ("lesson", self.talk.key(), self.talk.step_number());
        egui::ScrollArea::vertical()
            .id_salt(id)
            .auto_shrink(false)
            .show(ui, |ui| match self.talk.lesson() {
                None => lesson_list(ui, &self.library, &self.progress, &mut wishes),
                Some(lesson) => {
                    let error = self
                        .talk
                        .key()
                        .and_then(|key| self.library.entry(key)?.error.as_deref());
                    lesson_pane(
                        ui,
                        &self.talk,
                        lesson,
                        &self.progress,
                        error,
                        draft,
                        &mut wishes,
                        touch,
                    );
                }
            });
        for wish in wishes {
            self.grant(wish);
        }
    }

    /// What stands beside the graph.
    pub(in crate::ui) fn middle(&self) -> Middle {
        match self.talk.step() {
            Some(step) if matches!(*step.stage, Stage::Network(_)) => Middle::Plane,
            Some(step) if !step.plot.is_empty() => Middle::Picture,
            _ => Middle::Graph,
        }
    }

    /// The variables that the picture is drawn over.
    pub(in crate::ui) fn plot(&self) -> Vec<String> {
        self.talk
            .step()
            .map_or_else(Vec::new, |step| step.plot.clone())
    }

    /// The leaves that may be changed; all of them where no lesson is open.
    pub(in crate::ui) fn touch(&self) -> Option<Vec<String>> {
        self.talk.step().map(|step| step.touch.clone())
    }

    /// Whether the network of the step trains.
    pub(in crate::ui) fn trains(&self) -> bool {
        self.talk.trains()
    }

    /// Whether a question waits whose answer numbers on screen would give away.
    pub(in crate::ui) fn keeps_numbers_back(&self) -> bool {
        self.talk.open_question().is_some()
    }

    fn grant(&mut self, wish: Wish) {
        match wish {
            Wish::Open(key, step) => {
                let entry = self.library.entry(&key);
                if let Some(lesson) = entry.and_then(|entry| entry.lesson.as_ref()) {
                    self.commands.trigger(OpenLesson {
                        lesson: Some((key, Arc::clone(lesson))),
                        step,
                    });
                }
            }
            Wish::List => self.commands.trigger(OpenLesson {
                lesson: None,
                step: 0,
            }),
            Wish::Go(steps) => self
                .commands
                .queue(move |world: &mut World| LessonTalk::go(world, steps)),
            Wish::Answer => {
                let typed = self.draft.typed.clone();
                self.commands
                    .queue(move |world: &mut World| LessonTalk::answer(world, &typed));
            }
            Wish::Tell => self.commands.queue(LessonTalk::tell),
            Wish::Node(name) => {
                let shown = self.shown.as_ref();
                let found = shown.and_then(|shown| {
                    let place = shown.place(&name)?;
                    Some(shown.graph.nodes()[place].entity)
                });
                if let Some(node) = found {
                    self.commands.trigger(StageGesture::Find(node));
                }
            }
        }
    }
}
