//! The lesson that is open: where it is, what was answered.

use std::sync::Arc;

use bevy::prelude::*;

use crate::training::ShownGraph;

use super::{
    Answer, Lesson, LessonProgress, LessonStep, PassPart, Question, Stage,
    answer::{Moment, answers},
    director::Cue,
    names::NodeNames,
    slip::slip,
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

/// What an answer is judged to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It is right; the number to its last digit.
    Right(f64),
    /// It is wrong.
    Wrong {
        /// What was answered.
        answer: f64,
        /// Which mistake explains it, if one does.
        reason: Option<String>,
    },
    /// It is no number.
    NoNumber,
    /// Somebody wanted to be told.
    Told(f64),
    /// There is no such node on stage any more.
    Unanswerable(String),
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

/// The right answer to the step's question; `None` if it has none.
fn right_answer(world: &World) -> Option<Result<f64, String>> {
    with_moment(world, |step, moment| {
        let right = step.question.as_ref()?.answer.compute(moment);
        Some(right.map_err(|error| error.to_string()))
    })?
}

/// What the step's question is asked of.
fn with_moment<T>(world: &World, ask: impl FnOnce(&LessonStep, &Moment<'_>) -> T) -> Option<T> {
    let step = world.resource::<LessonTalk>().step()?;
    let shown = world.get_resource::<ShownGraph>()?;
    let moment = Moment {
        graph: &shown.graph,
        values: &values(world, step, shown),
        names: &NodeNames::new(shown.names.iter().cloned()),
        order: step.order,
    };
    Some(ask(step, &moment))
}

/// The values of the nodes, with those of the step's stage, whatever has been tried out.
fn values(world: &World, step: &LessonStep, shown: &ShownGraph) -> Vec<f64> {
    let mut values = shown.graph.values_in(world);
    if let Stage::Expression(stage) = &*step.stage {
        for (name, &value) in stage.expression.variables().zip(&stage.at) {
            if let Some(place) = shown.place(name) {
                values[place] = value;
            }
        }
        shown.graph.evaluate(&mut values, 0);
    }
    values
}

fn judge(world: &World, answer: f64) -> Option<Verdict> {
    let question = world.resource::<LessonTalk>().step()?.question.as_ref()?;
    let right = match right_answer(world)? {
        Ok(right) => right,
        Err(complaint) => return Some(Verdict::Unanswerable(complaint)),
    };
    // Nobody has taken a step who names the value from before it, however near it is.
    let is_before = matches!(question.answer, Answer::Stepped { .. })
        && value_on_stage(world, question.answer.node())
            .is_some_and(|before| (answer - before).abs() <= (answer - right).abs());
    if answers(answer, right) && (!is_before || answer == right) {
        return Some(Verdict::Right(right));
    }
    let reason = with_moment(world, |step, moment| {
        slip(&question.answer, answer, moment, step.passes)
    });
    Some(Verdict::Wrong {
        answer,
        reason: reason.flatten(),
    })
}

/// The value that a node has in the step's stage.
fn value_on_stage(world: &World, node: &str) -> Option<f64> {
    let step = world.resource::<LessonTalk>().step()?;
    let shown = world.get_resource::<ShownGraph>()?;
    let place = shown.place(node)?;
    values(world, step, shown).get(place).copied()
}
