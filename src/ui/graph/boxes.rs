//! The glyphs of the graph, by kind.

use crate::{
    nn::NodeGroup,
    training::ShownGraph,
    view::{
        Rgb,
        graph::{BoxKey, BoxKind, DiagramBox},
        palette,
    },
};

use super::{
    look::Look,
    sprites::{Outline, Sprite, bytes},
};

/// The colour of a box's edge: that of the line of a first-layer unit, else neutral.
pub(super) fn edge_color(shown: &ShownGraph, found: &DiagramBox) -> Option<Rgb> {
    let last = *found.nodes.last()?;
    match (found.key, shown.groups.get(last).copied().flatten()) {
        (BoxKey::Layer(_), _) => None,
        (_, Some(NodeGroup::Unit(unit))) if unit.layer == 0 => Some(palette::of_unit(unit.unit)),
        _ => None,
    }
}

/// Whether a box is what a unit of the first layer makes of its sum: that has the line's colour whole.
fn is_result_of_unit(shown: &ShownGraph, found: &DiagramBox) -> bool {
    let last = found.nodes[found.nodes.len() - 1];
    let group = shown.groups[last];
    shown.groups[last + 1..].iter().all(|other| *other != group)
}

/// The picture of a box as it looks at this moment.
pub(super) fn sprite(
    shown: &ShownGraph,
    found: &DiagramBox,
    look: &Look,
    pixels_per_point: f32,
) -> Sprite {
    let scale = look.zoom * pixels_per_point;
    let colored = edge_color(shown, found);
    // Where there are no numbers to see, the outlines say more.
    let emphasis = 0.6 * (1.0 - look.numbers_strength());
    let rest = palette::NODE_EDGE.mix(palette::TEXT_WEAK, emphasis);
    let edge = match colored {
        _ if look.is_selected => palette::TEXT_STRONG,
        _ if look.is_lit => palette::ACCENT,
        Some(rgb) if is_result_of_unit(shown, found) => rgb,
        Some(rgb) => rest.mix(rgb, 0.4),
        None if found.kind == BoxKind::Leaf => palette::LEAF_EDGE,
        None => rest,
    };
    let width = if look.is_selected || look.is_lit {
        2.2
    } else if colored.is_some() {
        1.8
    } else {
        1.3
    };
    let fill = match found.kind {
        BoxKind::Leaf => palette::LEAF,
        BoxKind::Constant => palette::CONSTANT,
        _ => palette::NODE,
    };
    let rounding = (9.0 * scale).clamp(0.0, 40.0) as u8;
    Sprite {
        outline: match found.kind {
            BoxKind::Leaf => Outline::Circle,
            BoxKind::Constant => Outline::Box(1),
            BoxKind::Function => Outline::Box(rounding),
            BoxKind::Folded | BoxKind::Layer => Outline::Sheets(rounding),
        },
        size: [found.glyph.x, found.glyph.y].map(|side| (side * scale).round().max(2.0) as u16),
        fill: bytes(fill),
        edge: bytes(edge),
        edge_width: (4.0 * width * pixels_per_point * look.zoom.clamp(0.5, 1.3)) as u8,
    }
}
