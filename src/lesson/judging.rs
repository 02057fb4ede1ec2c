//! Whether an answer is right, by what is on stage.

use bevy::prelude::*;

use crate::training::ShownGraph;

use super::{
    Answer, LessonStep, LessonTalk, Stage,
    answer::{Moment, answers},
    names::NodeNames,
    slip::slip,
};

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

/// The right answer to the step's question; `None` if it has none.
pub(super) fn right_answer(world: &World) -> Option<Result<f64, String>> {
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

/// Judges an answer to the step's question; `None` if it has none.
pub(super) fn judge(world: &World, answer: f64) -> Option<Verdict> {
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
