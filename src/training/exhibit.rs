//! What is on stage: the pass of a data point through the network, or of a small example.

use bevy::prelude::*;

use crate::autodiff::{Graph, GraphBuilder, PassOutput, Value};

use super::Example;

/// Whose pass is on show.
#[derive(Resource, Reflect, Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[reflect(Resource)]
pub enum Exhibit {
    /// The network's, for the chosen point.
    #[default]
    Network,
    /// An example's. Training has nothing to do with it.
    Example(Example),
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

/// The example on stage, in the world. Absent while the network is on stage.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExampleGraph {
    example: Example,
    graph: Entity,
    output: Entity,
}

impl ExampleGraph {
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

/// Puts the example on stage into the world, and takes away the one that was there.
///
/// Runs in [`SimulationSystems::Edit`](super::SimulationSystems::Edit).
pub(super) fn follow_exhibit(world: &mut World) -> Result {
    let wanted = match *world.resource::<Exhibit>() {
        Exhibit::Network => None,
        Exhibit::Example(example) => Some(example),
    };
    let present = world.get_resource::<ExampleGraph>().copied();
    if present.map(|present| present.example) == wanted {
        return Ok(());
    }
    if let Some(present) = present {
        world.despawn(present.graph);
        world.remove_resource::<ExampleGraph>();
    }
    if let Some(example) = wanted {
        let builder = GraphBuilder::new();
        let output = example.draft(&builder);
        let spawned = builder.spawn(world)?;
        world.insert_resource(ExampleGraph {
            example,
            graph: spawned.graph,
            output: spawned.entity(&output),
        });
    }
    Ok(())
}
