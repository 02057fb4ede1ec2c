//! The graph whose pass is on show: its structure, and what its nodes are called.

use std::sync::Arc;

use bevy::prelude::*;

use crate::{
    autodiff::{OutputGraph, PassOutput, TopologicalOrder},
    nn::NodeGroup,
};

use super::model::node_name;

/// The graph of the output on show. Replaced when the output or the structure of a graph changes, and only then.
#[derive(Resource, Debug, Clone)]
pub struct ShownGraph {
    /// Its nodes.
    pub graph: Arc<OutputGraph>,
    /// The nodes' names, by place.
    pub names: Vec<String>,
    /// The parts of the whole that nodes belong to, by place.
    pub groups: Vec<Option<NodeGroup>>,
    structure: u64,
}

/// Keeps [`ShownGraph`] up to date. Runs in [`SimulationSystems::Pass`](super::SimulationSystems::Pass), after the pass.
pub(super) fn follow_structure(world: &mut World) {
    let Some(output) = world.get_resource::<PassOutput>() else {
        return;
    };
    let output = output.variable;
    let structure = world.resource::<TopologicalOrder>().structure();
    if let Some(shown) = world.get_resource::<ShownGraph>()
        && shown.structure == structure
        && shown.output() == output
    {
        return;
    }
    let Some(graph) = OutputGraph::of(world, output) else {
        return;
    };
    let name = |entity| node_name(world, entity);
    let nodes = graph.nodes().iter().map(|node| node.entity);
    let shown = ShownGraph {
        names: nodes.clone().map(name).collect(),
        groups: nodes
            .map(|entity| world.get::<NodeGroup>(entity).copied())
            .collect(),
        graph: graph.into(),
        structure,
    };
    world.insert_resource(shown);
}

impl ShownGraph {
    /// A node's name without the modules that it is in: `weight_0_1` of `layer1.weight_0_1`.
    pub fn own_name(&self, node: usize) -> &str {
        let name = &self.names[node];
        name.rsplit('.').next().unwrap_or(name)
    }

    /// The output.
    pub fn output(&self) -> Entity {
        self.graph.nodes()[self.graph.output()].entity
    }
}
