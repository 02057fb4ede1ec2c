//! Where the panels stand.

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::{
    EguiContexts, EguiPlugin, EguiPreUpdateSet, EguiPrimaryContextPass,
    egui::{self, Margin, Panel, UiBuilder},
};

use crate::{
    training::{
        DataSettings, GradientCheck, NetworkSettings, Playback, Points, StageTimes,
        TrainingSettings, end_of,
    },
    view::{PlaneTool, ShowSettings, sizes},
};

use super::{
    HelpWindow, Requests, RequestsPlugin, Tab, data_panel,
    expression::{self, ExpressionDesk},
    graph::{GraphCard, SpriteAtlas},
    header,
    inspector::{self, Inspector},
    key_modifiers, keys,
    lessons::{self, LessonsDesk, Middle},
    network_panel,
    plane_card::PlaneCard,
    redraw, show_panel, software,
    splitter::GraphShare,
    status::{self, StatusData},
    strip::{Strip, StripPage, lay_out_strip},
    tab, theme, training_panel,
    training_panel::learning_rate_row,
    widgets,
};

/// Below this height, in logical pixels, the parameter panel reaches down to the window's edge, and its rows are closer.
const LOW: f32 = 860.0;
/// Below this width, the inspector shares the parameter panel's place.
const NARROW: f32 = 1_360.0;
/// Between two rows of the parameter panel, in logical pixels, and how high a row is in a low window.
const ROW_GAP: f32 = 4.0;
const LOW_ROW_GAP: f32 = 2.0;
const LOW_ROW: f32 = 20.0;

/// The graph's part of the width that it shares with the data plane.
const GRAPH_PART: f32 = 0.56;
/// The same in a narrow window, where the plane needs its half.
const NARROW_GRAPH_PART: f32 = 0.5;

/// Width of the inspector, in logical pixels.
const INSPECTOR: f32 = 300.0;

/// The panels. Needs a renderer, and Bevy's default plugins before it.
pub struct UiPlugin;

/// What stands in the place of the parameters in the other tabs.
#[derive(SystemParam)]
pub(super) struct Desks<'w, 's> {
    pub(super) lessons: LessonsDesk<'w, 's>,
    pub(super) expression: ExpressionDesk<'w, 's>,
}

/// What the parameter panel edits.
#[derive(SystemParam)]
struct Parameters<'w> {
    data: ResMut<'w, DataSettings>,
    network: ResMut<'w, NetworkSettings>,
    training: ResMut<'w, TrainingSettings>,
    show: ResMut<'w, ShowSettings>,
    tool: ResMut<'w, PlaneTool>,
    points: Res<'w, Points>,
}

impl Plugin for UiPlugin {
    fn build(&self, app: &mut App) {
        app.add_plugins(EguiPlugin::default())
            .add_plugins((
                RequestsPlugin,
                redraw::plugin,
                status::plugin,
                theme::plugin,
                tab::plugin,
                expression::plugin,
                lessons::plugin,
                inspector::plugin,
            ))
            .init_resource::<SpriteAtlas>()
            .init_resource::<StripPage>()
            .init_resource::<GraphShare>()
            .add_systems(
                Startup,
                (play, want_gradient_check, software::replace_shader),
            )
            .add_systems(
                PreUpdate,
                key_modifiers::restore_modifiers
                    .after(EguiPreUpdateSet::ProcessInput)
                    .before(EguiPreUpdateSet::BeginPass),
            )
            .add_systems(
                EguiPrimaryContextPass,
                (
                    begin_panels,
                    keys::read_keys,
                    lay_out_window,
                    end_of("Panels"),
                )
                    .chain(),
            );
    }
}

/// The window opens with training under way.
fn play(mut next: ResMut<NextState<Playback>>) {
    next.set(Playback::Playing);
}

/// The card of the graph shows it as long as the window is open.
fn want_gradient_check(mut check: ResMut<GradientCheck>) {
    check.is_wanted = true;
}

/// What was done since the view was drawn belongs to no stage.
fn begin_panels(mut times: ResMut<StageTimes>) {
    times.begin();
}

