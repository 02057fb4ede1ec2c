//! What leaves hold from one pass on show to the next, if somebody forgets to zero them.

use bevy::{ecs::entity::EntityHashMap, prelude::*};

use crate::autodiff::{Derivative, Function, NodeOf, OutputGraph, Variable};

/// Whether derivatives are zeroed before the pass on show, and what leaves have added up if not.
///
/// It concerns the pass on show alone: training zeroes before every batch.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct Accumulation {
    /// Whether derivatives are left as they are before a pass, as if `zero_grad` had been forgotten.
    pub is_forgotten: bool,
    /// How many passes the leaves have added up before the one on show.
    earlier_passes: u32,
    /// What leaves held before the pass on show.
    held: EntityHashMap<f64>,
    /// What they hold after it.
    latest: EntityHashMap<f64>,
    /// What the pass on show was of: where its numbers are others, it is another pass.
    source: Vec<u64>,
    /// The graph that it was of.
    graph: Option<Entity>,
    is_asked_again: bool,
}

/// Runs the pass on show once more: leaves that are not zeroed add it up again.
#[derive(Event, Debug, Clone, Copy)]
pub struct PassAgain;

/// Zeroes the derivatives that leaves hold from earlier passes.
#[derive(Event, Debug, Clone, Copy)]
pub struct ZeroDerivatives;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Accumulation>()
        .add_observer(on_pass_again)
        .add_observer(on_zero_derivatives);
}

fn on_pass_again(_: On<PassAgain>, mut accumulation: ResMut<Accumulation>) {
    accumulation.is_asked_again = true;
}

fn on_zero_derivatives(_: On<ZeroDerivatives>, mut accumulation: ResMut<Accumulation>) {
    accumulation.begin_anew();
}

impl Accumulation {
    /// How many passes the leaves hold, the one on show included: 1 where they are zeroed before each.
    pub const fn passes(&self) -> u32 {
        self.earlier_passes + 1
    }

    /// The pass on show is the first of those that leaves hold.
    fn begin_anew(&mut self) {
        self.held.clear();
        self.latest.clear();
        self.source.clear();
        self.earlier_passes = 0;
    }

    /// What a leaf held before the pass on show; `None` where nothing was ever stored, or it has been zeroed.
    pub fn before(&self, leaf: Entity) -> Option<f64> {
        self.held.get(&leaf).copied()
    }

    /// What each node of a graph held before the pass on show.
    pub(super) fn held_in(&self, graph: &OutputGraph) -> Vec<Option<f64>> {
        let nodes = graph.nodes().iter();
        nodes.map(|node| self.before(node.entity)).collect()
    }
}

/// Gives the leaves what they hold from earlier passes, the latest among them if the one that begins now is another: `source` is what
/// it is of.
pub(super) fn carry_over(
    world: &mut World,
    output: Entity,
    source: impl FnOnce(&World) -> Vec<u64>,
) {
    let graph = world.get::<NodeOf>(output).map(NodeOf::graph);
    let mut leaves =
        world.query_filtered::<(Entity, &mut Derivative), (With<Variable>, Without<Function>)>();
    world.resource_scope(|world, mut accumulation: Mut<Accumulation>| {
        if !accumulation.is_forgotten {
            accumulation.set_if_neq(Accumulation::default());
            return;
        }
        let source = source(world);
        if accumulation.graph != graph {
            accumulation.begin_anew();
            accumulation.graph = graph;
        }
        let is_another = accumulation.is_asked_again || accumulation.source != source;
        if is_another && !accumulation.source.is_empty() {
            accumulation.earlier_passes += 1;
            accumulation.held = std::mem::take(&mut accumulation.latest);
        }
        accumulation.is_asked_again = false;
        accumulation.source = source;
        for (leaf, mut derivative) in leaves.iter_mut(world) {
            derivative.0 = accumulation.before(leaf);
        }
    });
}

/// Keeps what the leaves hold now that the pass is over.
pub(super) fn remember(world: &mut World) {
    let mut leaves =
        world.query_filtered::<(Entity, &Derivative), (With<Variable>, Without<Function>)>();
    world.resource_scope(|world, mut accumulation: Mut<Accumulation>| {
        if accumulation.is_forgotten {
            let held = |(leaf, derivative): (Entity, &Derivative)| Some((leaf, derivative.0?));
            accumulation.latest = leaves.iter(world).filter_map(held).collect();
        }
    });
}
