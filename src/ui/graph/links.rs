//! What lights up in the graph: what is pointed at in any view, what it reads, and the edges between.

use bevy::prelude::*;

use crate::{
    nn::{LayerUnit, NodeGroup},
    training::ShownGraph,
    view::graph::{GraphStage, Lit},
};

use super::canvas::Pointed;

/// What lights up: what is pointed at, what it reads, and the edges between.
pub(super) struct Links {
    pub(super) boxes: Vec<bool>,
    pub(super) edges: Vec<bool>,
    pub(super) is_any: bool,
}

impl Links {
    pub(super) fn new(
        shown: &ShownGraph,
        stage: &GraphStage,
        lit: Option<Lit>,
        in_lesson: &[Entity],
        pointed: Pointed,
    ) -> Self {
        let diagram = stage.diagram();
        let mut this = Self {
            boxes: vec![false; diagram.boxes.len()],
            edges: vec![false; diagram.edges.len()],
            is_any: false,
        };
        // What a lesson speaks of stands out, and nothing else is set back for it.
        for &node in in_lesson {
            if let Some(place) = shown.graph.place(node) {
                this.boxes[diagram.box_of[place]] = true;
            }
        }
        let centres: Vec<usize> = match lit {
            Some(Lit::Box(key)) => diagram.find(key).into_iter().collect(),
            Some(Lit::Node(node)) => {
                let place = shown.graph.place(node);
                place
                    .map(|place| diagram.box_of[place])
                    .into_iter()
                    .collect()
            }
            Some(Lit::Line(unit)) => boxes_of_line(shown, stage, unit),
            None => Vec::new(),
        };
        for centre in centres {
            this.is_any = true;
            this.boxes[centre] = true;
            for (index, edge) in diagram.edges.iter().enumerate() {
                if edge.to == centre {
                    this.edges[index] = true;
                    this.boxes[edge.from] = true;
                } else if edge.from == centre {
                    this.edges[index] = true;
                }
            }
        }
        if let Some(edge) = pointed.edge {
            this.is_any = true;
            this.edges[edge] = true;
            let ends = [diagram.edges[edge].from, diagram.edges[edge].to];
            for end in ends {
                this.boxes[end] = true;
            }
        }
        this
    }
}

/// The boxes of a unit of the first layer.
fn boxes_of_line(shown: &ShownGraph, stage: &GraphStage, unit: usize) -> Vec<usize> {
    let line = NodeGroup::Unit(LayerUnit { layer: 0, unit });
    let nodes = shown.groups.iter().enumerate();
    let mut boxes: Vec<usize> = nodes
        .filter(|(_, group)| **group == Some(line))
        .map(|(place, _)| stage.diagram().box_of[place])
        .collect();
    boxes.dedup();
    boxes
}
