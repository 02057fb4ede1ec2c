//! What is pointed at and what is chosen, in whatever view: the others light it up.

use bevy::prelude::*;

use crate::training::ShownGraph;

use super::BoxKey;

/// What the pointer is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lit {
    /// A box of the graph.
    Box(BoxKey),
    /// A node, by the parameter table or a panel.
    Node(Entity),
    /// The line of a unit of the first layer.
    Line(usize),
}

/// What is pointed at, by the view in which it is, and the node that is chosen.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct Highlight {
    /// By the pointer over the graph.
    pub in_graph: Option<Lit>,
    /// By the pointer over a panel.
    pub in_panels: Option<Lit>,
    /// By the pointer over the data plane.
    pub in_plane: Option<Lit>,
    /// The node that the inspector shows.
    pub selected: Option<Entity>,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Highlight>().add_systems(
        Update,
        forget_lost_nodes
            .in_set(crate::view::ViewSystems::Sync)
            .run_if(resource_exists_and_changed::<ShownGraph>),
    );
}

impl Highlight {
    /// What is pointed at, wherever.
    pub fn lit(&self) -> Option<Lit> {
        self.in_graph.or(self.in_panels).or(self.in_plane)
    }
}

/// A node of a graph that is gone cannot be chosen. With another graph on show, the output is.
fn forget_lost_nodes(shown: Res<ShownGraph>, mut highlight: ResMut<Highlight>) {
    if let Some(selected) = highlight.selected
        && shown.graph.place(selected).is_none()
    {
        highlight.selected = None;
    }
}
