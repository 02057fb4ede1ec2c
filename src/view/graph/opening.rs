//! How a graph opens: in the finest detail that can be read in the room that it has.

use std::sync::Arc;

use bevy::prelude::*;

use crate::{
    nn::NodeGroup,
    training::{Exhibit, ShownGraph},
};

use super::{
    Detail, Diagram, FitGraph, Folding, GraphRoom, lay_out,
    stage::{MARGIN, READABLE_ZOOM},
    stage_camera::StageCamera,
};

/// A graph of more boxes is not readable anyway, and need not be laid out to find that.
const MOST_READABLE_BOXES: usize = 160;

/// The details to choose from, the finest first, and whether the loss is open; the layers, each one box, are always there.
const DETAILS: [(Detail, bool); 3] = [
    (Detail::Nodes, true),
    (Detail::Nodes, false),
    (Detail::Units, false),
];

/// What the choice is made for.
#[derive(Debug, Default)]
pub(super) struct Opening {
    groups: Option<Arc<[Option<NodeGroup>]>>,
    /// What was on stage before.
    exhibit: Exhibit,
    /// How large each of the details is, where it has been laid out; infinitely, where it has too many boxes.
    sizes: [Option<Vec2>; DETAILS.len()],
    /// How somebody has folded the network that was on stage before an example.
    put_aside: Option<(Vec<NodeGroup>, Folding)>,
}

/// Opens the finest detail that can be read in the room, unless somebody has chosen what to see.
pub(super) fn choose_folding(
    shown: Res<ShownGraph>,
    exhibit: Res<Exhibit>,
    room: Res<GraphRoom>,
    mut folding: ResMut<Folding>,
    mut opening: Local<Opening>,
    mut commands: Commands,
) {
    if room.0.is_empty() {
        return;
    }
    if !opening.exhibit.is_like(&exhibit) {
        commands.trigger(FitGraph);
    }
    opening.exhibit = *exhibit;
    let is_same = |groups: &Arc<[_]>| Arc::ptr_eq(groups, &shown.groups) || *groups == shown.groups;
    let is_another = !opening.groups.as_ref().is_some_and(is_same);
    if is_another {
        let before = opening.groups.replace(Arc::clone(&shown.groups));
        opening.sizes = default();
        // Another class of point has another loss, on the same network.
        let (before, now) = (
            before.map(|before| network(&before)),
            network(&shown.groups),
        );
        if before.as_ref() != Some(&now) {
            opening.change_network(before, &now, &mut folding);
            commands.trigger(FitGraph);
        }
    }
    if folding.is_by_hand() || !(is_another || room.is_changed() || folding.is_changed()) {
        return;
    }
    let available = room.0.size() - Vec2::splat(2.0 * MARGIN);
    let is_readable = |size: Vec2| StageCamera::fitted_zoom(size, available) >= READABLE_ZOOM;
    let mut chosen = Folding::uniform(&shown, Detail::Layer, false);
    for ((detail, is_loss_open), size) in DETAILS.into_iter().zip(&mut opening.sizes) {
        let finer = Folding::uniform(&shown, detail, is_loss_open);
        if is_readable(*size.get_or_insert_with(|| size_of(&shown, &finer))) {
            chosen = finer;
            break;
        }
    }
    folding.set_if_neq(chosen);
}

impl Opening {
    /// What somebody has unfolded is kept while an example is on stage; another network opens by itself.
    fn change_network(
        &mut self,
        before: Option<Vec<NodeGroup>>,
        now: &[NodeGroup],
        folding: &mut Folding,
    ) {
        let present = std::mem::take(folding);
        if let Some(before) = before.filter(|before| !before.is_empty()) {
            self.put_aside = Some((before, present));
        }
        if let Some((_, kept)) = self.put_aside.take_if(|(network, _)| network == now) {
            *folding = kept;
        }
    }
}

/// The units of a network, node by node; nothing for a graph that is none.
fn network(groups: &[Option<NodeGroup>]) -> Vec<NodeGroup> {
    let units = groups.iter().flatten();
    units
        .filter(|group| matches!(group, NodeGroup::Unit(_)))
        .copied()
        .collect()
}

fn size_of(shown: &ShownGraph, folding: &Folding) -> Vec2 {
    let diagram = Diagram::new(shown, folding);
    if diagram.boxes.len() > MOST_READABLE_BOXES {
        return Vec2::INFINITY;
    }
    lay_out(&diagram.layout_input(shown)).size
}