fn lay_out_window(
    mut contexts: EguiContexts,
    mut parameters: Parameters,
    mut strip: Strip,
    mut card: PlaneCard,
    mut graph: GraphCard,
    mut inspector: Inspector,
    mut desks: Desks,
    tab: Res<Tab>,
    status: StatusData,
    help: Res<HelpWindow>,
    mut share: ResMut<GraphShare>,
    mut requests: ResMut<Requests>,
) -> Result {
    let ctx = contexts.ctx_mut()?.clone();
    let is_narrow = ctx.viewport_rect().width() < NARROW;
    let whole = UiBuilder::new()
        .layer_id(egui::LayerId::background())
        .max_rect(ctx.viewport_rect());
    let mut root = egui::Ui::new(ctx.clone(), egui::Id::new("window"), whole);
    Panel::top("header")
        .exact_size(sizes::HEADER)
        .frame(egui::Frame::NONE)
        .show_separator_line(false)
        .show(&mut root, |ui| {
            header::header(ui, *tab, &mut requests);
        });
    // A low window needs its whole height for the parameters; a high one gives its whole width to the strip.
    let is_side_first = is_low(&ctx);
    for is_side in [is_side_first, !is_side_first] {
        if is_side {
            let inspector = is_narrow.then_some(&mut inspector);
            lay_out_side(
                &mut root,
                *tab,
                &mut parameters,
                &mut desks,
                inspector,
                &mut requests,
            );
        } else {
            lay_out_strip(
                &mut root,
                &mut strip,
                *tab,
                &mut parameters.training,
                &mut desks,
                &mut requests,
            );
        }
    }
    let margin = Margin {
        left: 0,
        ..Margin::same(sizes::GAP as i8)
    };
    if !is_narrow {
        let panel = Panel::right("inspector")
            .resizable(true)
            .default_size(INSPECTOR)
            .size_range(240.0..=520.0)
            .frame(widgets::card(margin))
            .show_separator_line(false)
            .show(&mut root, |ui| {
                inspector.show(ui, parameters.training.learning_rate, &mut requests);
            });
        widgets::card_edges(root.painter(), panel.response.rect, margin);
    }
    let part = if is_narrow {
        NARROW_GRAPH_PART
    } else {
        GRAPH_PART
    };
    let room = root.available_rect_before_wrap();
    let middle = match *tab {
        Tab::Train => Middle::Plane,
        Tab::Lessons => desks.lessons.middle(),
        Tab::Expression => Middle::Picture,
    };
    let gap = Margin::same(sizes::GAP as i8);
    let graph_room = if middle == Middle::Graph {
        room
    } else {
        let [other_room, graph_room] = share.split(&root, room, part);
        let rest = widgets::card_edges(root.painter(), other_room, gap);
        if middle == Middle::Plane {
            card.show(
                &mut root,
                rest,
                *parameters.tool,
                &parameters.show,
                &parameters.network.shape,
                &status,
            );
        } else {
            let is_lesson = *tab == Tab::Lessons;
            let over = is_lesson.then(|| desks.lessons.plot());
            let touch = desks.lessons.touch().filter(|_| is_lesson);
            let expression = &mut desks.expression;
            expression.show_picture(&mut root, rest, over.as_deref(), touch.as_deref());
        }
        graph_room
    };
    if middle != Middle::Plane {
        card.hide();
    }
    let margin = if middle == Middle::Graph { gap } else { margin };
    let graph_card = widgets::card_edges(root.painter(), graph_room, margin);
    graph.show(&mut root, graph_card, &mut requests);
    help.show(&ctx, &mut requests);
    Ok(())
}

fn is_low(ctx: &egui::Context) -> bool {
    ctx.viewport_rect().height() < LOW
}

/// The panel at the left: what the tab sets. In a narrow window the inspector is its second page.
fn lay_out_side(
    root: &mut egui::Ui,
    tab: Tab,
    parameters: &mut Parameters,
    desks: &mut Desks,
    inspector: Option<&mut Inspector>,
    requests: &mut Requests,
) {
    let gap = sizes::GAP as i8;
    let margin = Margin {
        left: gap,
        right: 0,
        top: gap,
        bottom: gap,
    };
    let panel = Panel::left("parameters")
        .resizable(true)
        .default_size(278.0)
        .size_range(262.0..=420.0)
        .frame(widgets::card(margin))
        .show_separator_line(false)
        .show(root, |ui| {
            // A panel that can be resized must be full, or it shrinks back to its content.
            ui.set_min_width(ui.available_width());
            let is_low = is_low(ui.ctx());
            let spacing = ui.spacing_mut();
            spacing.item_spacing.y = ROW_GAP;
            if is_low {
                spacing.item_spacing.y = LOW_ROW_GAP;
                spacing.interact_size.y = LOW_ROW;
            }
            if let Some(inspector) = inspector
                && inspector.is_on_side(ui)
            {
                let rate = parameters.training.learning_rate;
                inspector.show(ui, rate, requests);
            } else {
                match tab {
                    Tab::Train => parameters.show(ui, requests),
                    Tab::Lessons => {
                        let Desks {
                            lessons,
                            expression,
                        } = desks;
                        let touch = lessons.touch().unwrap_or_default();
                        let trains = lessons.trains();
                        let mut training = (*parameters.training).clone();
                        lessons.show_panel(ui, |ui| {
                            expression.show_touched(ui, &touch);
                            if trains {
                                learning_rate_row(ui, &mut training.learning_rate);
                            }
                        });
                        parameters.training.set_if_neq(training);
                    }
                    Tab::Expression => desks.expression.show_panel(ui),
                }
            }
        });
    widgets::card_edges(root.painter(), panel.response.rect, margin);
}

impl Parameters<'_> {
    /// Draws every section on copies, and writes back what differs.
    fn show(&mut self, ui: &mut egui::Ui, requests: &mut Requests) {
        let (mut data, mut tool) = (self.data.clone(), *self.tool);
        let (mut network, mut training, mut show) = (
            self.network.clone(),
            self.training.clone(),
            self.show.clone(),
        );
        egui::ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| {
                data_panel(ui, &mut data, &mut tool, requests);
                network_panel(ui, &mut network, requests);
                training_panel(ui, &mut training, self.points.len());
                show_panel(ui, &mut show, &network.shape);
            });
        self.data.set_if_neq(data);
        self.tool.set_if_neq(tool);
        self.network.set_if_neq(network);
        self.training.set_if_neq(training);
        self.show.set_if_neq(show);
    }
}
