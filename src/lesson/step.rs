//! A lesson that has been read and checked.

use std::{collections::BTreeMap, str::FromStr, sync::Arc};

use toml::Spanned;

use crate::autodiff::BackwardOrder;

use super::{
    LessonError, PassPart, Question, Stage,
    file::{LessonFile, StepFields},
    pass_part::{before, order, part},
};

/// The beginning of a link in a text that lights a node.
pub const NODE_LINK: &str = "node:";

/// A lesson: its steps, each with what is on stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// What it is about.
    pub title: String,
    /// At least one.
    pub steps: Vec<LessonStep>,
}

/// One step of a lesson.
#[derive(Debug, Clone, PartialEq)]
pub struct LessonStep {
    /// What is said, in Markdown; a link to `node:z` lights the node z.
    pub text: String,
    /// What is on stage.
    pub stage: Arc<Stage>,
    /// Which of the lesson's stages that is: the same number as in the step before means that it goes on.
    pub stage_number: usize,
    /// The nodes that are lit.
    pub light: Vec<String>,
    /// How much of the pass is done when the step begins.
    pub show: PassPart,
    /// Up to where it then plays by itself.
    pub play: Option<PassPart>,
    /// In which order backward goes.
    pub order: BackwardOrder,
    /// How many passes have been run without zeroing; 1 where derivatives are zeroed.
    pub passes: u32,
    /// The leaves that may be changed.
    pub touch: Vec<String>,
    /// The variables that the picture of the function is drawn over: none, one or two.
    pub plot: Vec<String>,
    /// Whether the network trains.
    pub train: bool,
    /// What is asked.
    pub question: Option<Question>,
    /// How much of the pass the file itself wants to be seen, whatever is asked.
    pub offered: PassPart,
}

impl FromStr for Lesson {
    type Err = LessonError;

    /// Reads and checks the text of a lesson's file.
    fn from_str(text: &str) -> Result<Self, LessonError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let file: LessonFile =
            toml::from_str(text).map_err(|error| LessonError::of_toml(text, &error))?;
        if file.steps.get_ref().is_empty() {
            let words = "a lesson has at least one step: [[steps]] with a text".into();
            return Err(LessonError::at(text, &file.steps.span(), "steps", words));
        }
        let mut stage = Arc::new(Stage::read(text, &file.stage)?);
        let mut stage_number = 0;
        let mut steps = Vec::new();
        for fields in file.steps.get_ref() {
            if let Some(other) = &fields.stage {
                stage = Arc::new(Stage::read(text, other)?);
                stage_number += 1;
            }
            if let Some(at) = &fields.at {
                stage = Arc::new(at_other_values(text, &stage, at)?);
                stage_number += 1;
            }
            steps.push(LessonStep::read(text, fields, &stage, stage_number)?);
        }
        Ok(Self {
            title: file.title.into_inner(),
            steps,
        })
    }
}

impl Lesson {
    /// Its questions, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.steps.iter().filter_map(|step| step.question.as_ref())
    }
}

fn at_other_values(
    text: &str,
    stage: &Stage,
    at: &Spanned<BTreeMap<String, f64>>,
) -> Result<Stage, LessonError> {
    match stage {
        Stage::Expression(stage) => {
            let mut stage = stage.clone();
            stage.set(text, at, true)?;
            Ok(Stage::Expression(stage))
        }
        Stage::Network(_) => Err(LessonError::at(
            text,
            &at.span(),
            "at",
            "a network has no `at`; give another `stage` with its parameters".into(),
        )),
    }
}

