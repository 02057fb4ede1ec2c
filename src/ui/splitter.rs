//! The line between data plane and graph, which can be dragged.

use bevy::prelude::Resource;
use bevy_egui::egui::{CursorIcon, Id, Rect, Sense, Stroke, Ui, pos2, vec2};

use crate::view::palette;

use super::theme::paint;

/// How near to the line the pointer takes hold of it, in logical pixels.
const REACH: f32 = 4.0;
/// What the plane and the graph have at the least, in logical pixels.
const LEAST_PLANE: f32 = 250.0;
const LEAST_GRAPH: f32 = 300.0;

/// The graph's part of the width that it shares with the data plane; `None` as long as nobody has chosen it.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct GraphShare(Option<f32>);

impl GraphShare {
    /// Cuts a room into that of the plane and that of the graph, and lets the line between them be dragged.
    pub(super) fn split(&mut self, ui: &Ui, room: Rect, usual: f32) -> [Rect; 2] {
        let cut = self.cut(room, usual);
        let middle = pos2(cut, room.center().y);
        let handle = Rect::from_center_size(middle, vec2(2.0 * REACH, room.height()));
        let response = ui.interact(handle, Id::new("graph share"), Sense::drag());
        if response.dragged() && room.width() > 0.0 {
            self.0 = Some((room.max.x - cut - response.drag_delta().x) / room.width());
        }
        let cut = self.cut(room, usual);
        if response.hovered() || response.dragged() {
            ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
            let stroke = Stroke::new(1.0, paint(palette::ACCENT));
            ui.painter().vline(cut, room.y_range(), stroke);
        }
        let (plane, graph) = room.split_left_right_at_x(cut);
        [plane, graph]
    }

    /// Where the line is.
    fn cut(&self, room: Rect, usual: f32) -> f32 {
        let wanted = self.0.unwrap_or(usual) * room.width();
        let most = (room.width() - LEAST_PLANE).max(LEAST_GRAPH);
        (room.max.x - wanted.clamp(LEAST_GRAPH, most)).round()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_keep_their_part_when_the_window_grows_and_their_least_when_it_shrinks() {
        let room = |width| Rect::from_min_size(pos2(100.0, 0.0), vec2(width, 500.0));
        let graph = |share: GraphShare, width| room(width).max.x - share.cut(room(width), 0.5);
        let chosen = GraphShare(Some(0.6));
        assert_eq!(graph(chosen, 1_000.0), 600.0);
        assert_eq!(graph(chosen, 2_000.0), 1_200.0);
        assert_eq!(graph(chosen, 580.0), 330.0);
        assert_eq!(graph(GraphShare(None), 1_000.0), 500.0);
        assert_eq!(graph(GraphShare(Some(0.0)), 1_000.0), LEAST_GRAPH);
        assert_eq!(graph(GraphShare(Some(1.0)), 1_000.0), 1_000.0 - LEAST_PLANE);
    }
}
