//! The fields of a lesson's file, as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::Answer;

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct LessonFile {
    pub(super) title: Spanned<String>,
    pub(super) stage: Spanned<StageFields>,
    pub(super) steps: Spanned<Vec<StepFields>>,
}

/// An expression with values for its variables, or a network.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct StageFields {
    pub(super) expression: Option<Spanned<String>>,
    pub(super) at: Option<Spanned<BTreeMap<String, f64>>>,
    pub(super) network: Option<Spanned<NetworkFields>>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct NetworkFields {
    pub(super) dataset: Spanned<String>,
    pub(super) points: Option<Spanned<usize>>,
    pub(super) noise: Option<Spanned<f64>>,
    pub(super) data_seed: Option<Spanned<u64>>,
    pub(super) parameters: Spanned<BTreeMap<String, f64>>,
    pub(super) point: Option<Spanned<usize>>,
    pub(super) learning_rate: Option<Spanned<f64>>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct StepFields {
    pub(super) text: Spanned<String>,
    pub(super) stage: Option<Spanned<StageFields>>,
    pub(super) at: Option<Spanned<BTreeMap<String, f64>>>,
    pub(super) light: Option<Spanned<Vec<String>>>,
    pub(super) show: Option<Spanned<String>>,
    pub(super) play: Option<Spanned<String>>,
    pub(super) order: Option<Spanned<String>>,
    pub(super) zero: Option<bool>,
    pub(super) passes: Option<Spanned<u32>>,
    pub(super) touch: Option<Spanned<Vec<String>>>,
    pub(super) plot: Option<Spanned<Vec<String>>>,
    pub(super) train: Option<Spanned<bool>>,
    pub(super) question: Option<Spanned<QuestionFields>>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionFields {
    pub(super) ask: Spanned<String>,
    pub(super) answer: Spanned<Answer>,
    pub(super) hint: Option<Spanned<String>>,
}
