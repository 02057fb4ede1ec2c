//! Which nodes belong together.

use bevy::prelude::*;

use super::inputs::forget_order;

/// Says which graph a node belongs to. Only [`GraphBuilder`](super::GraphBuilder) can make one.
#[derive(Component, Reflect, Debug, Clone, PartialEq, Eq)]
#[relationship(relationship_target = Graph)]
pub struct NodeOf(Entity);

impl NodeOf {
    pub(super) const fn new(graph: Entity) -> Self {
        Self(graph)
    }

    /// The entity that holds the [`Graph`].
    pub const fn graph(&self) -> Entity {
        self.0
    }
}

/// The nodes of one graph in the order of their creation: a node's inputs stand before it.
///
/// Despawning the entity that holds it despawns every node: nothing is left behind.
#[derive(Component, Reflect, Debug, Default, PartialEq, Eq)]
#[component(on_remove = forget_order)]
#[relationship_target(relationship = NodeOf, linked_spawn)]
pub struct Graph(Vec<Entity>);

impl Graph {
    /// Every node, in creation order.
    pub fn nodes(&self) -> &[Entity] {
        &self.0
    }
}
