//! What the inspector reads, and which of its pages is open.

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::egui::{self, RichText, Ui};

use crate::{
    autodiff::Value,
    nn::Frozen,
    training::{
        Accumulation, Exhibit, FreezeParameter, Model, NextStep, ParameterHistory, Playback,
        SetLeaf, ShownGraph, ShownNumbers, ShownTrace, SimulationSystems,
    },
    view::{
        ShowSettings,
        graph::{Highlight, Lit, StageGesture},
    },
};

use super::{
    super::{Request, Requests, graph::exhibit_choice, widgets::section},
    algorithm::algorithm,
    node_panel::node_panel,
    order_panel::{accumulation_panel, order_panel},
    parameter_table::{ParameterTable, TableSources},
    parameters::{ParameterEdit, TableHead, parameters},
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
    next_step: Res<'w, NextStep>,
    history: Res<'w, ParameterHistory>,
    table: ResMut<'w, ParameterTable>,
    playback: Res<'w, State<Playback>>,
    exhibit: Res<'w, Exhibit>,
    values: Query<'w, 's, (&'static Value, Has<Frozen>)>,
    commands: Commands<'w, 's>,
}

pub(in crate::ui) fn plugin(app: &mut App) {
    app.init_resource::<InspectorTab>()
        .init_resource::<SidePage>()
        .init_resource::<CheckStep>()
        .init_resource::<ParameterTable>()
        .add_systems(Update, want_next_step.before(SimulationSystems::Edit));
}

/// The next step is computed where somebody looks at it: in the table, or as lines in the plane.
fn want_next_step(
    tab: Res<InspectorTab>,
    show: Res<ShowSettings>,
    mut next_step: ResMut<NextStep>,
) {
    let is_wanted = *tab == InspectorTab::Parameters || (show.lines && show.next_step);
    if next_step.is_wanted != is_wanted {
        next_step.is_wanted = is_wanted;
    }
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
        // What is too wide is cut off: a page does not move the border of its panel.
        let room = ui.available_rect_before_wrap();
        ui.allocate_rect(room, egui::Sense::hover());
        let mut page = ui.new_child(egui::UiBuilder::new().max_rect(room));
        page.shrink_clip_rect(room);
        let mut lit = None;
        if tab == InspectorTab::Parameters {
            lit = self.parameters(&mut page, learning_rate); // it scrolls by itself
        } else {
            egui::ScrollArea::vertical()
                .id_salt(("inspector", tab.label()))
                .auto_shrink(false)
                .show(&mut page, |ui| match tab {
                    InspectorTab::Node => lit = self.node(ui),
                    InspectorTab::Algorithm => lit = self.algorithm(ui),
                    InspectorTab::Order => self.order(ui, requests),
                    InspectorTab::Parameters => {}
                });
        }
        self.point_at(lit);
    }

    fn point_at(&mut self, lit: Option<Lit>) {
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
        if let Some(set) = chosen.set {
            self.commands.trigger(set);
        }
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
        section(ui, "ON STAGE");
        let width = ui.available_width() - 8.0;
        if let Some(chosen) = exhibit_choice(ui, "order", width, *self.exhibit) {
            requests.ask(Request::Exhibit(chosen));
        }
        if let Some(shown) = &self.shown {
            order_panel(ui, shown, &self.trace, &self.accumulation, requests);
        }
        accumulation_panel(ui, &self.accumulation, requests);
    }

    fn parameters(&mut self, ui: &mut Ui, learning_rate: f64) -> Option<Lit> {
        let shown = self.shown.as_ref()?;
        let network = self
            .model
            .as_deref()
            .filter(|_| *self.exhibit == Exhibit::Network);
        let sources = TableSources {
            shown,
            network,
            numbers: &self.numbers,
            next_step: &self.next_step,
            history: &self.history,
            values: &|leaf| {
                let (value, is_frozen) = self.values.get(leaf).ok()?;
                Some((value.0, is_frozen))
            },
        };
        let is_moving = network.is_some()
            && *self.playback.get() == Playback::Playing
            && !ui.ctx().egui_is_using_pointer();
        self.table
            .follow(&sources, is_moving, ui.input(|input| input.time));
        let head = TableHead {
            batch: network.map(|_| self.next_step.points()),
            learning_rate,
        };
        let asked = parameters(ui, &head, self.table.rows());
        match asked.edit {
            Some(ParameterEdit::Set(leaf, value)) => self.commands.trigger(SetLeaf { leaf, value }),
            Some(ParameterEdit::Freeze(leaf, is_frozen)) => {
                let index = network.and_then(|model| model.parameter_index(leaf));
                if let Some(index) = index {
                    self.commands.trigger(FreezeParameter { index, is_frozen });
                }
            }
            None => {}
        }
        if let Some(node) = asked.clicked {
            self.commands.trigger(StageGesture::Find(node));
        }
        asked.hovered.map(Lit::Node)
    }
}
