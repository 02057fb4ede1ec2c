//! Where the panels stand.

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::{
    EguiContexts, EguiPlugin, EguiPreUpdateSet, EguiPrimaryContextPass,
    egui::{self, Margin, Panel, UiBuilder},
};

use crate::{
    training::{GradientCheck, Playback, StageTimes, end_of},
    view::sizes,
};

use super::{
    HelpWindow, Requests, RequestsPlugin, Tab,
    expression::{self, ExpressionDesk},
    graph::{GraphCard, SpriteAtlas},
    header,
    inspector::{self, Inspector},
    key_modifiers, keys,
    lessons::{self, LessonsDesk, Middle},
    plane_card::PlaneCard,
    redraw,
    side::{Parameters, is_low, lay_out_side},
    software,
    splitter::GraphShare,
    status::{self, StatusData},
    strip::{Strip, StripPage, lay_out_strip},
    tab, theme, widgets,
};

/// Below this width, the inspector shares the parameter panel's place.
const NARROW: f32 = 1_360.0;

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
