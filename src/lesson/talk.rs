//! The lesson that is open: where it is, what was answered.

use std::{collections::BTreeMap, sync::Arc};

use bevy::prelude::*;

use crate::{autodiff::Trace, training::ShownGraph};

use super::{
    Answer, Lesson, LessonProgress, LessonStep, PassPart, Question, Verdict,
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
    /// What was answered rightly since it was opened, by the step.
    right: BTreeMap<usize, f64>,
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

    /// Whether the stage is the talk's.
    pub(super) const fn is_on_stage(&self) -> bool {
        !self.is_off_stage
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

    /// The position up to which the pass may be seen while the step's question waits, or that of the next step about the same pass.
    pub(super) fn held_at(&self, trace: &Trace, shown: &ShownGraph) -> Option<usize> {
        let step = self.step_on_stage()?;
        let question = step.question.as_ref()?;
        let waiting = if self.is_answered() {
            self.open.as_ref()?.asked_next()?.question.as_ref()?
        } else {
            question
        };
        let seen = waiting.answer.seen(trace, |name| shown.place(name))?;
        Some(seen.before.max(step.offered.end(trace)))
    }

    /// Whether the pass on show has come as far as it may before an answer.
    pub fn is_held(&self, trace: &Trace, shown: &ShownGraph) -> bool {
        self.held_at(trace, shown)
            .is_some_and(|end| trace.position() >= end)
    }

    /// The position at which the step begins: where its file says, and after what the question of the step before has shown.
    pub(super) fn begins_at(&self, trace: &Trace, shown: &ShownGraph) -> usize {
        let told = || {
            let open = self.open.as_ref()?;
            let step = open.lesson.steps.get(open.step)?;
            let number = match step.question {
                Some(_) if self.is_answered() => open.step,
                Some(_) => open.step.checked_sub(1)?,
                None => return None,
            };
            open.shown_by(number, trace, shown)
        };
        let offered = self.step().map_or(0, |step| step.show.end(trace));
        let told = told().unwrap_or(0);
        let held_at = self.held_at(trace, shown).unwrap_or(usize::MAX);
        offered.max(told.min(held_at))
    }

    /// The position at which the answer to the step's question is seen, once it is answered.
    pub(super) fn revealed(&self, trace: &Trace, shown: &ShownGraph) -> Option<usize> {
        let open = self.open.as_ref().filter(|_| self.is_answered())?;
        open.shown_by(open.step, trace, shown)
    }

    /// Whether numbers beside the graph would answer the step's question, or that of the next step.
    pub fn keeps_numbers_back(&self) -> bool {
        let asked_next = || self.open.as_ref()?.asked_next();
        let is_asked = self.step().is_some_and(|step| step.question.is_some());
        is_asked && (!self.is_answered() || asked_next().is_some())
    }

    /// How much of the pass may be written out beside the graph: what is done of it; nothing where that would be the answer.
    pub fn written(&self, trace: &Trace, shown: &ShownGraph) -> Option<PassPart> {
        let can_be_played = self.open_question().is_none() || self.held_at(trace, shown).is_some();
        can_be_played.then(|| PassPart::done(trace))
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
            right: BTreeMap::new(),
        });
        Cue::enter(world, None);
    }

    /// Goes on with another version of the open lesson, whose file was saved. What was answered stays so where it is asked in the same
    /// way. Call it between frames, or from a command.
    #[cfg(feature = "desktop")]
    pub(super) fn reload(world: &mut World, lesson: Arc<Lesson>) {
        let mut talk = world.resource_mut::<Self>();
        let Some(open) = &mut talk.open else { return };
        open.right = open.still_right(&lesson);
        open.step = open.step.min(lesson.steps.len() - 1);
        open.verdict = open.right.get(&open.step).copied().map(Verdict::Right);
        open.lesson = lesson;
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
        open.verdict = open.right.get(&step).copied().map(Verdict::Right);
        Cue::enter(world, before.as_ref());
    }

    /// Judges a typed answer, and shows what was asked if it is right. Call it between frames, or from a command.
    pub fn answer(world: &mut World, typed: &str) {
        let number = typed.trim().replace('−', "-").replace(',', ".");
        let verdict = match number.parse::<f64>() {
            Ok(answer) if answer.is_finite() => judge(world, answer),
            _ => Some(Verdict::NoNumber),
        };
        Self::set_verdict(world, verdict);
    }

    /// Tells the answer, and shows what was asked. Call it between frames, or from a command.
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
        let right = match verdict {
            Some(Verdict::Right(right)) => Some(right),
            _ => None,
        };
        open.verdict = verdict;
        let key = open.key.clone();
        if let Some(right) = right {
            open.right.insert(number, right);
            world.resource_mut::<LessonProgress>().answer(&key, number);
        }
        if world.resource::<Self>().is_answered() {
            Cue::reveal(world);
        }
    }

    /// Asks the step's question anew. Call it between frames, or from a command.
    pub fn ask_again(world: &mut World) {
        if let Some(open) = &mut world.resource_mut::<Self>().open {
            open.right.remove(&open.step);
            open.verdict = None;
        }
        let before = world.resource::<Self>().step().cloned();
        Cue::enter(world, before.as_ref());
    }
}

impl OpenTalk {
    /// What was answered rightly and is asked in the same way in another version of the lesson.
    #[cfg(feature = "desktop")]
    fn still_right(&self, lesson: &Lesson) -> BTreeMap<usize, f64> {
        let is_same = |number: &usize| {
            let [before, now] = [&*self.lesson, lesson].map(|it| it.steps.get(*number));
            let asked = |step: Option<&LessonStep>| {
                step.map(|step| (step.question.clone(), step.stage.clone()))
            };
            asked(before) == asked(now)
        };
        let right = self.right.iter().filter(|(number, _)| is_same(number));
        right.map(|(&number, &right)| (number, right)).collect()
    }

    /// The next step, if it asks of the same pass.
    fn asked_next(&self) -> Option<&LessonStep> {
        let step = self.lesson.steps.get(self.step)?;
        let next = self.lesson.steps.get(self.step + 1)?;
        (next.stage_number == step.stage_number && next.question.is_some()).then_some(next)
    }

    /// The position at which the question of a step of the present pass is answered by what is seen, unless that answers the next as
    /// well.
    fn shown_by(&self, number: usize, trace: &Trace, shown: &ShownGraph) -> Option<usize> {
        let steps = &self.lesson.steps;
        let (here, step) = (steps.get(self.step)?, steps.get(number)?);
        let question = step.question.as_ref()?;
        // In another order it is another pass.
        if (step.stage_number, step.order) != (here.stage_number, here.order) {
            return None;
        }
        let seen = |answer: &Answer| answer.seen(trace, |name| shown.place(name));
        let after = seen(&question.answer).map_or(trace.len(), |seen| seen.after);
        let next = steps.get(number + 1);
        let next = next.filter(|next| next.stage_number == step.stage_number);
        let limit = next.and_then(|next| seen(&next.question.as_ref()?.answer));
        Some(limit.map_or(after, |limit| after.min(limit.before)))
    }
}
