//! How boxes move: to where another diagram or another room has them.

use std::collections::BTreeMap;

use bevy::prelude::*;

use crate::{nn::NodeGroup, training::ShownGraph};

use super::{
    BoxKey, Diagram, DiagramBox, DiagramEdge, GraphRoom, GraphStage, Layout, LeavingBox,
    StageCamera,
    stage::{LaidOut, MARGIN, ShownBox},
};

/// How fast boxes glide to new places, in 1/s.
const FOLLOW_RATE: f32 = 9.0;
/// How much farther apart boxes may stand where there is room, across and down.
const MOST_STRETCH: Vec2 = Vec2::new(2.0, 1.6);

impl GraphStage {
    /// Puts another diagram on stage. A box that was there goes on from where it is; a new one comes out of the box that held its
    /// nodes before, and one that is gone goes into the box that holds them now.
    pub(super) fn replace(&mut self, next: LaidOut, shown: &ShownGraph) {
        let LaidOut {
            diagram,
            closest,
            sizes,
            ..
        } = next;
        let ends = |diagram: &Diagram, edge: &DiagramEdge| {
            let key = |end: usize| diagram.boxes[end].key;
            (key(edge.from), key(edge.to), edge.parallel.0)
        };
        let edges = self.diagram.edges.iter().enumerate();
        let bends: BTreeMap<_, Vec<Vec2>> = edges
            .map(|(index, edge)| (ends(&self.diagram, edge), self.bends(index).collect()))
            .collect();
        let stretch = self.stretch;
        let layout = placed(&diagram, &closest, &sizes, stretch);
        let mut before: BTreeMap<BoxKey, Vec2> = BTreeMap::new();
        for (found, at) in self.diagram.boxes.iter().zip(&self.shown) {
            before.insert(found.key, at.centre);
        }
        let mut after: BTreeMap<BoxKey, Vec2> = BTreeMap::new();
        for (found, &at) in diagram.boxes.iter().zip(&layout.centres) {
            after.insert(found.key, at);
        }
        let relatives = |found: &DiagramBox, places: &BTreeMap<BoxKey, Vec2>| {
            let group = found
                .nodes
                .last()
                .and_then(|&place| shown.groups.get(place));
            let folded = match (found.key, group.copied().flatten()) {
                (BoxKey::Node(_), Some(NodeGroup::Unit(unit))) => {
                    vec![BoxKey::Unit(unit), BoxKey::Layer(unit.layer)]
                }
                (BoxKey::Node(_), Some(NodeGroup::Loss)) => vec![BoxKey::Loss],
                (BoxKey::Unit(unit), _) => vec![BoxKey::Layer(unit.layer)],
                _ => vec![],
            };
            folded.into_iter().find_map(|key| places.get(&key).copied())
        };
        self.shown = diagram
            .boxes
            .iter()
            .zip(&layout.centres)
            .map(|(found, &target)| {
                let held = before.get(&found.key).copied();
                let start = held.or_else(|| relatives(found, &before)).unwrap_or(target);
                ShownBox {
                    centre: start,
                    start,
                    presence: if held.is_some() { 1.0 } else { 0.0 },
                }
            })
            .collect();
        self.leaving = Vec::new();
        for found in &self.diagram.boxes {
            if !after.contains_key(&found.key) {
                let centre = before[&found.key];
                let to = relatives(found, &after).unwrap_or(centre);
                self.leaving.push(LeavingBox {
                    found: found.clone(),
                    centre,
                    presence: 1.0,
                    to,
                });
            }
        }
        let edges = diagram.edges.iter().zip(&layout.bends);
        let bends_before = edges
            .map(|(edge, now)| {
                let before = bends.get(&ends(&diagram, edge));
                before.filter(|before| before.len() == now.len()).cloned()
            })
            .collect();
        self.bends_before = bends_before;
        self.diagram = diagram;
        self.closest = closest;
        self.sizes = sizes;
        self.layout = layout;
        self.progress = 0.0;
    }

    /// Shows the whole graph, as far apart as the room allows.
    pub(super) fn fit(&mut self, room: &GraphRoom) {
        let available = room.0.size() - Vec2::splat(2.0 * MARGIN);
        let size = self.closest.size;
        let zoom = StageCamera::fitted_zoom(size, available);
        let spare = available / (size * zoom).max(Vec2::ONE);
        let stretch = spare.clamp(Vec2::ONE, MOST_STRETCH);
        if stretch.distance(self.stretch) > 0.01 {
            self.stretch = stretch;
            let edges = 0..self.diagram.edges.len();
            self.bends_before = edges.map(|edge| Some(self.bends(edge).collect())).collect();
            self.layout = placed(&self.diagram, &self.closest, &self.sizes, stretch);
            for shown in &mut self.shown {
                shown.start = shown.centre;
            }
            self.progress = 0.0;
        }
        self.camera.fit(self.layout.size, available);
    }

    pub(super) fn advance(&mut self, seconds: f32) {
        let step = 1.0 - (-FOLLOW_RATE * seconds).exp();
        self.progress += step * (1.0 - self.progress);
        if self.progress > 0.995 {
            self.arrive();
            return;
        }
        for (shown, &target) in self.shown.iter_mut().zip(&self.layout.centres) {
            shown.centre = shown.start.lerp(target, self.progress);
            shown.presence += step * (1.0 - shown.presence);
        }
        for leaving in &mut self.leaving {
            leaving.centre += step * (leaving.to - leaving.centre);
            leaving.presence -= step * leaving.presence;
        }
    }

    pub(super) fn arrive(&mut self) {
        self.progress = 1.0;
        self.leaving.clear();
        for (shown, &target) in self.shown.iter_mut().zip(&self.layout.centres) {
            *shown = ShownBox {
                centre: target,
                start: target,
                presence: 1.0,
            };
        }
    }
}

/// The layout so much stretched, with the middles of the glyphs, which stand above their numbers.
fn placed(diagram: &Diagram, closest: &Layout, sizes: &[Vec2], stretch: Vec2) -> Layout {
    let mut layout = closest.stretched(stretch.max(Vec2::ONE), sizes);
    for (centre, found) in layout.centres.iter_mut().zip(&diagram.boxes) {
        centre.y -= 0.5 * found.below();
    }
    layout
}
