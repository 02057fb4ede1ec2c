//! A lesson that has been read and checked.

use std::{collections::BTreeMap, str::FromStr, sync::Arc};

use toml::Spanned;

use crate::{
    autodiff::{BackwardOrder, OutputGraph},
    formula::Evaluation,
};

use super::{
    Answer, LessonError, Stage,
    answer::Moment,
    file::{LessonFile, QuestionFields, StepFields},
    names::NodeNames,
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
}

/// How much of a pass is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PassPart {
    /// Leaves and constants have their values.
    Nothing,
    /// Every node has its value.
    Forward,
    /// The variables are sorted.
    Sort,
    /// Every variable has its derivative.
    All,
}

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

fn at_other_values(
    text: &str,
    stage: &Stage,
    at: &Spanned<BTreeMap<String, f64>>,
) -> Result<Stage, LessonError> {
    match stage {
        Stage::Expression(stage) => {
            let mut stage = stage.clone();
            stage.set(text, at)?;
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
        for link in node_links(fields.text.get_ref()) {
            if !names.iter().any(|name| name == link) {
                let words = format!(
                    "the link to `{NODE_LINK}{link}` leads nowhere; the nodes on stage are {}",
                    names.join(", ")
                );
                return Err(LessonError::at(text, &fields.text.span(), "text", words));
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
            && let Some(name) = touch.iter().find(|name| !is_leaf(stage, name))
        {
            let words = format!("`{name}` is no leaf: it is computed, and cannot be set");
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
const MOST_PASSES: u32 = 20;

fn is_leaf(stage: &Stage, name: &str) -> bool {
    match stage {
        Stage::Expression(stage) => stage.expression.variables().any(|it| it == name),
        Stage::Network(_) => name != "loss",
    }
}

fn are_variables(stage: &Stage, names: &[String]) -> bool {
    match stage {
        Stage::Expression(stage) => names
            .iter()
            .all(|name| stage.expression.variables().any(|it| it == name)),
        Stage::Network(_) => false,
    }
}

impl Question {
    fn read(
        text: &str,
        fields: &Spanned<QuestionFields>,
        stage: &Stage,
        order: BackwardOrder,
    ) -> Result<Self, LessonError> {
        let fields = fields.get_ref();
        let span = fields.answer.span();
        let complain = |words: String| LessonError::at(text, &span, "answer", words);
        let answer = fields.answer.get_ref().clone();
        match stage {
            Stage::Expression(stage) => {
                let source = stage.expression.clone();
                let evaluation = Evaluation::new(source, &stage.text, &stage.at)
                    .map_err(|error| complain(error.complaint.to_string()))?;
                let graph: &OutputGraph = evaluation.trace().graph();
                let labels = evaluation.labels();
                let name = |node: usize| labels[evaluation.place(node)].clone();
                let values = evaluation.graph_values();
                let right = answer.compute(&Moment {
                    graph,
                    values: &values,
                    names: &NodeNames::new((0..graph.len()).map(name)),
                    order,
                });
                let right = right.map_err(|error| complain(error.to_string()))?;
                if !right.is_finite() {
                    return Err(complain(format!(
                        "the answer is {right}, which nobody can type"
                    )));
                }
            }
            Stage::Network(_) => {
                let names = stage.node_names();
                let node = answer.node();
                if !names.iter().any(|name| name == node) {
                    let names = names.join(", ");
                    let words =
                        format!("there is no node `{node}` on stage; the nodes are {names}");
                    return Err(complain(words));
                }
            }
        }
        Ok(Self {
            ask: fields.ask.get_ref().clone(),
            answer,
            hint: fields.hint.clone(),
        })
    }
}

/// The names in a text's links to nodes.
pub fn node_links(text: &str) -> impl Iterator<Item = &str> {
    let links = text.split("](").skip(1);
    links.filter_map(|rest| rest.split(')').next()?.strip_prefix(NODE_LINK))
}

fn part(
    text: &str,
    field: Option<&Spanned<String>>,
    name: &str,
) -> Result<Option<PassPart>, LessonError> {
    let Some(field) = field else { return Ok(None) };
    let part = match (field.get_ref().as_str(), name) {
        ("nothing", "show") => PassPart::Nothing,
        ("forward", _) => PassPart::Forward,
        ("sort", _) => PassPart::Sort,
        ("backward", "play") | ("all", _) => PassPart::All,
        (other, _) => {
            let right = if name == "show" {
                "nothing, forward, sort or all"
            } else {
                "forward, sort, backward or all"
            };
            let words = format!("{other:?} is no part of a pass; it should be {right}");
            return Err(LessonError::at(text, &field.span(), name, words));
        }
    };
    Ok(Some(part))
}

/// What is done just before a part that plays.
const fn before(play: PassPart) -> PassPart {
    match play {
        PassPart::Nothing | PassPart::Forward => PassPart::Nothing,
        PassPart::Sort => PassPart::Forward,
        PassPart::All => PassPart::Sort,
    }
}

fn order(text: &str, field: Option<&Spanned<String>>) -> Result<BackwardOrder, LessonError> {
    let Some(field) = field else {
        return Ok(BackwardOrder::Sorted);
    };
    match field.get_ref().as_str() {
        "sorted" => Ok(BackwardOrder::Sorted),
        "each contribution" => Ok(BackwardOrder::EachContribution),
        "accumulated so far" => Ok(BackwardOrder::AccumulatedSoFar),
        other => Err(LessonError::at(
            text,
            &field.span(),
            "order",
            format!(
                "{other:?} is no order; it should be \"sorted\", \"each contribution\" or \"accumulated so far\""
            ),
        )),
    }
}
