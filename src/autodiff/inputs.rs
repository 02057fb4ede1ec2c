//! The edges of the graph: which nodes a function reads, in order.

use bevy::{
    ecs::{lifecycle::HookContext, world::DeferredWorld},
    prelude::*,
};

use super::{Graph, NodeOf, TopologicalOrder};

/// The nodes that a function reads: ordered, the same one twice where the function reads it twice (`x · x`).
///
/// Not a Bevy relationship, which holds each target once. The component is immutable: every change is an insert or a remove,
/// both run a hook, and so the [`TopologicalOrder`] can never be out of date unnoticed. It cannot be copied
/// either: only the builder makes one, from nodes that exist already, so there is never a cycle.
#[derive(Component, Reflect, Debug, PartialEq, Eq)]
#[component(immutable, on_insert = forget_order, on_discard = forget_order)]
pub struct Inputs {
    nodes: [Entity; Self::MOST],
    count: u8,
}

impl Inputs {
    /// The most inputs any function takes.
    pub const MOST: usize = 2;

    pub(super) const fn one(node: Entity) -> Self {
        Self {
            nodes: [node, node],
            count: 1,
        }
    }

    pub(super) const fn two(first: Entity, second: Entity) -> Self {
        Self {
            nodes: [first, second],
            count: 2,
        }
    }

    /// The nodes, in the order of the function's arguments.
    pub fn as_slice(&self) -> &[Entity] {
        &self.nodes[..usize::from(self.count)]
    }
}

/// Hook: the structure of a graph changed.
pub(super) fn forget_order(mut world: DeferredWorld, context: HookContext) {
    let changed = context.entity;
    let is_graph = world.get::<Graph>(changed).is_some();
    let graph = match world.get::<NodeOf>(changed) {
        Some(member) => Some(member.graph()),
        None => is_graph.then_some(changed),
    };
    if let Some(mut order) = world.get_resource_mut::<TopologicalOrder>() {
        order.forget(graph);
    }
}
