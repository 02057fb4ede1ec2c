//! The lesson that is open: where it is, what was answered.

use std::sync::Arc;

use bevy::prelude::*;

use super::{
    Lesson, LessonProgress, LessonStep, PassPart, Question, Verdict,
    director::Cue,
    judging::{judge, right_answer},
};

/// The open lesson, if there is one.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct LessonTalk {
    open: Option<OpenTalk>,
    /// Whether something else is on stage, so that nothing is set and nothing is lit.
    is_off_stage: bool,
}

#[derive(Debug, Clone, PartialEq)]
struct OpenTalk {
    key: String,
    lesson: Arc<Lesson>,
    step: usize,
    verdict: Option<Verdict>,
}

/// Opens a lesson, or closes the open one.
#[derive(Event, Debug, Clone, PartialEq)]
pub struct OpenLesson {
    /// What it is remembered by: its file's name. Nothing closes the lesson.
    pub lesson: Option<(String, Arc<Lesson>)>,
    /// With which step to begin, from 0.
    pub step: usize,
}

impl LessonTalk {
    /// No lesson open, and something else on stage.
    pub const fn off_stage() -> Self {
        Self {
            open: None,
            is_off_stage: true,
        }
    }

    /// The open lesson.
    pub fn lesson(&self) -> Option<&Lesson> {
        self.open.as_ref().map(|open| &*open.lesson)
    }

    /// What the open lesson is remembered by.
    pub fn key(&self) -> Option<&str> {
        self.open.as_ref().map(|open| open.key.as_str())
    }

    /// The number of the step, from 0.
    pub fn step_number(&self) -> usize {
        self.open.as_ref().map_or(0, |open| open.step)
    }

    /// The step.
    pub fn step(&self) -> Option<&LessonStep> {
        let open = self.open.as_ref()?;
        open.lesson.steps.get(open.step)
    }

    /// The step, while its stage is what is shown.
    pub fn step_on_stage(&self) -> Option<&LessonStep> {
        self.step().filter(|_| !self.is_off_stage)
    }

    /// Takes the talk off the stage, or puts it there again, where it was. Call it between frames, or from a command.
    pub fn put_on_stage(world: &mut World, is_on_stage: bool) {
        let mut talk = world.resource_mut::<Self>();
        talk.is_off_stage = !is_on_stage;
        Cue::drop(world);
        if is_on_stage {
            Cue::enter(world, None);
        }
    }

    /// Whether the step on stage lets its network train.
    pub fn trains(&self) -> bool {
        self.step_on_stage().is_some_and(|step| step.train)
    }

    /// The question that waits for its answer.
    pub fn open_question(&self) -> Option<&Question> {
        let question = self.step()?.question.as_ref()?;
        (!self.is_answered()).then_some(question)
    }

    /// How the latest answer was judged.
    pub fn verdict(&self) -> Option<&Verdict> {
        self.open.as_ref()?.verdict.as_ref()
    }

    /// How much of the pass may be seen while the step's question waits, or the one of the next step, which is about the same pass.
    pub(super) fn held_at(&self) -> Option<PassPart> {
        let step = self.step_on_stage()?;
        step.question.as_ref()?;
        if self.is_answered() {
            let next = self.open.as_ref()?.asked_next()?;
            Some(next.held_at.max(step.held_at))
        } else {
            Some(step.held_at)
        }
    }

    /// Whether numbers beside the graph would answer the step's question, or that of the next step.
    pub fn keeps_numbers_back(&self) -> bool {
        self.open_question().is_some() || self.held_at().is_some_and(|part| part < PassPart::All)
    }

    /// How much of the pass is to be seen now that the question is answered.
    pub(super) fn revealed(&self) -> Option<PassPart> {
        self.open
            .as_ref()?
            .revealed()
            .filter(|_| self.is_answered())
    }

    /// Whether the step's question is answered, or the answer has been told.
    pub fn is_answered(&self) -> bool {
        matches!(
            self.verdict(),
            Some(Verdict::Right(_) | Verdict::Told(_) | Verdict::Unanswerable(_))
        )
    }

    /// Opens a lesson at a step; closes the open one where there is none. Call it between frames, or from a command.
    pub(super) fn open(world: &mut World, wanted: &OpenLesson) {
        let mut talk = world.resource_mut::<Self>();
        talk.open = wanted.lesson.clone().map(|(key, lesson)| OpenTalk {
            step: wanted.step.min(lesson.steps.len() - 1),
            key,
            lesson,
            verdict: None,
        });
        Cue::enter(world, None);
    }

    /// Goes so many steps on, or back where it is negative. Call it between frames, or from a command.
    pub fn go(world: &mut World, steps: isize) {
        let before = world.resource::<Self>().step().cloned();
        let mut talk = world.resource_mut::<Self>();
        let Some(open) = &mut talk.open else { return };
        let last = open.lesson.steps.len() - 1;
        let step = open.step.saturating_add_signed(steps).min(last);
        if step == open.step {
            return;
        }
        open.step = step;
        open.verdict = None;
        Cue::enter(world, before.as_ref());
    }

    /// Judges a typed answer, and shows the rest of the pass if it is right. Call it between frames, or from a command.
    pub fn answer(world: &mut World, typed: &str) {
        let number = typed.trim().replace('−', "-").replace(',', ".");
        let verdict = match number.parse::<f64>() {
            Ok(answer) if answer.is_finite() => judge(world, answer),
            _ => Some(Verdict::NoNumber),
        };
        Self::set_verdict(world, verdict);
    }

    /// Tells the answer, and shows the rest of the pass. Call it between frames, or from a command.
    pub fn tell(world: &mut World) {
        let verdict = right_answer(world).map(|right| match right {
            Ok(right) => Verdict::Told(right),
            Err(complaint) => Verdict::Unanswerable(complaint),
        });
        Self::set_verdict(world, verdict);
    }

    fn set_verdict(world: &mut World, verdict: Option<Verdict>) {
        let mut talk = world.resource_mut::<Self>();
        let number = talk.step_number();
        let Some(open) = &mut talk.open else { return };
        open.verdict = verdict;
        let is_right = matches!(open.verdict, Some(Verdict::Right(_)));
        let key = open.key.clone();
        let revealed = talk.revealed();
        if is_right {
            world.resource_mut::<LessonProgress>().answer(&key, number);
        }
        if let Some(part) = revealed {
            Cue::reveal(world, part);
        }
    }
}

impl OpenTalk {
    /// The next step, if it asks of the same pass.
    fn asked_next(&self) -> Option<&LessonStep> {
        let step = self.lesson.steps.get(self.step)?;
        let next = self.lesson.steps.get(self.step + 1)?;
        (next.stage_number == step.stage_number && next.question.is_some()).then_some(next)
    }

    /// How much of the pass may be seen once the step's question is answered: not so much that it answers the next.
    fn revealed(&self) -> Option<PassPart> {
        let step = self.lesson.steps.get(self.step)?;
        let own = step.question.as_ref()?.answer.revealed_by();
        Some(match self.asked_next() {
            Some(next) => own.min(next.held_at),
            None => own,
        })
    }
}
