//! The hand on the stage: hover, choose, fold, zoom, pan.

use bevy::math::{Rect, Vec2};
use bevy_egui::egui::{self, CursorIcon, PointerButton, Pos2, Response, Sense, Ui};

use crate::view::graph::{BoxKey, GraphStage, StageGesture};

use super::{
    super::space_drag::{is_space_held, let_space_drag},
    edges::{EdgeCurve, ToWindow},
};

/// A pixel of the wheel zooms by this factor; a notch has 50 of them.
const ZOOM_PER_PIXEL: f32 = 1.0028;
/// How near to an edge the pointer counts as on it, in logical pixels.
const EDGE_REACH: f32 = 4.0;

/// What the pointer is on.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Pointed {
    pub(super) found: Option<usize>,
    pub(super) edge: Option<usize>,
}

/// What the pointer has done with the stage in this frame.
pub(super) struct Hand {
    pub(super) response: Response,
    pub(super) pointed: Pointed,
    pub(super) gestures: Vec<StageGesture>,
}

/// Reads the pointer over the stage's room.
pub(super) fn read_hand(ui: &Ui, room: Rect, stage: &GraphStage, to: ToWindow) -> Hand {
    let rect = egui::Rect::from_min_max(to_pos(room.min), to_pos(room.max));
    let response = ui.interact(rect, ui.id().with("graph stage"), Sense::click_and_drag());
    let_space_drag(ui.ctx(), rect);
    let is_space_held = is_space_held(ui.ctx());
    let mut gestures = Vec::new();
    let mut pointed = Pointed::default();
    if let Some(at) = response.hover_pos() {
        let at_vec = Vec2::new(at.x, at.y);
        let place = stage.camera.to_place(at_vec, room);
        pointed.found = stage.box_at(place);
        if pointed.found.is_none() {
            let distance = |edge: usize| (edge, EdgeCurve::new(stage, edge, to).distance(at));
            pointed.edge = (0..stage.diagram().edges.len())
                .map(distance)
                .filter(|(_, distance)| *distance <= EDGE_REACH)
                .min_by(|a, b| a.1.total_cmp(&b.1))
                .map(|(edge, _)| edge);
        }
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta.y, input.zoom_delta()));
        let factor = ZOOM_PER_PIXEL.powf(scroll) * pinch;
        if factor != 1.0 {
            gestures.push(StageGesture::Zoom { at: at_vec, factor });
        }
    }
    let is_panning = [
        PointerButton::Primary,
        PointerButton::Middle,
        PointerButton::Secondary,
    ]
    .into_iter()
    .any(|button| response.dragged_by(button));
    if is_panning {
        let delta = response.drag_delta();
        if delta != egui::Vec2::ZERO {
            gestures.push(StageGesture::Pan(Vec2::new(delta.x, delta.y)));
        }
        ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    } else if is_space_held && response.hovered() {
        ui.ctx().set_cursor_icon(CursorIcon::Grab);
    } else if pointed.found.is_some() {
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
    }
    if let Some(found) = pointed.found.map(|index| &stage.diagram().boxes[index]) {
        if response.double_clicked() {
            gestures.push(StageGesture::Toggle(found.key));
        } else if response.clicked() {
            gestures.push(match found.key {
                BoxKey::Node(node) => StageGesture::Select(Some(node)),
                _ => StageGesture::SelectBox(found.key),
            });
        }
    } else if response.clicked() {
        gestures.push(StageGesture::Select(None));
    }
    Hand {
        response,
        pointed,
        gestures,
    }
}

fn to_pos(position: Vec2) -> Pos2 {
    egui::pos2(position.x, position.y)
}
