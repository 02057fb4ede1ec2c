//! Which parts of the graph are folded into one box.

use std::collections::BTreeSet;

use bevy::prelude::*;

use crate::{
    nn::{LayerUnit, NodeGroup},
    training::ShownGraph,
};

use super::BoxKey;

/// What is folded. A unit of a layer that is open is folded unless it is open itself.
#[derive(Resource, Debug, Clone, Default, PartialEq, Eq)]
pub struct Folding {
    open_layers: BTreeSet<usize>,
    open_units: BTreeSet<LayerUnit>,
    is_loss_open: bool,
    /// Whether somebody has folded or unfolded anything since the network was built.
    is_by_hand: bool,
}

/// How much of a layer is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detail {
    /// One box for the layer.
    Layer,
    /// One box for each unit, but for those that somebody has unfolded.
    Units,
    /// Every node.
    Nodes,
}

impl Detail {
    /// Every detail, the coarsest first.
    pub const ALL: [Self; 3] = [Self::Layer, Self::Units, Self::Nodes];
}

impl Folding {
    /// Everything in this detail. The loss is open where every node is seen and `is_loss_open`.
    pub(super) fn uniform(shown: &ShownGraph, detail: Detail, is_loss_open: bool) -> Self {
        let mut folding = Self {
            is_loss_open,
            ..default()
        };
        for &layer in shown.layers.iter() {
            folding.show(shown, layer, detail);
        }
        folding.is_by_hand = false;
        folding
    }

    /// Whether somebody has folded or unfolded anything.
    pub const fn is_by_hand(&self) -> bool {
        self.is_by_hand
    }

    /// What a node is drawn as.
    pub(super) fn key(&self, node: Entity, group: Option<NodeGroup>) -> BoxKey {
        match group {
            Some(NodeGroup::Unit(unit)) if !self.open_layers.contains(&unit.layer) => {
                BoxKey::Layer(unit.layer)
            }
            Some(NodeGroup::Unit(unit)) if !self.open_units.contains(&unit) => BoxKey::Unit(unit),
            Some(NodeGroup::Loss) if !self.is_loss_open => BoxKey::Loss,
            _ => BoxKey::Node(node),
        }
    }

    /// How much of a layer is seen: its units as soon as it is open, its nodes if all of them are.
    pub fn detail(&self, shown: &ShownGraph, layer: usize) -> Detail {
        if !self.open_layers.contains(&layer) {
            Detail::Layer
        } else if units(shown, layer).all(|unit| self.open_units.contains(&unit)) {
            Detail::Nodes
        } else {
            Detail::Units
        }
    }

    /// Shows this much of a layer.
    pub fn show(&mut self, shown: &ShownGraph, layer: usize, detail: Detail) {
        self.is_by_hand = true;
        self.open_units.retain(|unit| unit.layer != layer);
        match detail {
            Detail::Layer => {
                self.open_layers.remove(&layer);
            }
            Detail::Units => {
                self.open_layers.insert(layer);
            }
            Detail::Nodes => {
                self.open_layers.insert(layer);
                self.open_units.extend(units(shown, layer));
            }
        }
    }

    /// Whether the nodes of the loss are seen.
    pub const fn is_loss_open(&self) -> bool {
        self.is_loss_open
    }

    /// Folds the loss, or unfolds it.
    pub const fn show_loss(&mut self, is_open: bool) {
        self.is_by_hand = true;
        self.is_loss_open = is_open;
    }

    /// Unfolds a folded box; folds the unit or the loss that a node belongs to.
    pub fn toggle(&mut self, key: BoxKey, group: Option<NodeGroup>) {
        match (key, group) {
            (BoxKey::Layer(layer), _) => {
                self.open_layers.insert(layer);
            }
            (BoxKey::Unit(unit), _) => {
                self.open_units.insert(unit);
            }
            (BoxKey::Loss, _) => self.is_loss_open = true,
            (BoxKey::Node(_), Some(NodeGroup::Unit(unit))) => {
                self.open_units.remove(&unit);
            }
            (BoxKey::Node(_), Some(NodeGroup::Loss)) => self.is_loss_open = false,
            (BoxKey::Node(_), None) => return, // it belongs to nothing
        }
        self.is_by_hand = true;
    }

    /// Unfolds whatever hides a node of this group.
    pub fn reveal(&mut self, group: Option<NodeGroup>) {
        match group {
            Some(NodeGroup::Unit(unit)) => {
                self.is_by_hand = true;
                self.open_layers.insert(unit.layer);
                self.open_units.insert(unit);
            }
            Some(NodeGroup::Loss) => self.show_loss(true),
            None => {}
        }
    }
}

fn units(shown: &ShownGraph, layer: usize) -> impl Iterator<Item = LayerUnit> {
    all_units(shown).filter(move |unit| unit.layer == layer)
}

fn all_units(shown: &ShownGraph) -> impl Iterator<Item = LayerUnit> {
    shown.groups.iter().filter_map(|group| match group {
        Some(NodeGroup::Unit(unit)) => Some(*unit),
        _ => None,
    })
}
