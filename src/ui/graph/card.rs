//! The card around the stage.

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::egui::{self, Align2, RichText, Ui, pos2, vec2};
use egui_phosphor::fill;

use crate::{
    training::{SeekTrace, ShownGraph, ShownNumbers, ShownTrace},
    view::{
        graph::{
            BoxKey, DiagramBox, FitGraph, Folding, GraphRoom, GraphStage, Highlight, LeavingBox,
            Lit, StageGesture,
        },
        palette, sizes,
    },
};

use super::{
    super::{
        theme::{paint, plain, strong},
        widgets::icon_button,
    },
    boxes::{Look, edge_color, sprite, write_numbers},
    canvas::{Pointed, read_hand},
    edges::{ToWindow, add_edges},
    fold_chips::fold_chips,
    legend::{LEGEND, legend},
    links::Links,
    names::box_title,
    search::GraphSearch,
    sprites::{Sprite, SpriteAtlas},
    step_marks::{Marks, phase_color},
    timeline::timeline,
    tooltip::{box_tooltip, edge_tooltip},
};

/// Height of the row with the folds.
const CHIPS: f32 = 26.0;
/// Height of the slider of the pass.
const TIMELINE: f32 = 40.0;

/// The buttons beside the slider.
const SEEKS: [(&str, SeekTrace, &str); 6] = [
    (
        fill::SKIP_BACK_CIRCLE,
        SeekTrace::Start,
        "to the beginning of the pass (Home)",
    ),
    (
        fill::CARET_DOUBLE_LEFT,
        SeekTrace::PreviousPhase,
        "to the phase before (Ctrl+←)",
    ),
    (
        fill::CARET_LEFT,
        SeekTrace::PreviousNode,
        "to the node before (Shift+←)",
    ),
    (
        fill::CARET_RIGHT,
        SeekTrace::NextNode,
        "to the next node (Shift+→)",
    ),
    (
        fill::CARET_DOUBLE_RIGHT,
        SeekTrace::NextPhase,
        "to the end of the phase (Ctrl+→)",
    ),
    (
        fill::SKIP_FORWARD_CIRCLE,
        SeekTrace::End,
        "to the end of the pass (End)",
    ),
];

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
    search: ResMut<'w, GraphSearch>,
    atlas: ResMut<'w, SpriteAtlas>,
    commands: Commands<'w, 's>,
}

impl GraphCard<'_, '_> {
    /// Draws the card over `rect`, and leaves the stage's room in it.
    pub(in crate::ui) fn show(&mut self, ui: &mut Ui, rect: egui::Rect) {
        let has_trace = self.trace.trace().is_some();
        let foot = LEGEND + if has_trace { TIMELINE } else { 0.0 };
        let room = egui::Rect::from_min_max(
            pos2(rect.min.x + 2.0, rect.min.y + sizes::PLANE_TOP + CHIPS),
            pos2(rect.max.x - 2.0, rect.max.y - foot),
        );
        self.room.set_if_neq(GraphRoom(Rect::new(
            room.min.x, room.min.y, room.max.x, room.max.y,
        )));
        self.title(ui, rect);
        legend(ui.painter(), rect, rect.max.y - foot);
        self.timeline(ui, rect);
        self.chips(ui, rect);
        let is_current = self.shown.as_ref().is_some_and(|shown| {
            self.stage.diagram().box_of.len() == shown.graph.len()
                && self.numbers.values.len() == shown.graph.len()
        });
        if is_current && room.is_positive() {
            self.stage(ui, room);
        }
        self.search(ui, room);
    }

    fn title(&self, ui: &Ui, rect: egui::Rect) {
        let at = pos2(rect.min.x + 12.0, rect.min.y + 0.5 * sizes::PLANE_TOP);
        let painter = ui.painter();
        let weak = paint(palette::TEXT_WEAK);
        let title = painter.text(
            at,
            Align2::LEFT_CENTER,
            "COMPUTATION GRAPH",
            strong(12.0),
            weak,
        );
        let of = painter.text(
            pos2(title.max.x + 8.0, at.y),
            Align2::LEFT_CENTER,
            "of the ringed point",
            plain(sizes::TEXT_SMALL),
            weak,
        );
        let (text, color) = match self.trace.trace() {
            Some(trace) => {
                let phase = trace.phase().label();
                let text = format!("{phase} · step {} of {}", trace.position(), trace.len());
                (text, paint(phase_color(trace.phase())))
            }
            None => ("the latest pass".into(), weak),
        };
        let galley = painter.layout_no_wrap(text, plain(sizes::TEXT_SMALL + 0.5), color);
        let left = rect.max.x - 14.0 - galley.size().x;
        if left > of.max.x + 10.0 {
            painter.galley(pos2(left, at.y - 0.5 * galley.size().y), galley, color);
        }
    }

