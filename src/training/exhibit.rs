//! What is on stage: the pass of a data point through the network, of a small example, or of an expression.

use bevy::prelude::*;

use crate::autodiff::{Graph, GraphBuilder, PassOutput, Value};

use super::{Example, StagedExpression};

/// Whose pass is on show.
#[derive(Resource, Reflect, Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[reflect(Resource)]
pub enum Exhibit {
    /// The network's, for the chosen point.
    #[default]
    Network,
    /// An example's. Training has nothing to do with it.
    Example(Example),
    /// That of the [`StagedExpression`]. Training has nothing to do with it.
    Expression,
}

impl Exhibit {
    /// Whether both are the same but for their sizes: then one looks at the same part of it.
    pub fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Example(one), Self::Example(other)) => {
                std::mem::discriminant(one) == std::mem::discriminant(other)
            }
            (one, other) => one == other,
        }
    }
}

/// The graph of the example or the expression on stage, in the world. Absent while the network is on stage.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq)]
pub struct StagedGraph {
    source: StagedSource,
    graph: Entity,
    output: Entity,
}

/// What a graph on stage was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StagedSource {
    Example(Example),
    /// An expression, by its number among those that have been staged.
    Expression(u64),
}

impl StagedGraph {
    /// The entity that holds its graph.
    pub(super) const fn graph(&self) -> Entity {
        self.graph
    }

    /// What its pass differentiates.
    pub(super) const fn pass_output(&self) -> PassOutput {
        PassOutput::of(self.output)
    }

    /// What tells its pass from that of other numbers or another graph.
    pub(super) fn source(&self, world: &World) -> Vec<u64> {
        let nodes = world.get::<Graph>(self.graph).map_or(&[][..], Graph::nodes);
        let value = |&node| {
            world
                .get::<Value>(node)
                .map_or(0, |value| value.0.to_bits())
        };
        [self.output.to_bits()]
            .into_iter()
            .chain(nodes.iter().map(value))
            .collect()
    }
}

/// Whether what is on stage may have changed.
pub(super) fn may_have_changed(exhibit: Res<Exhibit>, expression: Res<StagedExpression>) -> bool {
    exhibit.is_changed() || expression.is_changed()
}

/// Puts the example or the expression on stage into the world, and takes away what was there.
///
/// Runs in [`SimulationSystems::Edit`](super::SimulationSystems::Edit).
pub(super) fn follow_exhibit(world: &mut World) -> Result {
    let wanted = match *world.resource::<Exhibit>() {
        Exhibit::Network => None,
        Exhibit::Example(example) => Some(StagedSource::Example(example)),
        Exhibit::Expression => {
            let expression = world.resource::<StagedExpression>();
            Some(StagedSource::Expression(expression.number()))
        }
    };
    let present = world.get_resource::<StagedGraph>().copied();
    if present.map(|present| present.source) == wanted {
        return Ok(());
    }
    if let Some(present) = present {
        StagedExpression::leave_world(world);
        world.despawn(present.graph);
        world.remove_resource::<StagedGraph>();
    }
    if let Some(source) = wanted {
        let builder = GraphBuilder::new();
        let (output, spawned) = match source {
            StagedSource::Example(example) => {
                let output = example.draft(&builder);
                (output, builder.spawn(world)?)
            }
            StagedSource::Expression(_) => StagedExpression::spawn(world, builder)?,
        };
        world.insert_resource(StagedGraph {
            source,
            graph: spawned.graph,
            output: spawned.entity(&output),
        });
    }
    Ok(())
}
