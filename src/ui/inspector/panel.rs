//! What the inspector reads, and what is done on its pages.

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::egui::{self, RichText, Ui};

use crate::{
    autodiff::Value,
    lesson::LessonTalk,
    nn::Frozen,
    training::{
        Accumulation, Exhibit, Model, NextStep, ParameterHistory, Playback, ShownGraph,
        ShownNumbers, ShownTrace, SimulationSystems,
    },
    view::{
        ChooseLine, MOST_NEXT_LINES, ShowSettings,
        graph::{Highlight, Lit, StageGesture},
        palette,
    },
};

use super::{
    super::{
        OpenTab, Request, Requests, Tab, graph::exhibit_choice, lessons::NewScene, theme::paint,
        widgets::section,
    },
    accumulation_panel::accumulation_panel,
    algorithm::algorithm,
    node_panel::node_panel,
    order_panel::order_panel,
    pages::{InspectorPages, InspectorTab, tabs},
    parameter_table::ParameterTable,
};

/// Whether a narrow window shows the inspector in the place of the parameter panel.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::ui) struct IsInspectorOnSide(bool);

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
    pub(super) pages: ResMut<'w, InspectorPages>,
    pub(super) is_on_side: ResMut<'w, IsInspectorOnSide>,
    pub(super) step: ResMut<'w, CheckStep>,
    pub(super) shown: Option<Res<'w, ShownGraph>>,
    pub(super) numbers: Res<'w, ShownNumbers>,
    pub(super) trace: Res<'w, ShownTrace>,
    pub(super) accumulation: Res<'w, Accumulation>,
    pub(super) highlight: Res<'w, Highlight>,
    pub(super) model: Option<Res<'w, Model>>,
    pub(super) next_step: Res<'w, NextStep>,
    pub(super) history: Res<'w, ParameterHistory>,
    pub(super) table: ResMut<'w, ParameterTable>,
    pub(super) playback: Res<'w, State<Playback>>,
    pub(super) exhibit: Res<'w, Exhibit>,
    pub(super) tab: Res<'w, Tab>,
    pub(super) talk: Res<'w, LessonTalk>,
    pub(super) values: Query<'w, 's, (&'static Value, Has<Frozen>)>,
    pub(super) commands: Commands<'w, 's>,
}

pub(in crate::ui) fn plugin(app: &mut App) {
    app.init_resource::<InspectorPages>()
        .init_resource::<IsInspectorOnSide>()
        .init_resource::<CheckStep>()
        .init_resource::<ParameterTable>()
        .add_observer(on_choose_node)
        .add_observer(on_choose_line)
        .add_observer(on_new_scene)
        .add_observer(on_open_tab)
        .add_systems(Update, want_next_step.before(SimulationSystems::Edit));
}

/// Who chooses a node wants to see it: in a narrow window the inspector comes to the front.
fn on_choose_node(
    gesture: On<StageGesture>,
    tab: Res<Tab>,
    mut is_on_side: ResMut<IsInspectorOnSide>,
) {
    // The text of a lesson stays where it is read.
    if *tab == Tab::Lessons {
        return;
    }
    if let StageGesture::Select(Some(_)) | StageGesture::SelectBox(_) | StageGesture::Find(_) =
        *gesture
    {
        is_on_side.0 = true;
    }
}

/// An ε that was tried out for one expression says nothing of the next.
fn on_new_scene(_: On<NewScene>, mut step: ResMut<CheckStep>) {
    step.set_if_neq(CheckStep::default());
}

fn on_choose_line(_: On<ChooseLine>, mut is_on_side: ResMut<IsInspectorOnSide>) {
    is_on_side.0 = true;
}

/// A tab opens with its own panel.
fn on_open_tab(_: On<OpenTab>, mut is_on_side: ResMut<IsInspectorOnSide>) {
    is_on_side.0 = false;
}

/// The next step is computed where somebody looks at it: in the table, or as lines in the plane.
fn want_next_step(
    pages: Res<InspectorPages>,
    show: Res<ShowSettings>,
    model: Option<Res<Model>>,
    mut next_step: ResMut<NextStep>,
) {
    let lines = model.map_or(0, |model| model.first_units.len());
    let is_dotted = show.lines && show.next_step && lines <= MOST_NEXT_LINES;
    let is_wanted = pages.shows(InspectorTab::Parameters) || is_dotted;
    if next_step.is_wanted != is_wanted {
        next_step.is_wanted = is_wanted;
    }
}

impl Inspector<'_, '_> {
    /// Draws the choice between settings and inspector, in a window that has room for one of them. Returns whether it is the
    /// inspector.
    pub(in crate::ui) fn is_on_side(&mut self, ui: &mut Ui) -> bool {
        let mut is_on_side = self.is_on_side.0;
        ui.horizontal(|ui| {
            let other = match *self.tab {
                Tab::Train => "Settings",
                tab => tab.label(),
            };
            ui.selectable_value(&mut is_on_side, false, other);
            ui.selectable_value(&mut is_on_side, true, "Inspector");
        });
        self.is_on_side.set_if_neq(IsInspectorOnSide(is_on_side));
        if !is_on_side {
            self.point_at(None); // its rows are gone from under the pointer
        }
        is_on_side
    }

