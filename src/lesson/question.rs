//! A question, and whether it can be asked of what is on stage.

use toml::Spanned;

use crate::autodiff::BackwardOrder;

use super::{Answer, LessonError, Stage, answer::Moment, file::QuestionFields, step::MOST_PASSES};

/// A question, whose answer is a number that the engine computes.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What is asked, in Markdown.
    pub ask: String,
    /// What the right answer is computed as.
    pub answer: Answer,
    /// What is said after a wrong answer.
    pub hint: Option<String>,
}

impl Question {
    pub(super) fn read(
        text: &str,
        fields: &Spanned<QuestionFields>,
        stage: &Stage,
        order: BackwardOrder,
    ) -> Result<Self, LessonError> {
        let fields = fields.get_ref();
        let span = fields.answer.span();
        let complain = |words: String| LessonError::at(text, &span, "answer", words);
        let answer = fields.answer.get_ref().clone();
        let is_positive = |number: f64| number.is_finite() && number > 0.0;
        match answer {
            Answer::CentralDifference { epsilon, .. } if !is_positive(epsilon) => {
                return Err(complain("`epsilon` should be above 0".into()));
            }
            Answer::Stepped { learning_rate, .. } if !is_positive(learning_rate) => {
                return Err(complain("`learning_rate` should be above 0".into()));
            }
            Answer::Accumulated { passes, .. } if !(1..=MOST_PASSES).contains(&passes) => {
                let words = format!("`passes` should be from 1 to {MOST_PASSES}");
                return Err(complain(words));
            }
            _ => {}
        }
        let scene = stage.scene().map_err(complain)?;
        let right = answer.compute(&Moment {
            graph: &scene.graph,
            values: &scene.values,
            names: &scene.names,
            order,
        });
        let right = right.map_err(|error| complain(error.to_string()))?;
        if !right.is_finite() {
            return Err(complain(format!(
                "the answer is {right}, which nobody can type"
            )));
        }
        Ok(Self {
            ask: fields.ask.get_ref().clone(),
            answer,
            hint: fields.hint.as_ref().map(|hint| hint.get_ref().clone()),
        })
    }
}
