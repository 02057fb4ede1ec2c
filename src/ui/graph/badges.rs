//! Small round numbers at the corners of boxes: places in the order of the sort, visits of backward.

use bevy_egui::egui::{Color32, Painter, Rect, vec2};

use crate::{
    autodiff::{Phase, Trace},
    view::{
        graph::{BoxKind, GraphStage, READABLE_ZOOM},
        palette,
    },
};

use super::super::theme::{paint, strong};

/// Below this zoom there is no room for a badge's number: it is a dot.
const LEAST_ZOOM: f32 = 0.45;
/// Size of a badge's number where its box is just large enough to read, in logical pixels.
const BADGE: f32 = 9.0;

/// Paints the badges of the trace's position on boxes that stand in `rects`: of a node its place in the order or how often it has been
/// visited, of a folded box how many of its variables are marked or visited.
pub(super) fn badges(painter: &Painter, stage: &GraphStage, rects: &[Rect], trace: &Trace) {
    let state = trace.state();
    let phase = trace.phase();
    if phase == Phase::Forward {
        return;
    }
    let nodes = trace.graph().nodes();
    let is_sorted = !state.list.is_empty();
    // While the list grows its first entry is the last of the order; the finished order is counted from the output.
    let mut places = vec![None; nodes.len()];
    for (place, &node) in state.list.iter().rev().enumerate() {
        places[node] = Some(place + 1);
    }
    let is_visited = |node: usize| phase == Phase::Backward && state.visits[node] > 0;
    let is_done = |node: usize| match phase {
        Phase::Backward => is_visited(node),
        _ => state.marks[node],
    };
    for (found, &rect) in stage.diagram().boxes.iter().zip(rects) {
        let of_node = |node: usize| match (places[node], state.visits[node]) {
            (Some(place), _) => Some((place.to_string(), is_visited(node))),
            (None, visits @ 1..) if !is_sorted => Some((format!("×{visits}"), true)),
            _ => None,
        };
        let badge = if matches!(found.kind, BoxKind::Folded | BoxKind::Layer) {
            let variables = found
                .nodes
                .iter()
                .filter(|&&node| nodes[node].is_variable());
            let done = variables.clone().filter(|&&node| is_done(node)).count();
            let text = format!("{done}/{}", variables.count());
            (done > 0).then_some((text, phase == Phase::Backward))
        } else {
            of_node(found.nodes[0])
        };
        if let Some((text, is_strong)) = badge {
            let color = paint(if is_strong {
                palette::DERIVATIVE_POSITIVE
            } else {
                palette::SORT
            });
            paint_badge(painter, rect, stage.camera.zoom, text, color);
        }
    }
}

/// Paints a badge at the left upper corner of a box that is drawn at `zoom`.
fn paint_badge(painter: &Painter, rect: Rect, zoom: f32, text: String, color: Color32) {
    // A small glyph is all title: its badge stays out of it.
    let inwards = (8.0 * (zoom - 0.6)).clamp(-2.0, 1.0);
    let corner = rect.left_top() + vec2(inwards, inwards);
    if !painter.clip_rect().expand(20.0).contains(corner) {
        return; // out of view
    }
    if zoom < LEAST_ZOOM {
        let radius = (8.0 * zoom).max(1.5);
        painter.circle_filled(corner, radius, color);
        return;
    }
    let size = BADGE * (zoom / READABLE_ZOOM).clamp(0.85, 1.25);
    let galley = painter.layout_no_wrap(text, strong(size), paint(palette::WINDOW));
    let height = 1.4 * size;
    let size = vec2((galley.size().x + 6.0).max(height), height);
    // Of a long one the right end is where a short one has it, clear of the title.
    let centre = corner - vec2(0.5 * (size.x - height), 0.0);
    let back = Rect::from_center_size(centre, size);
    painter.rect_filled(back, 0.5 * height, color);
    let at = centre - 0.5 * galley.size();
    painter.galley(at, galley, Color32::WHITE);
}