    /// Draws the card's content.
    pub(in crate::ui) fn show(&mut self, ui: &mut Ui, learning_rate: f64, requests: &mut Requests) {
        let room = ui.available_rect_before_wrap();
        ui.allocate_rect(room, egui::Sense::hover());
        let mut pages = *self.pages;
        let mut lit = None;
        for (place, (tab, room)) in pages.in_room(room).enumerate() {
            let id = ui.id().with(("inspector", place));
            let builder = egui::UiBuilder::new().id(id).max_rect(room);
            let mut half = ui.new_child(builder);
            tabs(&mut half, tab);
            let lit_here = self.page(&mut half, *tab, learning_rate, requests);
            lit = lit.or(lit_here);
        }
        pages.keep_apart(&self.pages);
        self.pages.set_if_neq(pages);
        self.point_at(lit);
    }

    fn page(
        &mut self,
        ui: &mut Ui,
        tab: InspectorTab,
        learning_rate: f64,
        requests: &mut Requests,
    ) -> Option<Lit> {
        // What is too wide is cut off: a page does not move the border of its panel.
        let room = ui.available_rect_before_wrap();
        let mut page = ui.new_child(egui::UiBuilder::new().max_rect(room));
        page.shrink_clip_rect(room);
        if tab == InspectorTab::Parameters {
            return self.parameters(&mut page, learning_rate); // it scrolls by itself
        }
        let scrolled = egui::ScrollArea::vertical()
            .id_salt(("inspector", tab.label()))
            .auto_shrink(false)
            .show(&mut page, |ui| match tab {
                InspectorTab::Node => self.node(ui),
                InspectorTab::Algorithm => self.algorithm(ui),
                InspectorTab::Order => {
                    self.order(ui, requests);
                    None
                }
                InspectorTab::Parameters => None,
            });
        scrolled.inner
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
        let Some(node) = selected.or_else(|| self.node_at_work()) else {
            ui.add_space(6.0);
            let text = "Click a node of the graph to see everything about it: its formula, what it saved, what it sends back, all \
                        paths to the output.\n\nWith the node as the step (1), the node at work stands here while none is chosen.";
            ui.label(RichText::new(text).weak());
            return None;
        };
        if selected.is_none() {
            let text = "the node at work; click one to stay with it";
            ui.label(RichText::new(text).small().color(paint(palette::CAUTION)));
        }
        let mut exponent = self.step.0;
        let passes = self.accumulation.passes();
        let chosen = node_panel(
            ui,
            shown,
            &self.numbers,
            &self.trace,
            passes,
            node,
            self.may_set(&shown.names[node]),
            self.is_kept_back(),
            &mut exponent,
        );
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

    /// Whether a leaf may be set: in a lesson only what its step lets the learner touch, and nothing while it asks for a number.
    pub(super) fn may_set(&self, name: &str) -> bool {
        if *self.tab == Tab::Lessons && self.talk.open_question().is_some() {
            return false;
        }
        let step = self.talk.step().filter(|_| *self.tab == Tab::Lessons);
        step.is_none_or(|step| step.touch.iter().any(|it| it == name))
    }

    /// Whether a question waits whose answer some numbers would give away.
    fn is_kept_back(&self) -> bool {
        *self.tab == Tab::Lessons && self.talk.keeps_numbers_back()
    }

    /// The node that the latest step of the pass is about.
    fn node_at_work(&self) -> Option<usize> {
        let trace = self.trace.trace()?;
        // On its way to the next step it is the next one that is seen at work.
        let step = match trace.next() {
            Some(next) if self.trace.part() > 0.0 => next,
            _ => trace.latest()?,
        };
        Some(step.node().unwrap_or(trace.graph().output()))
    }

    fn algorithm(&self, ui: &mut Ui) -> Option<Lit> {
        let shown = self.shown.as_ref()?;
        let hovered = algorithm(ui, shown, &self.trace)?;
        Some(Lit::Node(shown.graph.nodes()[hovered].entity))
    }

    fn order(&self, ui: &mut Ui, requests: &mut Requests) {
        if *self.tab == Tab::Train {
            section(ui, "ON STAGE");
            let width = ui.available_width() - 8.0;
            if let Some(chosen) = exhibit_choice(ui, "order", width, *self.exhibit) {
                requests.ask(Request::Exhibit(chosen));
            }
        }
        if self.is_kept_back() {
            let text = "The orders and their results come back when what is asked is answered.";
            ui.label(RichText::new(text).weak());
        } else if let Some(shown) = &self.shown {
            order_panel(ui, shown, &self.trace, requests);
            let has_orders = self.trace.trace().is_some();
            accumulation_panel(
                ui,
                shown,
                &self.numbers,
                has_orders,
                &self.accumulation,
                requests,
            );
        }
    }
}
