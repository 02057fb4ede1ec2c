//! What is drawn as one: a node, or a folded unit, layer or loss. Pure.

use std::collections::BTreeMap;

use bevy::{math::vec2, prelude::*};

use crate::{
    autodiff::{Edge, NodeKind},
    nn::{LayerUnit, NodeGroup},
    training::ShownGraph,
};

use super::{Folding, LayoutInput};

/// Diameter of a leaf.
const LEAF: f32 = 34.0;
/// Side of a constant.
const CONSTANT: f32 = 28.0;
/// A non-leaf.
const FUNCTION: Vec2 = Vec2::new(64.0, 40.0);
/// A folded unit or loss.
const FOLDED: Vec2 = Vec2::new(74.0, 46.0);
/// A folded layer.
const LAYER: Vec2 = Vec2::new(120.0, 84.0);
/// Below a glyph: a line of text. A non-leaf has its derivative there, a leaf its value as well.
pub const LINE: f32 = 14.0;

/// What a box stands for: the same after the graph is drawn anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BoxKey {
    /// One node.
    Node(Entity),
    /// A folded unit.
    Unit(LayerUnit),
    /// A folded layer, by its number.
    Layer(usize),
    /// The folded loss.
    Loss,
}

/// What kind of glyph a box is drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BoxKind {
    /// A circle.
    Leaf,
    /// A square.
    Constant,
    /// A rounded box with the function's symbol.
    Function,
    /// A rounded box that stands for several nodes, of which the last is its result.
    Folded,
    /// A rounded box that stands for several units.
    Layer,
}

/// One box.
#[derive(Debug, Clone, PartialEq)]
pub struct DiagramBox {
    /// What it stands for.
    pub key: BoxKey,
    /// How it is drawn.
    pub kind: BoxKind,
    /// The places of its nodes in the shown graph, in creation order.
    pub nodes: Vec<usize>,
    /// The places of the nodes that others read, or the output: its results. One but for a layer.
    pub results: Vec<usize>,
    /// Width and height of its glyph, at zoom 1.
    pub glyph: Vec2,
    /// Whether its name says its value: a constant that nobody has named.
    pub is_bare_number: bool,
}

/// One line from a box to one that reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct DiagramEdge {
    /// The box that is read.
    pub from: usize,
    /// The box that reads.
    pub to: usize,
    /// What it stands for: one use of a node, or all uses of a box by another if one of them is folded.
    pub uses: Vec<Edge>,
    /// How many lines there are between the two boxes, and which of them this is: x · x has two.
    pub parallel: (usize, usize),
}

/// The boxes and their lines.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Diagram {
    /// The boxes; each stands after those that it reads.
    pub boxes: Vec<DiagramBox>,
    /// The lines.
    pub edges: Vec<DiagramEdge>,
    /// The box of each node of the shown graph.
    pub box_of: Vec<usize>,
}

impl Diagram {
    /// The graph as it is folded.
    pub fn new(shown: &ShownGraph, folding: &Folding) -> Self {
        let nodes = shown.graph.nodes();
        let key_of = |place: usize| folding.key(nodes[place].entity, shown.groups[place]);
        let mut members: BTreeMap<BoxKey, Vec<usize>> = BTreeMap::new();
        for place in 0..nodes.len() {
            members.entry(key_of(place)).or_default().push(place);
        }
        let mut boxes: Vec<DiagramBox> = members
            .into_iter()
            .map(|(key, nodes)| diagram_box(shown, key, nodes))
            .collect();
        // A box is computed when the last of its nodes is.
        boxes.sort_by_key(|found| found.nodes.last().copied());
        let mut box_of = vec![0; nodes.len()];
        for (index, found) in boxes.iter().enumerate() {
            for &place in &found.nodes {
                box_of[place] = index;
            }
        }
        let edges = edges(shown, &boxes, &box_of);
        Self {
            boxes,
            edges,
            box_of,
        }
    }

