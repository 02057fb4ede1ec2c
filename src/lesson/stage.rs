//! What is on stage in a lesson: an expression at a point, or a network with its data.

use std::collections::BTreeMap;

use toml::Spanned;

use crate::{
    autodiff::OutputGraph,
    formula::{Evaluation, Expression},
    nn::NetworkShape,
    training::PointGraph,
};

use super::{
    LessonError, NetworkStage,
    file::StageFields,
    names::{NodeNames, OUTPUT},
};

/// What is on stage.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// An expression.
    Expression(ExpressionStage),
    /// A network of the lecture's shape.
    Network(NetworkStage),
}

/// An expression and a value for each of its variables.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpressionStage {
    /// Its text.
    pub text: String,
    /// The expression.
    pub expression: Expression,
    /// The values of its variables, in their order.
    pub at: Vec<f64>,
}

/// What a question is asked of.
pub(super) struct Scene {
    pub(super) graph: OutputGraph,
    /// By place.
    pub(super) values: Vec<f64>,
    pub(super) names: NodeNames,
}

impl Stage {
    pub(super) fn read(text: &str, fields: &Spanned<StageFields>) -> Result<Self, LessonError> {
        let span = fields.span();
        let fields = fields.get_ref();
        match (&fields.expression, &fields.network) {
            (Some(expression), None) => {
                let stage = ExpressionStage::read(text, expression, fields.at.as_ref())?;
                Ok(Self::Expression(stage))
            }
            (None, Some(network)) => match &fields.at {
                None => Ok(Self::Network(NetworkStage::read(text, network)?)),
                Some(at) => Err(LessonError::at(
                    text,
                    &at.span(),
                    "at",
                    "a network has no `at`; give its parameters".into(),
                )),
            },
            _ => Err(LessonError::at(
                text,
                &span,
                "stage",
                "it should have either `expression` (with `at`) or `network`".into(),
            )),
        }
    }

    /// Its graph with its numbers, as it is before anybody touches it.
    ///
    /// # Errors
    ///
    /// What is wrong with it, in words.
    pub(super) fn scene(&self) -> Result<Scene, String> {
        match self {
            Self::Expression(stage) => {
                let source = stage.expression.clone();
                let evaluation = Evaluation::new(source, &stage.text, &stage.at)
                    .map_err(|error| error.complaint.to_string())?;
                let labels = evaluation.labels();
                let graph = OutputGraph::clone(evaluation.trace().graph());
                let name = |node: usize| labels[evaluation.place(node)].clone();
                Ok(Scene {
                    names: NodeNames::new((0..graph.len()).map(name)),
                    values: evaluation.graph_values(),
                    graph,
                })
            }
            Self::Network(stage) => {
                let points = stage.data.drawn();
                let shape = NetworkShape::default();
                let point = points.get(stage.point).copied();
                let made = point.and_then(|it| PointGraph::of(&shape, &stage.parameters, it));
                let made = made.ok_or("there is no such point")?;
                Ok(Scene {
                    names: NodeNames::new(made.names),
                    values: made.values,
                    graph: made.graph,
                })
            }
        }
    }

    /// The names that the lesson may use for nodes.
    pub(super) fn node_names(&self) -> Vec<String> {
        match self {
            Self::Expression(stage) => stage.expression.labels(),
            Self::Network(_) => {
                let scene = self.scene();
                let mut names = scene.map_or_else(|_| self.leaves(), |it| it.names.into_list());
                if !names.iter().any(|name| name == OUTPUT) {
                    names.push(OUTPUT.into());
                }
                names
            }
        }
    }

    /// The names of its leaves: what can be touched.
    pub(super) fn leaves(&self) -> Vec<String> {
        match self {
            Self::Expression(stage) => stage.expression.variables().map(str::to_owned).collect(),
            Self::Network(_) => {
                let mut names = NetworkShape::default().parameter_names();
                names.extend(["x1", "x2"].map(str::to_owned));
                names
            }
        }
    }
}

impl ExpressionStage {
    fn read(
        text: &str,
        source: &Spanned<String>,
        at: Option<&Spanned<BTreeMap<String, f64>>>,
    ) -> Result<Self, LessonError> {
        let complain = |complaint| LessonError::at(text, &source.span(), "expression", complaint);
        let formula = source.get_ref().trim_end().to_owned();
        // A text of several lines begins below its quotes.
        let opening = &text[source.span()];
        let opening = opening.trim_start_matches(['\'', '"']);
        let is_below = usize::from(opening.starts_with(['\n', '\r']));
        let expression: Expression = formula.parse().map_err(|error| {
            let error: crate::formula::FormulaError = error;
            let below = error.line - 1 + is_below;
            let help = error.help().map(|help| format!("; {help}"));
            let words = format!("{}{}", error.complaint, help.unwrap_or_default());
            complain(words).in_lines_below(below)
        })?;
        let count = expression.variables().len();
        let mut stage = Self {
            at: vec![0.0; count],
            text: formula,
            expression,
        };
        match at {
            Some(at) => stage.set(text, at, false)?,
            None if stage.at.is_empty() => {}
            None => {
                let first = stage.expression.variables().next().unwrap_or_default();
                let words = format!("its variables need values: at = {{ {first} = 1.5 }}");
                return Err(complain(words));
            }
        }
        Ok(stage)
    }

    /// Gives every variable its value. Where the stage `goes_on`, those that are not named keep theirs.
    pub(super) fn set(
        &mut self,
        text: &str,
        at: &Spanned<BTreeMap<String, f64>>,
        goes_on: bool,
    ) -> Result<(), LessonError> {
        let complain = |complaint| LessonError::at(text, &at.span(), "at", complaint);
        let given = at.get_ref();
        let variables: Vec<String> = self.expression.variables().map(str::to_owned).collect();
        if let Some(unknown) = given.keys().find(|name| !variables.contains(name)) {
            let words = match variables.as_slice() {
                [] => format!("the expression has no variable `{unknown}`; it has none"),
                variables => format!(
                    "the expression has no variable `{unknown}`; its variables are {}",
                    variables.join(", ")
                ),
            };
            return Err(complain(words));
        }
        for (place, name) in variables.iter().enumerate() {
            match given.get(name) {
                Some(value) if value.is_finite() => self.at[place] = *value,
                Some(_) => return Err(complain(format!("`{name}` should be a finite number"))),
                None if goes_on => {}
                None => return Err(complain(format!("the value of `{name}` is missing"))),
            }
        }
        Evaluation::new(self.expression.clone(), &self.text, &self.at)
            .map_err(|error| complain(error.complaint.to_string()))?;
        Ok(())
    }
}
