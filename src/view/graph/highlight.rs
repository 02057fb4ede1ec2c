//! What is pointed at and what is chosen, in whatever view: the others light it up.

use std::sync::Arc;

use bevy::prelude::*;

use crate::{
    lesson::LessonTalk,
    nn::{LayerUnit, NodeGroup},
    training::{Model, ShownGraph},
    view::{ChooseLine, PlanePointer, ViewSystems},
};

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
    /// By the pointer over a link in a lesson's text.
    pub in_text: Option<Lit>,
    /// By the pointer over the data plane.
    pub in_plane: Option<Lit>,
    /// The nodes that the open lesson's step speaks of.
    pub in_lesson: Vec<Entity>,
    /// The node that the inspector shows.
    pub selected: Option<Entity>,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Highlight>()
        .add_observer(on_choose_line)
        .add_systems(
            Update,
            (
                (follow_choice, follow_lesson)
                    .chain()
                    .run_if(resource_exists::<ShownGraph>)
                    .in_set(ViewSystems::Sync),
                follow_plane
                    .run_if(resource_changed::<PlanePointer>)
                    .in_set(ViewSystems::Animate),
            ),
        );
}

/// The line under the pointer in the plane lights up its unit.
fn follow_plane(pointer: Res<PlanePointer>, mut highlight: ResMut<Highlight>) {
    let in_plane = pointer.line.map(Lit::Line);
    highlight.set_if_neq(Highlight {
        in_plane,
        ..highlight.clone()
    });
}

/// What the step of a lesson speaks of is lit while it is open.
fn follow_lesson(
    talk: If<Res<LessonTalk>>,
    shown: Res<ShownGraph>,
    mut highlight: ResMut<Highlight>,
) {
    if !(talk.is_changed() || shown.is_changed()) {
        return;
    }
    let step = talk.step_on_stage();
    let names = step.map_or(&[][..], |step| &step.light);
    let in_lesson: Vec<Entity> = names
        .iter()
        .filter_map(|name| shown.place(name))
        .map(|place| shown.graph.nodes()[place].entity)
        .collect();
    if highlight.in_lesson != in_lesson {
        highlight.in_lesson = in_lesson;
    }
}

/// What the unit of a line that was clicked makes of its sum is chosen.
fn on_choose_line(
    choose: On<ChooseLine>,
    model: If<Res<Model>>,
    shown: If<Res<ShownGraph>>,
    mut highlight: ResMut<Highlight>,
) {
    let layer = model.units.first();
    let chosen = layer.and_then(|units| units.get(choose.0)).copied();
    if let Some(node) = chosen.filter(|&node| shown.graph.place(node).is_some()) {
        highlight.selected = Some(node);
    }
}

impl Highlight {
    /// What is pointed at, wherever.
    pub fn lit(&self) -> Option<Lit> {
        let in_window = self.in_graph.or(self.in_panels).or(self.in_text);
        in_window.or(self.in_plane)
    }

    /// Whether a node is lit: it is pointed at, alone or with its box or line, or it is an input of the node that is.
    pub fn lights(&self, shown: &ShownGraph, place: usize) -> bool {
        let nodes = shown.graph.nodes();
        if self.in_lesson.contains(&nodes[place].entity) {
            return true;
        }
        let is_or_feeds = |node: Entity| {
            let found = shown.graph.place(node);
            found.is_some_and(|found| found == place || nodes[found].inputs().contains(&place))
        };
        let group = shown.groups[place];
        match self.lit() {
            None => false,
            Some(Lit::Node(node) | Lit::Box(BoxKey::Node(node))) => is_or_feeds(node),
            Some(Lit::Line(unit)) => group == Some(NodeGroup::Unit(LayerUnit { layer: 0, unit })),
            Some(Lit::Box(BoxKey::Unit(unit))) => group == Some(NodeGroup::Unit(unit)),
            Some(Lit::Box(BoxKey::Layer(layer))) => {
                matches!(group, Some(NodeGroup::Unit(unit)) if unit.layer == layer)
            }
            Some(Lit::Box(BoxKey::Loss)) => group == Some(NodeGroup::Loss),
        }
    }

    /// The unit of the first layer whose line is lit with what is pointed at.
    pub fn lit_line(&self, shown: &ShownGraph) -> Option<usize> {
        let unit_of = |node| match shown.groups[shown.graph.place(node)?] {
            Some(NodeGroup::Unit(unit)) => Some(unit),
            _ => None,
        };
        let unit: LayerUnit = match self.lit()? {
            Lit::Line(unit) => return Some(unit),
            Lit::Node(node) | Lit::Box(BoxKey::Node(node)) => unit_of(node)?,
            Lit::Box(BoxKey::Unit(unit)) => unit,
            Lit::Box(BoxKey::Layer(_) | BoxKey::Loss) => return None,
        };
        (unit.layer == 0).then_some(unit.unit)
    }
}

/// A node of a graph that is not on stage any more cannot be chosen. Where the network has been built anew, the node in its place is: the
/// leaf of the same name, and of a network of the same shape any node.
fn follow_choice(
    shown: Res<ShownGraph>,
    mut before: Local<Option<(usize, Arc<[String]>)>>,
    mut highlight: ResMut<Highlight>,
) {
    let Some(selected) = highlight.selected else {
        return;
    };
    if let Some(place) = shown.graph.place(selected) {
        *before = Some((place, Arc::clone(&shown.names)));
        return;
    }
    let in_its_place = before.take().and_then(|(place, names)| {
        let is_it = |found: &String| *found == names[place];
        let found = shown.names.iter().position(is_it)?;
        let is_leaf = shown.graph.nodes()[found].is_leaf();
        (is_leaf || names == shown.names).then_some(found)
    });
    highlight.selected = in_its_place.map(|place| shown.graph.nodes()[place].entity);
}
