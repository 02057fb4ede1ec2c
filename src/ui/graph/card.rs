//! The card around the stage.

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::egui::{self, Align2, RichText, Ui, pos2, scroll_area::ScrollBarVisibility};

use crate::{
    training::{
        Accumulation, Exhibit, GradientCheck, Playback, SeekTrace, ShownGraph, ShownNumbers,
        ShownTrace,
    },
    view::{
        graph::{FitGraph, Folding, GraphRoom, GraphStage, Highlight, Lit, StageGesture},
        palette, sizes,
    },
};

use super::{
    super::{
        Request, Requests, Tab,
        theme::{paint, plain, strong},
    },
    canvas::{Pointed, read_hand},
    edges::ToWindow,
    exhibit_choice::{ExampleEdit, example_fields, exhibit_choice},
    fold_chips::fold_chips,
    gradient_light::gradient_light,
    legend::{LEGEND, legend},
    picture::StagePicture,
    search::GraphSearch,
    seek_buttons::{SEEK_BUTTONS, seek_buttons},
    sprites::SpriteAtlas,
    step_marks::phase_color,
    timeline::timeline,
    tooltip::show_tooltip,
};

/// Height of the row with the folds.
const CHIPS: f32 = 26.0;
/// Width of the buttons beside the folds.
const BUTTONS: f32 = 78.0;
/// Height of the row with the gradient check.
const LIGHT: f32 = 20.0;
/// Height of the slider of the pass.
const TIMELINE: f32 = 46.0;

/// How wide the choice of what is on stage may be.
const LEAST_CHOICE: f32 = 60.0;
const COMFORTABLE_CHOICE: f32 = 150.0;
const MOST_CHOICE: f32 = 320.0;

/// Everything that the card reads, and what it asks for.
#[derive(SystemParam)]
pub(in crate::ui) struct GraphCard<'w, 's> {
    room: ResMut<'w, GraphRoom>,
    stage: Res<'w, GraphStage>,
    folding: Res<'w, Folding>,
    shown: Option<Res<'w, ShownGraph>>,
    numbers: Res<'w, ShownNumbers>,
    trace: Res<'w, ShownTrace>,
    highlight: Res<'w, Highlight>,
    exhibit: Res<'w, Exhibit>,
    tab: Res<'w, Tab>,
    check: Res<'w, GradientCheck>,
    accumulation: Res<'w, Accumulation>,
    playback: Res<'w, State<Playback>>,
    search: ResMut<'w, GraphSearch>,
    atlas: ResMut<'w, SpriteAtlas>,
    commands: Commands<'w, 's>,
}

impl GraphCard<'_, '_> {
    /// Draws the card over `rect`, and leaves the stage's room in it.
    pub(in crate::ui) fn show(&mut self, ui: &mut Ui, rect: egui::Rect, requests: &mut Requests) {
        let has_trace = self.trace.trace().is_some();
        let foot = LEGEND + LIGHT + if has_trace { TIMELINE } else { 0.0 };
        let room = egui::Rect::from_min_max(
            pos2(rect.min.x + 2.0, rect.min.y + sizes::PLANE_TOP + CHIPS),
            pos2(rect.max.x - 2.0, rect.max.y - foot),
        );
        let [min, max] = [room.min, room.max].map(|corner| Vec2::new(corner.x, corner.y));
        self.room.set_if_neq(GraphRoom(Rect { min, max }));
        self.title(ui, rect, requests);
        legend(ui.painter(), rect, rect.max.y - foot);
        self.light(ui, rect, rect.max.y - foot + LEGEND);
        self.timeline(ui, rect);
        self.chips(ui, rect, requests);
        let is_current = self.shown.as_ref().is_some_and(|shown| {
            self.stage.diagram().box_of.len() == shown.graph.len()
                && self.numbers.values.len() == shown.graph.len()
        });
        if is_current && room.is_positive() {
            self.stage(ui, room);
        }
        self.search(ui, room);
    }

