//! The boxes where they stand now: laid out anew when the graph or its folding changes, and on their way until they are there.

use std::collections::BTreeMap;

use bevy::prelude::*;

use crate::{nn::NodeGroup, training::ShownGraph, view::ViewSystems};

use super::{
    BoxKey, Diagram, DiagramBox, Folding, Layout,
    gesture::look_at_wanted,
    lay_out,
    opening::choose_folding,
    stage_camera::{FitGraph, StageCamera},
};

/// How fast boxes glide to new places, in 1/s.
const FOLLOW_RATE: f32 = 9.0;
/// At this zoom and above, every text of the graph can be read.
pub(super) const READABLE_ZOOM: f32 = 0.62;
/// The room around a fitted graph, in logical pixels.
pub(super) const MARGIN: f32 = 14.0;
/// How much farther apart boxes may stand where there is room, across and down.
const MOST_STRETCH: Vec2 = Vec2::new(2.0, 1.6);

/// The rectangle of the window that is free for the graph, in logical pixels, y down. The panels' layout sets it.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq)]
pub struct GraphRoom(pub Rect);

/// The graph on stage.
#[derive(Resource, Debug, Default)]
pub struct GraphStage {
    diagram: Diagram,
    /// As close as boxes may stand.
    closest: Layout,
    /// Width and height of each box with its numbers.
    sizes: Vec<Vec2>,
    /// As they stand in the room that there is.
    layout: Layout,
    shown: Vec<ShownBox>,
    leaving: Vec<LeavingBox>,
    /// How much farther apart than they must.
    stretch: Vec2,
    /// From 0, when it was laid out, to 1, when everything is in its place.
    progress: f32,
    folding: Folding,
    /// What of it is in view.
    pub camera: StageCamera,
}

/// Where a box is now.
#[derive(Debug, Clone, Copy, PartialEq)]
struct ShownBox {
    centre: Vec2,
    /// Whence it came, when it was laid out.
    start: Vec2,
    /// From 0, when it is new, to 1.
    presence: f32,
}

/// A box that has been folded away or unfolded, on its way out.
#[derive(Debug, Clone, PartialEq)]
pub struct LeavingBox {
    /// What it was.
    pub found: DiagramBox,
    /// Where it is now.
    pub centre: Vec2,
    /// From 1 to 0.
    pub presence: f32,
    to: Vec2,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<GraphRoom>()
        .init_resource::<Folding>()
        .init_resource::<GraphStage>()
        .add_observer(on_fit_graph)
        .add_systems(
            Update,
            (choose_folding, lay_out_graph, look_at_wanted)
                .chain()
                .in_set(ViewSystems::Layout)
                .run_if(resource_exists::<ShownGraph>),
        )
        .add_systems(Update, glide.in_set(ViewSystems::Animate));
}

impl GraphStage {
    /// The boxes and their lines.
    pub const fn diagram(&self) -> &Diagram {
        &self.diagram
    }

    /// Where the middle of a box's glyph is now.
    pub fn centre(&self, index: usize) -> Vec2 {
        self.shown[index].centre
    }

    /// Where the middle of a box's glyph will be when everything is in its place.
    pub(super) fn target(&self, index: usize) -> Vec2 {
        self.layout.centres[index]
    }

    /// How far a box has appeared, 0 to 1.
    pub fn presence(&self, index: usize) -> f32 {
        self.shown[index].presence
    }

    /// The places on the way of an edge, as they are now. While boxes glide they lie between the straight line and their own places.
    pub fn bends(&self, edge: usize) -> impl Iterator<Item = Vec2> {
        let line = &self.diagram.edges[edge];
        let (from, to) = (self.centre(line.from), self.centre(line.to));
        let bends = &self.layout.bends[edge];
        let parts = bends.len() as f32 + 1.0;
        bends.iter().enumerate().map(move |(number, &bend)| {
            let straight = from.lerp(to, (number as f32 + 1.0) / parts);
            straight.lerp(bend, self.progress)
        })
    }

    /// Boxes on their way out.
    pub fn leaving(&self) -> &[LeavingBox] {
        &self.leaving
    }

    /// Whether every box is where it belongs.
    pub fn is_settled(&self) -> bool {
        self.progress >= 1.0
    }

    /// The box at a place of the graph: of those that cover it the uppermost.
    pub fn box_at(&self, place: Vec2) -> Option<usize> {
        let boxes = self.diagram.boxes.iter().zip(&self.shown);
        let covers = |(found, shown): (&DiagramBox, &ShownBox)| {
            let half = 0.5 * found.glyph + Vec2::splat(2.0);
            (place - shown.centre).abs().cmple(half).all()
        };
        boxes.clone().map(covers).rposition(|covers| covers)
    }
}

/// Lays the graph out anew if it or its folding has changed.
fn lay_out_graph(
    shown: Res<ShownGraph>,
    folding: Res<Folding>,
    room: Res<GraphRoom>,
    mut stage: ResMut<GraphStage>,
) {
    if room.0.is_empty() {
        return;
    }
    let is_first = stage.diagram.boxes.is_empty();
    if !is_first && !shown.is_changed() && stage.folding == *folding {
        if room.is_changed() && !stage.camera.is_by_hand() {
            stage.fit(&room);
        }
        return;
    }
    let diagram = Diagram::new(&shown, &folding);
    let input = diagram.layout_input(&shown);
    let layout = lay_out(&input);
    stage.replace(diagram, layout, input.sizes, &shown);
    stage.folding = folding.clone();
    if !stage.camera.is_by_hand() || is_first {
        stage.fit(&room);
    }
    if is_first {
        stage.camera.arrive();
        stage.arrive();
    }
}

fn on_fit_graph(_: On<FitGraph>, room: Res<GraphRoom>, mut stage: ResMut<GraphStage>) {
    stage.fit(&room);
}

/// Boxes and camera go on their way.
fn glide(time: Res<Time>, mut stage: ResMut<GraphStage>) {
    let seconds = time.delta_secs();
    let camera = stage.camera;
    let mut moved = camera;
    moved.follow(seconds);
    if moved != camera {
        stage.camera = moved;
    }
    if !stage.is_settled() || !stage.leaving.is_empty() {
        stage.advance(seconds);
    }
}

impl GraphStage {
    /// Puts another diagram on stage. A box that was there goes on from where it is; a new one comes out of the box that held its
    /// nodes before, and one that is gone goes into the box that holds them now.
    fn replace(&mut self, diagram: Diagram, closest: Layout, sizes: Vec<Vec2>, shown: &ShownGraph) {
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
        self.diagram = diagram;
        self.closest = closest;
        self.sizes = sizes;
        self.layout = layout;
        self.progress = 0.0;
    }

    /// Shows the whole graph, as far apart as the room allows.
    fn fit(&mut self, room: &GraphRoom) {
        let available = room.0.size() - Vec2::splat(2.0 * MARGIN);
        let size = self.closest.size;
        let zoom = StageCamera::fitted_zoom(size, available);
        let spare = available / (size * zoom).max(Vec2::ONE);
        let stretch = spare.clamp(Vec2::ONE, MOST_STRETCH);
        if stretch.distance(self.stretch) > 0.01 {
            self.stretch = stretch;
            self.layout = placed(&self.diagram, &self.closest, &self.sizes, stretch);
            for shown in &mut self.shown {
                shown.start = shown.centre;
            }
            self.progress = 0.0;
        }
        self.camera.fit(self.layout.size, available);
    }

    fn advance(&mut self, seconds: f32) {
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

    fn arrive(&mut self) {
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
