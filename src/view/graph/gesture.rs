//! What a hand does with the stage: everything that moves or folds it, as an event.

use bevy::prelude::*;

use crate::training::ShownGraph;

use super::{BoxKey, Detail, Folding, GraphRoom, GraphStage, Highlight, Lit, stage::READABLE_ZOOM};

/// A node is in view if it is so far from the border of the room, in logical pixels.
const IN_VIEW: f32 = 30.0;

/// Something done with the stage.
#[derive(Event, Debug, Clone, Copy, PartialEq)]
pub enum StageGesture {
    /// Moves the graph by so many logical pixels.
    Pan(Vec2),
    /// Zooms by a factor around a window position.
    Zoom {
        /// Where the pointer is.
        at: Vec2,
        /// By what.
        factor: f32,
    },
    /// Unfolds a folded box, or folds what a node belongs to.
    Toggle(BoxKey),
    /// Shows this much of a layer.
    ShowLayer {
        /// Which.
        layer: usize,
        /// How much.
        detail: Detail,
    },
    /// Folds or unfolds the loss.
    ShowLoss(bool),
    /// Says what the pointer is on in the graph.
    PointInGraph(Option<Lit>),
    /// Says what the pointer is on in a panel.
    PointInPanels(Option<Lit>),
    /// Says what the link under the pointer is to, in a lesson's text.
    PointInText(Option<Lit>),
    /// Chooses a node, or none.
    Select(Option<Entity>),
    /// Chooses the result of a folded box.
    SelectBox(BoxKey),
    /// Unfolds what hides a node.
    Reveal(Entity),
    /// Chooses a node, unfolds what hides it and brings it into view.
    Find(Entity),
}

/// The node that is to be brought into view, once it has been laid out.
#[derive(Resource, Debug, Default)]
pub(super) struct Wanted(Option<Entity>);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Wanted>().add_observer(on_gesture);
}

fn on_gesture(
    gesture: On<StageGesture>,
    shown: Option<Res<ShownGraph>>,
    room: Res<GraphRoom>,
    mut stage: ResMut<GraphStage>,
    mut folding: ResMut<Folding>,
    mut highlight: ResMut<Highlight>,
    mut wanted: ResMut<Wanted>,
) {
    let Some(shown) = shown else { return };
    let group_of = |node: Entity| {
        let place = shown.graph.place(node)?;
        shown.groups[place]
    };
    match *gesture {
        StageGesture::Pan(pixels) => stage.camera.pan(pixels),
        StageGesture::Zoom { at, factor } => {
            let place = stage.camera.to_place(at, room.0);
            stage.camera.zoom_at(place, factor);
        }
        StageGesture::Toggle(key) => {
            let group = match key {
                BoxKey::Node(node) => group_of(node),
                _ => None,
            };
            folding.toggle(key, group);
        }
        StageGesture::ShowLayer { layer, detail } => folding.show(&shown, layer, detail),
        StageGesture::ShowLoss(is_open) => folding.show_loss(is_open),
        StageGesture::PointInGraph(lit) => highlight.in_graph = lit,
        StageGesture::PointInPanels(lit) => highlight.in_panels = lit,
        StageGesture::PointInText(lit) => highlight.in_text = lit,
        StageGesture::Select(node) => highlight.selected = node,
        StageGesture::SelectBox(key) => {
            let found = stage.diagram().find(key);
            let result = found.and_then(|index| stage.diagram().boxes[index].results.last());
            if let Some(&result) = result {
                highlight.selected = shown.graph.nodes().get(result).map(|node| node.entity);
            }
        }
        StageGesture::Reveal(node) => folding.reveal(group_of(node)),
        StageGesture::Find(node) => {
            highlight.selected = Some(node);
            folding.reveal(group_of(node));
            wanted.0 = Some(node);
        }
    }
}

/// Brings a node into view that was looked for, unless it can be read where it is. Runs in `ViewSystems::Layout`, once the graph has
/// been laid out.
pub(super) fn look_at_wanted(
    room: Res<GraphRoom>,
    mut wanted: ResMut<Wanted>,
    mut stage: ResMut<GraphStage>,
) {
    let Some(node) = wanted.0.take() else { return };
    let Some(index) = stage.diagram().find(BoxKey::Node(node)) else {
        return;
    };
    let place = stage.target(index);
    let at = stage.camera.to_window(place, room.0);
    let is_in_view = stage.is_settled()
        && stage.camera.zoom >= READABLE_ZOOM
        && room.0.inflate(-IN_VIEW).contains(at);
    if !is_in_view {
        stage.camera.look_at(place, READABLE_ZOOM);
    }
}