    /// What the layout is asked for.
    pub(super) fn layout_input(&self, shown: &ShownGraph) -> LayoutInput {
        // Numbers may be wider than what they belong to.
        let with_numbers =
            |found: &DiagramBox| vec2(found.glyph.x.max(FUNCTION.x), found.glyph.y + found.below());
        // Parameters and constants: what belongs to a group. The coordinates and the variables of a formula do not.
        let may_sit_above = |found: &DiagramBox| {
            found.kind == BoxKind::Constant
                || (found.kind == BoxKind::Leaf && shown.groups[found.nodes[0]].is_some())
        };
        LayoutInput {
            sizes: self.boxes.iter().map(with_numbers).collect(),
            edges: self.edges.iter().map(|edge| (edge.from, edge.to)).collect(),
            may_sit_above: self.boxes.iter().map(may_sit_above).collect(),
        }
    }

    /// The box of this key.
    pub fn find(&self, key: BoxKey) -> Option<usize> {
        self.boxes.iter().position(|found| found.key == key)
    }
}

impl DiagramBox {
    /// The room below the glyph for its numbers.
    pub fn below(&self) -> f32 {
        match self.kind {
            BoxKind::Layer => 0.0,
            BoxKind::Constant if self.is_bare_number => 0.0,
            BoxKind::Constant | BoxKind::Function | BoxKind::Folded => LINE,
            BoxKind::Leaf => 2.0 * LINE,
        }
    }

    /// The node whose numbers the box shows; `None` for a layer, which has several.
    pub fn result(&self) -> Option<usize> {
        match self.results[..] {
            [result] => Some(result),
            _ => None,
        }
    }
}

fn diagram_box(shown: &ShownGraph, key: BoxKey, nodes: Vec<usize>) -> DiagramBox {
    let last = nodes[nodes.len() - 1];
    let kind = match (key, shown.graph.nodes()[last].kind) {
        (BoxKey::Node(_), NodeKind::Leaf) => BoxKind::Leaf,
        (BoxKey::Node(_), NodeKind::Constant) => BoxKind::Constant,
        (BoxKey::Node(_), NodeKind::NonLeaf { .. }) => BoxKind::Function,
        (BoxKey::Unit(_) | BoxKey::Loss, _) => BoxKind::Folded,
        (BoxKey::Layer(_), _) => BoxKind::Layer,
    };
    let glyph = match kind {
        BoxKind::Leaf => Vec2::splat(LEAF),
        BoxKind::Constant => Vec2::splat(CONSTANT),
        BoxKind::Function => FUNCTION,
        BoxKind::Folded => FOLDED,
        BoxKind::Layer => LAYER,
    };
    let results = if kind == BoxKind::Layer {
        let is_last_of_unit = |&(index, &place): &(usize, &usize)| {
            let later = &nodes[index + 1..];
            let group: Option<NodeGroup> = shown.groups[place];
            later.iter().all(|&later| shown.groups[later] != group)
        };
        let last_ones = nodes.iter().enumerate().filter(is_last_of_unit);
        last_ones.map(|(_, &place)| place).collect()
    } else {
        vec![last]
    };
    DiagramBox {
        is_bare_number: kind == BoxKind::Constant && shown.names[last].parse::<f64>().is_ok(),
        key,
        kind,
        nodes,
        results,
        glyph,
    }
}

fn edges(shown: &ShownGraph, boxes: &[DiagramBox], box_of: &[usize]) -> Vec<DiagramEdge> {
    let is_node = |index: usize| matches!(boxes[index].key, BoxKey::Node(_));
    let mut merged: BTreeMap<(usize, usize, usize), Vec<Edge>> = BTreeMap::new();
    for (reader, node) in shown.graph.nodes().iter().enumerate() {
        for (argument, &input) in node.inputs().iter().enumerate() {
            let (from, to) = (box_of[input], box_of[reader]);
            if from == to {
                continue;
            }
            // Between two single nodes every use has a line of its own.
            let line = if is_node(from) && is_node(to) {
                argument
            } else {
                0
            };
            let uses = merged.entry((to, line, from)).or_default();
            uses.push(Edge { reader, argument });
        }
    }
    let mut edges: Vec<DiagramEdge> = merged
        .into_iter()
        .map(|((to, _, from), uses)| DiagramEdge {
            from,
            to,
            uses,
            parallel: (1, 0),
        })
        .collect();
    let mut lines: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (index, edge) in edges.iter().enumerate() {
        lines.entry((edge.from, edge.to)).or_default().push(index);
    }
    for lines in lines.into_values() {
        for (which, &index) in lines.iter().enumerate() {
            edges[index].parallel = (lines.len(), which);
        }
    }
    edges
}