impl LessonStep {
    fn read(
        text: &str,
        fields: &StepFields,
        stage: &Arc<Stage>,
        stage_number: usize,
    ) -> Result<Self, LessonError> {
        let names = stage.node_names();
        let check_names = |list: &Option<Spanned<Vec<String>>>, field: &str| {
            let Some(list) = list else {
                return Ok(Vec::new());
            };
            let unknown = list.get_ref().iter().find(|name| !names.contains(name));
            match unknown {
                None => Ok(list.get_ref().clone()),
                Some(unknown) => Err(LessonError::at(
                    text,
                    &list.span(),
                    field,
                    format!(
                        "there is no node `{unknown}` on stage; the nodes are {}",
                        names.join(", ")
                    ),
                )),
            }
        };
        check_links(text, "text", &fields.text, &names)?;
        if let Some(question) = fields.question.as_ref().map(Spanned::get_ref) {
            check_links(text, "ask", &question.ask, &names)?;
            if let Some(hint) = &question.hint {
                check_links(text, "hint", hint, &names)?;
            }
        }
        let order = order(text, fields.order.as_ref())?;
        let question = match &fields.question {
            Some(question) => Some(Question::read(text, question, stage, order)?),
            None => None,
        };
        let play = part(text, fields.play.as_ref(), "play")?;
        let plays_all = fields
            .play
            .as_ref()
            .is_some_and(|play| play.get_ref() == "all");
        let show = match (part(text, fields.show.as_ref(), "show")?, play, &question) {
            (Some(show), ..) => show,
            (None, Some(_), _) if plays_all => PassPart::Nothing,
            (None, Some(play), _) => before(play),
            (None, None, Some(question)) if question.answer.is_of_forward() => PassPart::Nothing,
            (None, None, Some(_)) => PassPart::Forward,
            (None, None, None) => PassPart::All,
        };
        let touch = check_names(&fields.touch, "touch")?;
        if let Some(list) = &fields.touch
            && let Some(name) = touch.iter().find(|name| !stage.leaves().contains(name))
        {
            let words = format!(
                "`{name}` is no leaf: it is computed, and cannot be set; the leaves are {}",
                stage.leaves().join(", ")
            );
            return Err(LessonError::at(text, &list.span(), "touch", words));
        }
        let plot = check_names(&fields.plot, "plot")?;
        if let Some(list) = &fields.plot
            && (plot.len() > 2 || plot.is_empty() || !are_variables(stage, &plot))
        {
            let words = "it should be one or two variables of an expression on stage".into();
            return Err(LessonError::at(text, &list.span(), "plot", words));
        }
        let train = fields.train.as_ref().is_some_and(|train| *train.get_ref());
        if let Some(field) = &fields.train
            && train
            && matches!(**stage, Stage::Expression(_))
        {
            let words = "only a network trains; put one on stage".into();
            return Err(LessonError::at(text, &field.span(), "train", words));
        }
        if let Some(field) = &fields.train
            && train
            && question.is_some()
        {
            let words =
                "a network that trains changes its answers; ask in a step of its own".into();
            return Err(LessonError::at(text, &field.span(), "train", words));
        }
        let is_zeroed = fields.zero.unwrap_or(true);
        let usual = if is_zeroed { 1 } else { 2 };
        let passes = fields
            .passes
            .as_ref()
            .map_or(usual, |passes| *passes.get_ref());
        if let Some(field) = &fields.passes
            && (is_zeroed || !(2..=MOST_PASSES).contains(&passes))
        {
            let words =
                format!("it goes with `zero = false`, and should be from 2 to {MOST_PASSES}");
            return Err(LessonError::at(text, &field.span(), "passes", words));
        }
        Ok(Self {
            offered: show.max(play.unwrap_or(PassPart::Nothing)),
            text: fields.text.get_ref().clone(),
            stage: Arc::clone(stage),
            stage_number,
            light: check_names(&fields.light, "light")?,
            show,
            play,
            order,
            passes,
            touch,
            plot,
            train,
            question,
        })
    }
}

/// More passes than these show nothing new.
pub(super) const MOST_PASSES: u32 = 20;

fn are_variables(stage: &Stage, names: &[String]) -> bool {
    match stage {
        Stage::Expression(stage) => names
            .iter()
            .all(|name| stage.expression.variables().any(|it| it == name)),
        Stage::Network(_) => false,
    }
}

/// Every link to a node has to lead to one that is on stage.
fn check_links(
    text: &str,
    field: &str,
    markdown: &Spanned<String>,
    names: &[String],
) -> Result<(), LessonError> {
    let mut links = node_links(markdown.get_ref());
    match links.find(|&link| !names.iter().any(|name| name == link)) {
        None => Ok(()),
        Some(link) => {
            let words = format!(
                "the link to `{NODE_LINK}{link}` leads nowhere; the nodes on stage are {}",
                names.join(", ")
            );
            let link = format!("]({NODE_LINK}{link})");
            Err(
                LessonError::at(text, &markdown.span(), field, words).at_part(
                    text,
                    &markdown.span(),
                    &link,
                ),
            )
        }
    }
}

/// The names in a text's links to nodes.
pub fn node_links(text: &str) -> impl Iterator<Item = &str> {
    let links = text.split("](").skip(1);
    links.filter_map(|rest| rest.split(')').next()?.strip_prefix(NODE_LINK))
}