    fn chips(&mut self, ui: &mut Ui, rect: egui::Rect) {
        let Some(shown) = &self.shown else { return };
        let row = egui::Rect::from_min_max(
            pos2(rect.min.x + 12.0, rect.min.y + sizes::PLANE_TOP - 4.0),
            pos2(
                rect.max.x - 12.0,
                rect.min.y + sizes::PLANE_TOP + CHIPS - 4.0,
            ),
        );
        let builder = egui::UiBuilder::new()
            .max_rect(row)
            .layout(egui::Layout::left_to_right(egui::Align::Center));
        let mut ui = ui.new_child(builder);
        ui.spacing_mut().item_spacing.x = 3.0;
        let mut gestures: Vec<StageGesture> = Vec::new();
        gestures.extend(fold_chips(&mut ui, shown, &self.folding));
        let has_loss = shown
            .groups
            .iter()
            .any(|group| matches!(group, Some(crate::nn::NodeGroup::Loss)));
        if has_loss {
            let is_open = self.folding.is_loss_open();
            let text = RichText::new(if is_open { "fold loss" } else { "unfold loss" }).small();
            if ui.button(text).clicked() {
                gestures.push(StageGesture::ShowLoss(!is_open));
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui
                .button(RichText::new("fit").small())
                .on_hover_text("show the whole graph (F)")
                .clicked()
            {
                self.commands.trigger(FitGraph);
            }
            if ui
                .button(RichText::new("find").small())
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
        let buttons = rect.with_max_x(rect.min.x + 24.0 * SEEKS.len() as f32 + 16.0);
        let slider = rect.with_min_x(buttons.max.x);
        let builder = egui::UiBuilder::new()
            .max_rect(buttons)
            .layout(egui::Layout::left_to_right(egui::Align::Max));
        let mut row = ui.new_child(builder);
        row.spacing_mut().item_spacing.x = 2.0;
        for (icon, seek, hint) in SEEKS {
            if icon_button(&mut row, icon, 22.0, false, hint).clicked() {
                self.commands.trigger(seek);
            }
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

    /// The graph itself.
    fn stage(&mut self, ui: &Ui, room: egui::Rect) {
        let Some(shown) = &self.shown else { return };
        let (stage, numbers) = (&*self.stage, &*self.numbers);
        let painter = ui.painter().with_clip_rect(room);
        let zoom = stage.camera.zoom;
        let origin = stage.camera.to_window(Vec2::ZERO, self.room.0);
        let to = ToWindow {
            origin: pos2(origin.x, origin.y),
            zoom,
        };
        let diagram = stage.diagram();
        let hand = read_hand(ui, self.room.0, stage, to);
        let lit = Links::new(shown, stage, self.highlight.lit(), hand.pointed);
        let selected = self
            .highlight
            .selected
            .and_then(|node| shown.graph.place(node));
        let look = |index: usize| Look {
            centre: to.place(stage.centre(index)),
            zoom,
            presence: stage.presence(index),
            is_lit: lit.boxes[index],
            is_selected: selected.is_some_and(|node| diagram.boxes[index].nodes.contains(&node)),
            is_dimmed: lit.is_any && !lit.boxes[index],
        };
        let of_leaving = |leaving: &LeavingBox| Look {
            centre: to.place(leaving.centre),
            zoom,
            presence: leaving.presence,
            is_lit: false,
            is_selected: false,
            is_dimmed: false,
        };
        let looks: Vec<Look> = (0..diagram.boxes.len()).map(look).collect();
        let rect_of = |look: &Look, found: &DiagramBox| {
            egui::Rect::from_center_size(look.centre, zoom * vec2(found.glyph.x, found.glyph.y))
        };
        let rects: Vec<egui::Rect> = looks
            .iter()
            .zip(&diagram.boxes)
            .map(|(look, found)| rect_of(look, found))
            .collect();
        let leaving: Vec<&LeavingBox> = stage
            .leaving()
            .iter()
            .filter(|leaving| {
                leaving
                    .found
                    .nodes
                    .iter()
                    .all(|&node| node < shown.graph.len())
            })
            .collect();
        let scale = ui.ctx().pixels_per_point();
        let picture = |found: &DiagramBox, look: &Look| sprite(shown, found, look, scale);
        let of_boxes = diagram.boxes.iter().zip(&looks);
        let sprites: Vec<Sprite> = leaving
            .iter()
            .map(|leaving| picture(&leaving.found, &of_leaving(leaving)))
            .chain(of_boxes.clone().map(|(found, look)| picture(found, look)))
            .collect();
        let width = 1.5 * zoom.clamp(0.45, 1.2) * scale;
        let widths = [width, 1.6 * width].map(|width| (4.0 * width) as u8);
        self.atlas.provide(ui.ctx(), &sprites, &widths);
        let mut mesh = self.atlas.mesh();
        add_edges(&mut mesh, &self.atlas, stage, to, scale, |index| {
            let edge = &diagram.edges[index];
            let presence = stage.presence(edge.from).min(stage.presence(edge.to));
            if lit.edges[index] {
                return (paint(palette::ACCENT).gamma_multiply(presence), widths[1]);
            }
            let tint = edge_color(shown, &diagram.boxes[edge.from])
                .filter(|_| matches!(diagram.boxes[edge.from].key, BoxKey::Unit(_)));
            let line = palette::GRAPH_LINE;
            let rgb = tint.map_or(line, |tint| line.mix(tint, 0.3));
            let dim = if lit.is_any { 0.5 } else { 1.0 };
            (paint(rgb).gamma_multiply(presence * dim), widths[0])
        });
        let is_seen = |rect: &egui::Rect| rect.expand(40.0).intersects(room);
        for (leaving, sprite) in leaving.iter().zip(&sprites) {
            let look = of_leaving(leaving);
            self.atlas
                .add_sprite(&mut mesh, *sprite, look.centre, scale, look.opacity());
        }
        let of_boxes = sprites[leaving.len()..].iter().zip(&looks).zip(&rects);
        for ((sprite, look), _) in of_boxes.filter(|(_, rect)| is_seen(rect)) {
            self.atlas
                .add_sprite(&mut mesh, *sprite, look.centre, scale, look.opacity());
        }
        painter.add(egui::Shape::mesh(mesh));
        for ((found, look), rect) in diagram.boxes.iter().zip(&looks).zip(&rects) {
            if is_seen(rect) {
                write_numbers(&painter, shown, numbers, found, look);
            }
        }
        let marks = Marks {
            painter: &painter,
            stage,
            to,
            rects: &rects,
        };
        marks.paint(&self.trace);
        show_tooltip(&hand.response, shown, numbers, stage, hand.pointed);
        let pointed_at = hand
            .pointed
            .found
            .map(|index| Lit::Box(diagram.boxes[index].key));
        for gesture in hand.gestures {
            self.commands.trigger(gesture);
        }
        if self.highlight.in_graph != pointed_at {
            self.commands
                .trigger(StageGesture::PointInGraph(pointed_at));
        }
    }
}

fn show_tooltip(
    response: &egui::Response,
    shown: &ShownGraph,
    numbers: &ShownNumbers,
    stage: &GraphStage,
    pointed: Pointed,
) {
    let diagram = stage.diagram();
    if response.dragged() {
        return;
    }
    if let Some(index) = pointed.found {
        response.clone().on_hover_ui_at_pointer(|ui| {
            box_tooltip(ui, shown, numbers, &diagram.boxes[index]);
        });
    } else if let Some(index) = pointed.edge {
        let edge = &diagram.edges[index];
        let names = [edge.from, edge.to].map(|end| box_title(shown, &diagram.boxes[end]));
        response.clone().on_hover_ui_at_pointer(|ui| {
            edge_tooltip(ui, shown, numbers, edge, names);
        });
    }
}