    fn title(&self, ui: &mut Ui, rect: egui::Rect, requests: &mut Requests) {
        let middle = rect.min.y + 0.5 * sizes::PLANE_TOP;
        let weak = paint(palette::TEXT_WEAK);
        let (text, color) = match self.trace.trace() {
            Some(trace) => {
                let phase = trace.phase().label();
                let text = format!("{phase} · step {} of {}", trace.position(), trace.len());
                (text, paint(phase_color(trace.phase())))
            }
            None => ("the latest pass".into(), weak),
        };
        let painter = ui.painter();
        let galley = painter.layout_no_wrap(text, plain(sizes::TEXT_SMALL + 0.5), color);
        let name = rect.min.x + 12.0;
        let title = painter.text(
            pos2(name, middle),
            Align2::LEFT_CENTER,
            "COMPUTATION GRAPH of",
            strong(12.0),
            weak,
        );
        let right = rect.max.x - 14.0 - galley.size().x;
        // In a small window the slider of the pass has to say where it is: the choice needs its room.
        let mut end = rect.max.x - 8.0;
        if right > title.max.x + COMFORTABLE_CHOICE {
            painter.galley(pos2(right, middle - 0.5 * galley.size().y), galley, color);
            end = right;
        }
        let room = egui::Rect::from_min_max(
            pos2(title.max.x + 6.0, rect.min.y + 4.0),
            pos2(end - 8.0, rect.min.y + sizes::PLANE_TOP - 4.0),
        );
        if room.width() < LEAST_CHOICE {
            return;
        }
        let mut ui = row(ui, "choice", room);
        if *self.tab != Tab::Train {
            let what = if *self.exhibit == Exhibit::Expression {
                "the expression"
            } else {
                "the network, for the ringed point"
            };
            let what = RichText::new(what).size(12.5);
            ui.add(egui::Label::new(what.color(paint(palette::TEXT_WEAK))).truncate());
            return;
        }
        let width = room.width().min(MOST_CHOICE) - 8.0;
        if let Some(chosen) = exhibit_choice(&mut ui, "card", width, *self.exhibit) {
            requests.ask(Request::Exhibit(chosen));
        }
    }

    /// The gradient check, in a row that begins at `top`.
    fn light(&self, ui: &mut Ui, rect: egui::Rect, top: f32) {
        if let (Some(shown), Some(report)) = (&self.shown, self.check.latest()) {
            let room = egui::Rect::from_min_max(
                pos2(rect.min.x + 13.0, top),
                pos2(rect.max.x - 12.0, top + LIGHT),
            );
            let passes = self.accumulation.passes();
            gradient_light(&mut row(ui, "check", room), shown, report, passes);
        }
    }

