//! What the tab reads, and what it asks for.

use std::sync::Arc;

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::egui::{self, Ui};
use egui_commonmark::CommonMarkCache;

use crate::{
    lesson::{LessonLibrary, LessonProgress, LessonTalk, OpenLesson, PassPart, Stage},
    training::{ShownGraph, ShownTrace},
    view::{
        FitPlane,
        graph::{FitGraph, Highlight, Lit, StageGesture},
    },
};

use super::{list::lesson_list, pane::lesson_pane};

/// What the learner has typed, and the texts that were laid out.
#[derive(Resource, Default)]
pub(in crate::ui) struct LessonDraft {
    /// In the field of the question.
    pub(super) typed: String,
    /// The step that it was typed in.
    step: Option<(String, usize)>,
    /// The lesson and the number of its stage, and what stands beside it.
    scene: Option<Scene>,
    /// Whether the field for the answer is to be typed in at once.
    pub(super) wants_focus: bool,
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
    highlight: Res<'w, Highlight>,
    commands: Commands<'w, 's>,
}

/// What is on stage, and what stands beside it.
#[derive(Debug, Clone, PartialEq)]
struct Scene {
    key: String,
    stage_number: usize,
    stage: Arc<Stage>,
    middle: Middle,
}

/// Something else is on stage in a lesson than before.
#[derive(Event, Debug, Clone, Copy)]
pub(in crate::ui) struct NewScene;

/// The lesson after the open one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NextLesson {
    pub(super) key: String,
    pub(super) title: String,
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
    /// Ask the question anew.
    AskAgain,
    /// Judge what was typed.
    Answer,
    /// Tell the answer.
    Tell,
    /// Choose a node, by its name, and show it.
    Node(String),
    /// Light a node, by its name, while the pointer is where it is.
    PointAt(String),
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
        // A file that was saved may have put something else on stage.
        let stage = self.talk.step().map(|step| &step.stage);
        let is_another = stage != self.draft.scene.as_ref().map(|scene| &scene.stage);
        if self.draft.step != now || is_another {
            self.begin_step(now);
        }
        let next = self.next_lesson();
        let draft = self.draft.bypass_change_detection();
        let id = ("lesson", self.talk.key(), self.talk.step_number());
        egui::ScrollArea::vertical()
            .id_salt(id)
            .auto_shrink(false)
            .show(ui, |ui| match self.talk.lesson() {
                None => lesson_list(ui, &self.library, &self.progress, &mut wishes),
                Some(lesson) => {
                    let error = self.talk.key().and_then(|key| self.library.complaint(key));
                    lesson_pane(
                        ui,
                        &self.talk,
                        lesson,
                        &self.progress,
                        error.as_deref(),
                        next.as_ref(),
                        draft,
                        &mut wishes,
                        touch,
                    );
                }
            });
        let pointed_at = wishes.iter().find_map(|wish| match wish {
            Wish::PointAt(name) => self.node(name).map(Lit::Node),
            _ => None,
        });
        if self.highlight.in_text != pointed_at {
            self.commands.trigger(StageGesture::PointInText(pointed_at));
        }
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

    /// The leaves that may be changed; all of them where no lesson is open, none while a question waits for its answer.
    pub(in crate::ui) fn touch(&self) -> Option<Vec<String>> {
        if self.talk.open_question().is_some() {
            return Some(Vec::new());
        }
        self.talk.step().map(|step| step.touch.clone())
    }

    /// Whether the network of the step trains.
    pub(in crate::ui) fn trains(&self) -> bool {
        self.talk.trains()
    }

    /// How much of the pass may be written out.
    pub(in crate::ui) fn written(&self, trace: &ShownTrace) -> Option<PassPart> {
        self.talk.written(trace.trace()?, self.shown.as_ref()?)
    }

    /// Whether the pass goes no further before a question is answered.
    pub(in crate::ui) fn is_held(&self, trace: &ShownTrace) -> bool {
        let shown = trace.trace().zip(self.shown.as_ref());
        shown.is_some_and(|(trace, shown)| self.talk.is_held(trace, shown))
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
            Wish::AskAgain => {
                let draft = self.draft.bypass_change_detection();
                draft.typed.clear();
                draft.wants_focus = true;
                self.commands.queue(LessonTalk::ask_again);
            }
            Wish::Tell => self.commands.queue(LessonTalk::tell),
            Wish::Node(name) => {
                if let Some(node) = self.node(&name) {
                    self.commands.trigger(StageGesture::Reveal(node));
                    self.commands.trigger(StageGesture::Select(Some(node)));
                }
            }
            Wish::PointAt(_) => {}
        }
    }

    /// Another step is open: its nodes are in view, and its question can be answered at once.
    fn begin_step(&mut self, now: Option<(String, usize)>) {
        let scene = self.talk.step().and_then(|step| {
            Some(Scene {
                key: self.talk.key()?.to_owned(),
                stage_number: step.stage_number,
                stage: Arc::clone(&step.stage),
                middle: self.middle(),
            })
        });
        let stage_of = |scene: &Option<Scene>| {
            let scene = scene.as_ref()?;
            Some((scene.key.clone(), scene.stage_number, scene.stage.clone()))
        };
        if stage_of(&self.draft.scene) != stage_of(&scene) {
            self.commands.trigger(StageGesture::Select(None));
            self.commands.trigger(NewScene);
            self.commands.trigger(FitPlane);
        }
        if self.draft.scene != scene {
            self.commands.trigger(FitGraph);
        }
        let lit = self.talk.step().map_or(&[][..], |step| &step.light);
        let nodes: Vec<Entity> = lit.iter().filter_map(|name| self.node(name)).collect();
        for node in nodes {
            self.commands.trigger(StageGesture::Reveal(node));
        }
        let wants_focus = self.talk.open_question().is_some();
        let draft = self.draft.bypass_change_detection();
        draft.step = now;
        draft.scene = scene;
        draft.wants_focus = wants_focus;
        draft.typed.clear();
    }

    /// The lesson after the open one: its key, its title, and where to begin in it.
    fn next_lesson(&self) -> Option<NextLesson> {
        let key = self.talk.key()?;
        let mut entries = self.library.entries().iter();
        entries.find(|entry| entry.key == key)?;
        let entry = entries.find(|entry| entry.lesson.is_some())?;
        Some(NextLesson {
            key: entry.key.clone(),
            title: entry.lesson.as_ref()?.title.clone(),
        })
    }

    /// The node of a name.
    fn node(&self, name: &str) -> Option<Entity> {
        let shown = self.shown.as_ref()?;
        let place = shown.place(name)?;
        Some(shown.graph.nodes()[place].entity)
    }
}
