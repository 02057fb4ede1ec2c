//! How a graph opens: in the finest detail that can be read in the room that it has.

use bevy::prelude::*;

use crate::{nn::NodeGroup, training::ShownGraph};

use super::{
    Detail, Diagram, Folding, GraphRoom, lay_out,
    stage::{MARGIN, READABLE_ZOOM},
    stage_camera::StageCamera,
};

/// A graph of more boxes is not readable anyway, and need not be laid out to find that.
const MOST_READABLE_BOXES: usize = 160;

/// Opens the finest detail that can be read in the room, unless somebody has chosen what to see.
pub(super) fn choose_folding(
    shown: Res<ShownGraph>,
    room: Res<GraphRoom>,
    mut folding: ResMut<Folding>,
    mut structure: Local<Option<Vec<Option<NodeGroup>>>>,
) {
    if room.0.is_empty() {
        return;
    }
    let is_another = shown.is_changed() && structure.as_ref() != Some(&shown.groups);
    if is_another {
        // Another class of point has another loss, on the same network.
        let network = |groups: &[Option<NodeGroup>]| -> Vec<NodeGroup> {
            let units = groups.iter().flatten();
            units
                .filter(|group| matches!(group, NodeGroup::Unit(_)))
                .copied()
                .collect()
        };
        let is_same_network = structure
            .as_ref()
            .is_some_and(|before| network(before) == network(&shown.groups));
        *structure = Some(shown.groups.clone());
        if !is_same_network {
            *folding = Folding::default();
        }
    }
    if folding.is_by_hand() || !(is_another || room.is_changed() || folding.is_changed()) {
        return;
    }
    let available = room.0.size() - Vec2::splat(2.0 * MARGIN);
    let is_readable = |folding: &Folding| {
        let diagram = Diagram::new(&shown, folding);
        if diagram.boxes.len() > MOST_READABLE_BOXES {
            return false;
        }
        let layout = lay_out(&diagram.layout_input(&shown));
        StageCamera::fitted_zoom(layout.size, available) >= READABLE_ZOOM
    };
    let details = [
        (Detail::Nodes, true),
        (Detail::Nodes, false),
        (Detail::Units, false),
    ];
    let readable = details
        .into_iter()
        .map(|(detail, is_loss_open)| Folding::uniform(&shown, detail, is_loss_open))
        .find(is_readable);
    let chosen = readable.unwrap_or_else(|| Folding::uniform(&shown, Detail::Layer, false));
    folding.set_if_neq(chosen);
}