    fn chips(&mut self, ui: &mut Ui, rect: egui::Rect, requests: &mut Requests) {
        let Some(shown) = &self.shown else { return };
        let room = egui::Rect::from_min_max(
            pos2(rect.min.x + 12.0, rect.min.y + sizes::PLANE_TOP - 4.0),
            pos2(
                rect.max.x - 12.0,
                rect.min.y + sizes::PLANE_TOP + CHIPS - 4.0,
            ),
        );
        let (left, right) = room.split_left_right_at_x(room.max.x - BUTTONS);
        let mut gestures: Vec<StageGesture> = Vec::new();
        // Of many layers the last may have no room: the row can be scrolled.
        egui::ScrollArea::horizontal()
            .id_salt("folds")
            .scroll_bar_visibility(ScrollBarVisibility::AlwaysHidden)
            .show(&mut row(ui, "folds", left), |ui| {
                ui.spacing_mut().item_spacing.x = 3.0;
                if let Exhibit::Example(example) = *self.exhibit {
                    match example_fields(ui, example, shown, &self.numbers) {
                        Some(ExampleEdit::Exhibit(longer)) => {
                            requests.ask(Request::Exhibit(longer));
                        }
                        Some(ExampleEdit::Leaf(set)) => self.commands.trigger(set),
                        None => {}
                    }
                }
                gestures.extend(fold_chips(ui, shown, &self.folding));
            });
        let mut buttons = row(ui, "buttons", right);
        buttons.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 3.0;
            let fit = ui.button(RichText::new("fit").small());
            if fit.on_hover_text("show the whole graph (F)").clicked() {
                self.commands.trigger(FitGraph);
            }
            let find = ui.button(RichText::new("find").small());
            if find
                .on_hover_text("find a node by its name (Ctrl+F)")
                .clicked()
            {
                self.search.toggle();
            }
        });
        for gesture in gestures {
            self.commands.trigger(gesture);
        }
    }

    /// The slider of the pass, and what leads from node to node and from phase to phase.
    fn timeline(&mut self, ui: &mut Ui, rect: egui::Rect) {
        let Some(trace) = self.trace.trace() else {
            return;
        };
        let rect = egui::Rect::from_min_max(
            pos2(rect.min.x + 8.0, rect.max.y - TIMELINE),
            pos2(rect.max.x - 8.0, rect.max.y - 4.0),
        );
        let (buttons, slider) = rect.split_left_right_at_x(rect.min.x + SEEK_BUTTONS);
        if let Some(seek) = seek_buttons(&mut row(ui, "seek", buttons)) {
            self.commands.trigger(seek);
        }
        if let Some(position) = timeline(ui, slider, trace)
            && position != trace.position()
        {
            self.commands.trigger(SeekTrace::Position(position));
        }
    }

    fn search(&mut self, ui: &Ui, room: egui::Rect) {
        let Some(shown) = &self.shown else { return };
        if !self.search.is_open {
            return;
        }
        let mut search = self.search.clone();
        let mut found = None;
        egui::Area::new(egui::Id::new("graph search"))
            .fixed_pos(pos2(room.max.x - 290.0, room.min.y + 6.0))
            .order(egui::Order::Foreground)
            .show(ui.ctx(), |ui| {
                egui::Frame::popup(ui.style()).show(ui, |ui| {
                    ui.set_width(260.0);
                    found = search.show(ui, shown);
                });
            });
        self.search.set_if_neq(search);
        if let Some(node) = found {
            self.commands.trigger(StageGesture::Find(node));
        }
    }

    /// The graph itself, and the hand on it.
    fn stage(&mut self, ui: &Ui, room: egui::Rect) {
        let Some(shown) = &self.shown else { return };
        let (stage, numbers) = (&*self.stage, &*self.numbers);
        let to = ToWindow::of(stage, self.room.0);
        let hand = read_hand(ui, self.room.0, stage, to);
        // While a pass plays, the node at work is what one looks at, wherever the pointer rests.
        let is_at_work = self.trace.trace().is_some() && *self.playback.get() == Playback::Playing;
        let pointed = if is_at_work {
            Pointed::default()
        } else {
            hand.pointed
        };
        let picture = StagePicture::new(
            shown,
            numbers,
            stage,
            &self.highlight,
            is_at_work,
            pointed,
            to,
            room,
        );
        picture.paint(ui, &mut self.atlas, &self.trace);
        show_tooltip(&hand.response, shown, numbers, &self.trace, stage, pointed);
        let boxes = &stage.diagram().boxes;
        let pointed_at = hand.pointed.found.map(|index| Lit::Box(boxes[index].key));
        for gesture in hand.gestures {
            self.commands.trigger(gesture);
        }
        if self.highlight.in_graph != pointed_at {
            self.commands
                .trigger(StageGesture::PointInGraph(pointed_at));
        }
    }
}

/// A row of controls in a part of the card. Its controls stay the same, whatever other rows there are.
fn row(ui: &mut Ui, name: &str, room: egui::Rect) -> Ui {
    let builder = egui::UiBuilder::new()
        .id(ui.id().with(("graph card", name)))
        .max_rect(room)
        .layout(egui::Layout::left_to_right(egui::Align::Center));
    ui.new_child(builder)
}
