//! The graph whose pass is on show: its structure, and what its nodes are called.

use std::{collections::BTreeSet, sync::Arc};

use bevy::{ecs::entity::EntityHashMap, prelude::*};

use crate::{
    autodiff::{NodeOf, OutputGraph, PassOutput, TopologicalOrder},
    nn::NodeGroup,
};

use super::model::node_name;

/// The graph of the output on show. Replaced when the output or the structure of a graph changes, and only then.
#[derive(Resource, Debug, Clone)]
pub struct ShownGraph {
    /// Its nodes.
    pub graph: Arc<OutputGraph>,
    /// The nodes' names, by place.
    pub names: Arc<[String]>,
    /// The parts of the whole that nodes belong to, by place.
    pub groups: Arc<[Option<NodeGroup>]>,
    /// The layers of the network on show, in order.
    pub layers: Arc<[usize]>,
    structure: u64,
}

/// Keeps [`ShownGraph`] up to date. Runs in [`SimulationSystems::Pass`](super::SimulationSystems::Pass), after the pass.
///
/// The graphs of other outputs are kept: points of both classes take turns.
pub(super) fn follow_structure(world: &mut World, mut known: Local<EntityHashMap<ShownGraph>>) {
    let Some(output) = world.get_resource::<PassOutput>() else {
        return;
    };
    let output = output.variable;
    let order = world.resource::<TopologicalOrder>();
    let structure_of = |output| {
        let graph = world.get::<NodeOf>(output)?.graph();
        Some(order.structure(graph))
    };
    let is_current = |output, shown: &ShownGraph| structure_of(output) == Some(shown.structure);
    if let Some(shown) = world.get_resource::<ShownGraph>()
        && shown.output() == output
        && is_current(output, shown)
    {
        return;
    }
    known.retain(|output, shown| is_current(*output, shown));
    let shown = match (known.get(&output), structure_of(output)) {
        (Some(shown), _) => shown.clone(),
        (None, Some(structure)) => {
            let Some(shown) = ShownGraph::of(world, output, structure) else {
                return;
            };
            known.insert(output, shown.clone());
            shown
        }
        (None, None) => return,
    };
    world.insert_resource(shown);
}

impl ShownGraph {
    fn of(world: &World, output: Entity, structure: u64) -> Option<Self> {
        let graph = OutputGraph::of(world, output)?;
        let nodes = graph.nodes().iter().map(|node| node.entity);
        let groups: Arc<[_]> = nodes
            .clone()
            .map(|node| world.get::<NodeGroup>(node).copied())
            .collect();
        let layers = groups.iter().filter_map(|group| match group {
            Some(NodeGroup::Unit(unit)) => Some(unit.layer),
            _ => None,
        });
        Some(Self {
            layers: BTreeSet::from_iter(layers).into_iter().collect(),
            names: nodes.map(|node| node_name(world, node)).collect(),
            groups,
            graph: graph.into(),
            structure,
        })
    }

    /// The place of the node of a name; `loss` is the output, where no other node is called so.
    pub fn place(&self, name: &str) -> Option<usize> {
        let found = self.names.iter().position(|it| it == name);
        found.or_else(|| (name == "loss").then(|| self.graph.output()))
    }

    /// A node's name without the modules that it is in: `weight_0_1` of `layer1.weight_0_1`.
    pub fn own_name(&self, node: usize) -> &str {
        own_name(&self.names[node])
    }

    /// The output.
    pub fn output(&self) -> Entity {
        self.graph.nodes()[self.graph.output()].entity
    }
}

/// A name without the modules that its node is in.
pub fn own_name(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
