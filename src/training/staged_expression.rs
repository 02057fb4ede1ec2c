//! The expression on stage: its text, its graph in plain data, and the values of its variables.

use std::collections::BTreeMap;

use bevy::prelude::*;

use crate::{
    autodiff::{GraphBuilder, Scalar, SpawnedGraph, Value},
    formula::Expression,
};

/// The value of a variable that nobody has given one.
const FIRST_VALUE: f64 = 1.0;

/// What the stage opens with: the lecture's full example.
const OPENING: &str = "z = x * y\nlog(z) + exp(z)";
/// Its point.
const OPENING_AT: [(&str, f64); 2] = [("x", 1.5), ("y", 2.0)];

/// The expression of [`Exhibit::Expression`](super::Exhibit::Expression).
///
/// A variable keeps its value when another expression has one of the same name.
#[derive(Resource, Debug, Clone, PartialEq)]
pub struct StagedExpression {
    text: String,
    expression: Expression,
    /// Every value that a variable of this name was given last.
    values: BTreeMap<String, f64>,
    /// The leaf of each variable, while they are in the world.
    leaves: Vec<Entity>,
    number: u64,
}

/// Puts another expression on stage, wherever it is shown.
#[derive(Event, Debug, Clone, PartialEq)]
pub struct StageExpression {
    /// The text that it was read from.
    pub text: String,
    /// The expression.
    pub expression: Expression,
    /// Values for variables; others keep theirs. Any that is not finite is refused.
    pub at: Vec<(String, f64)>,
}

impl Default for StagedExpression {
    fn default() -> Self {
        let values = OPENING_AT.map(|(name, value)| (name.to_owned(), value));
        Self {
            text: OPENING.into(),
            expression: OPENING.parse().expect("a formula that is tested"),
            values: values.into(),
            leaves: Vec::new(),
            number: 0,
        }
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<StagedExpression>()
        .add_observer(on_stage_expression);
}

fn on_stage_expression(stage: On<StageExpression>, mut commands: Commands) {
    let StageExpression {
        text,
        expression,
        at,
    } = stage.clone();
    commands.queue(move |world: &mut World| {
        StagedExpression::remember_values(world);
        let mut staged = world.resource_mut::<StagedExpression>();
        let finite = at.into_iter().filter(|(_, value)| value.is_finite());
        staged.values.extend(finite);
        staged.text = text;
        staged.expression = expression;
        staged.leaves.clear();
        staged.number += 1;
    });
}

impl StagedExpression {
    /// The text that it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The expression.
    pub const fn expression(&self) -> &Expression {
        &self.expression
    }

    /// The leaf of each variable, in the order of [`Expression::variables`]; empty while it is not in the world.
    pub fn leaves(&self) -> &[Entity] {
        &self.leaves
    }

    /// Which of all expressions that have been staged it is.
    pub(super) const fn number(&self) -> u64 {
        self.number
    }

    /// The values of the variables when they were last in the world, in their order.
    pub fn values(&self) -> Vec<f64> {
        let value = |name| self.values.get(name).copied().unwrap_or(FIRST_VALUE);
        self.expression.variables().map(value).collect()
    }

    /// Notes the values that the leaves in the world have.
    fn remember_values(world: &mut World) {
        let staged = world.resource::<Self>();
        let names = staged.expression.variables().map(str::to_owned);
        let values = staged.leaves.iter().map(|&leaf| world.get::<Value>(leaf));
        let values: Vec<(String, f64)> = names
            .zip(values)
            .filter_map(|(name, value)| Some((name, value?.0)))
            .collect();
        let mut staged = world.resource_mut::<Self>();
        staged.bypass_change_detection().values.extend(values);
    }

    /// The values of the variables, in their order: those of the leaves where these are in the world, else those remembered.
    pub fn present_values(&self, of_leaf: impl Fn(Entity) -> Option<f64>) -> Vec<f64> {
        let mut values = self.values();
        for (value, &leaf) in values.iter_mut().zip(&self.leaves) {
            *value = of_leaf(leaf).unwrap_or(*value);
        }
        values
    }

    /// Every value that a variable of this name was given last, those in the world now included.
    pub fn remembered(world: &World) -> BTreeMap<String, f64> {
        let staged = world.resource::<Self>();
        let present = staged.present_values(|leaf| Some(world.get::<Value>(leaf)?.0));
        let names = staged.expression.variables().map(str::to_owned);
        let mut values = staged.values.clone();
        values.extend(names.zip(present));
        values
    }

    /// Remembers these values and no others, for names that come up again.
    pub fn recall(&mut self, values: BTreeMap<String, f64>) {
        self.values = values;
    }

    /// Its graph is about to leave the world: the values that its leaves have are noted.
    pub(super) fn leave_world(world: &mut World) {
        Self::remember_values(world);
        let mut staged = world.resource_mut::<Self>();
        staged.bypass_change_detection().leaves.clear();
    }

    /// Drafts its graph and puts it into the world. Returns its result.
    pub(super) fn spawn(
        world: &mut World,
        builder: GraphBuilder,
    ) -> Result<(Scalar, SpawnedGraph)> {
        let staged = world.resource::<Self>();
        let expression = staged.expression.clone();
        let scalars = expression.draft(&builder, &staged.values())?;
        let spawned = builder.spawn(world)?;
        let leaves = expression.variable_places().iter();
        let leaves = leaves
            .map(|&place| spawned.entity(&scalars[place]))
            .collect();
        let mut staged = world.resource_mut::<Self>();
        staged.bypass_change_detection().leaves = leaves;
        Ok((scalars[expression.result()].clone(), spawned))
    }
}
