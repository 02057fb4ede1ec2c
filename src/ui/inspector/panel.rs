//! What the inspector reads, and which of its pages is open.

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::egui::{self, RichText, Ui};

use crate::{
    autodiff::Value,
    nn::Frozen,
    training::{
        Accumulation, FreezeParameter, Model, NextStep, SetParameter, ShownGraph, ShownNumbers,
        ShownTrace,
    },
    view::graph::{Highlight, Lit, StageGesture},
};

use super::{
    super::Requests,
    algorithm::algorithm,
    node_panel::node_panel,
    order_panel::{accumulation_panel, order_panel},
    parameters::{ParameterEdit, ParameterRow, parameters},
};

/// The pages of the inspector.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::ui) enum InspectorTab {
    /// The chosen node.
    #[default]
    Node,
    /// The pseudocode and its state.
    Algorithm,
    /// Why the order matters, and zeroing.
    Order,
    /// `named_parameters`.
    Parameters,
}

impl InspectorTab {
    const ALL: [Self; 4] = [Self::Node, Self::Algorithm, Self::Order, Self::Parameters];

    const fn label(self) -> &'static str {
        match self {
            Self::Node => "Node",
            Self::Algorithm => "Algorithm",
            Self::Order => "Order",
            Self::Parameters => "Parameters",
        }
    }
}

/// Which page a narrow window shows in the place of the parameter panel.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::ui) struct SidePage {
    is_inspector: bool,
    /// The node for which it was turned last.
    turned_for: Option<Entity>,
}

/// How far a leaf is moved to each side for its central difference, as a power of ten.
#[derive(Resource, Debug, Clone, Copy, PartialEq)]
pub(in crate::ui) struct CheckStep(pub(super) f64);

impl Default for CheckStep {
    fn default() -> Self {
        Self(-6.0)
    }
}

/// Everything that the inspector reads, and what it asks for.
#[derive(SystemParam)]
pub(in crate::ui) struct Inspector<'w, 's> {
    tab: ResMut<'w, InspectorTab>,
    side: ResMut<'w, SidePage>,
    step: ResMut<'w, CheckStep>,
    shown: Option<Res<'w, ShownGraph>>,
    numbers: Res<'w, ShownNumbers>,
    trace: Res<'w, ShownTrace>,
    accumulation: Res<'w, Accumulation>,
    highlight: Res<'w, Highlight>,
    model: Option<Res<'w, Model>>,
    next_step: ResMut<'w, NextStep>,
    values: Query<'w, 's, (&'static Value, Has<Frozen>)>,
    commands: Commands<'w, 's>,
}

pub(in crate::ui) fn plugin(app: &mut App) {
    app.init_resource::<InspectorTab>()
        .init_resource::<SidePage>()
        .init_resource::<CheckStep>();
}

impl Inspector<'_, '_> {
    /// Draws the choice between settings and inspector, in a window that has room for one of them. Returns whether it is the
    /// inspector: by a click, or because another node was chosen.
    pub(in crate::ui) fn is_on_side(&mut self, ui: &mut Ui) -> bool {
        let mut side = *self.side;
        ui.horizontal(|ui| {
            ui.selectable_value(&mut side.is_inspector, false, "Settings");
            ui.selectable_value(&mut side.is_inspector, true, "Inspector");
        });
        let selected = self.highlight.selected;
        if selected != side.turned_for {
            side.turned_for = selected;
            side.is_inspector |= selected.is_some();
        }
        self.side.set_if_neq(side);
        side.is_inspector
    }

    /// Draws the card's content.
    pub(in crate::ui) fn show(&mut self, ui: &mut Ui, learning_rate: f64, requests: &mut Requests) {
        let mut tab = *self.tab;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 1.0;
            ui.spacing_mut().button_padding.x = 6.0;
            for choice in InspectorTab::ALL {
                ui.selectable_value(&mut tab, choice, choice.label());
            }
        });
        self.tab.set_if_neq(tab);
        let wants_next_step = tab == InspectorTab::Parameters;
        if self.next_step.is_wanted != wants_next_step {
            self.next_step.is_wanted = wants_next_step;
        }
        let mut lit = None;
        egui::ScrollArea::vertical()
            .id_salt(("inspector", tab.label()))
            .auto_shrink(false)
            .show(ui, |ui| match tab {
                InspectorTab::Node => lit = self.node(ui),
                InspectorTab::Algorithm => lit = self.algorithm(ui),
                InspectorTab::Order => self.order(ui, requests),
                InspectorTab::Parameters => lit = self.parameters(ui, learning_rate),
            });
        if self.highlight.in_panels != lit {
            self.commands.trigger(StageGesture::PointInPanels(lit));
        }
    }

    fn node(&mut self, ui: &mut Ui) -> Option<Lit> {
        let shown = self.shown.as_ref()?;
        let selected = self
            .highlight
            .selected
            .and_then(|node| shown.graph.place(node));
        let Some(node) = selected else {
            ui.add_space(6.0);
            ui.label(RichText::new("Click a node of the graph to see everything about it.").weak());
            return None;
        };
        let mut exponent = self.step.0;
        let chosen = node_panel(ui, shown, &self.numbers, node, &mut exponent);
        self.step.set_if_neq(CheckStep(exponent));
        if let Some(node) = chosen.clicked {
            let entity = self.shown.as_ref()?.graph.nodes()[node].entity;
            self.commands.trigger(StageGesture::Find(entity));
        }
        let hovered = chosen.hovered?;
        Some(Lit::Node(
            self.shown.as_ref()?.graph.nodes()[hovered].entity,
        ))
    }

    fn algorithm(&self, ui: &mut Ui) -> Option<Lit> {
        let shown = self.shown.as_ref()?;
        let hovered = algorithm(ui, shown, &self.trace)?;
        Some(Lit::Node(shown.graph.nodes()[hovered].entity))
    }

    fn order(&self, ui: &mut Ui, requests: &mut Requests) {
        if let Some(shown) = &self.shown {
            order_panel(ui, shown, &self.trace, requests);
        }
        accumulation_panel(ui, &self.accumulation, requests);
    }

    fn parameters(&mut self, ui: &mut Ui, learning_rate: f64) -> Option<Lit> {
        let (shown, model) = (self.shown.as_ref()?, self.model.as_ref()?);
        let rows: Vec<ParameterRow<'_>> = model
            .parameters
            .iter()
            .zip(&model.parameter_names)
            .enumerate()
            .filter_map(|(index, (&parameter, name))| {
                let (value, is_frozen) = self.values.get(parameter).ok()?;
                let place = shown.graph.place(parameter);
                let of_batch = self.next_step.derivatives();
                Some(ParameterRow {
                    name,
                    value: value.0,
                    of_point: place.and_then(|place| *self.numbers.derivatives.get(place)?),
                    of_batch: of_batch.and_then(|all| all.get(index).copied()),
                    is_frozen,
                })
            })
            .collect();
        let asked = parameters(ui, &rows, self.next_step.points(), learning_rate);
        let entity = |index: usize| model.parameters.get(index).copied();
        let hovered = asked.hovered.and_then(entity);
        let clicked = asked.clicked.and_then(entity);
        match asked.edit {
            Some(ParameterEdit::Set(index, value)) => {
                self.commands.trigger(SetParameter { index, value });
            }
            Some(ParameterEdit::Freeze(index, is_frozen)) => {
                self.commands.trigger(FreezeParameter { index, is_frozen });
            }
            None => {}
        }
        if let Some(node) = clicked {
            self.commands.trigger(StageGesture::Select(Some(node)));
        }
        hovered.map(Lit::Node)
    }
}
