//! The picture of the stage: lines, boxes, numbers, and the marks of the step.

use bevy_egui::egui::{self, Ui, vec2};

use crate::{
    training::{ShownGraph, ShownNumbers, ShownTrace},
    view::{
        graph::{BoxKey, DiagramBox, GraphStage, Highlight, LeavingBox},
        palette,
    },
};

use super::{
    super::theme::paint,
    box_text::write_box,
    boxes::{edge_color, sprite},
    canvas::Pointed,
    edges::{ToWindow, add_edges},
    labels::Labels,
    links::Links,
    look::Look,
    sprites::{Sprite, SpriteAtlas},
    step_marks::Marks,
};

/// Boxes are painted so far outside the room, in logical pixels: their numbers may reach into it.
const BEYOND: f32 = 40.0;

/// Everything that is painted of the stage in one frame.
pub(super) struct StagePicture<'a> {
    shown: &'a ShownGraph,
    numbers: &'a ShownNumbers,
    stage: &'a GraphStage,
    to: ToWindow,
    room: egui::Rect,
    lit: Links,
    /// How each box looks, and its glyph's rectangle.
    looks: Vec<Look>,
    rects: Vec<egui::Rect>,
    leaving: Vec<(&'a LeavingBox, Look)>,
    /// Whether what a lesson speaks of is lit, and nothing else is to stand out while the pass rests.
    is_lesson_at_rest: bool,
}

impl<'a> StagePicture<'a> {
    /// How everything looks now; while a pass `is_at_work`, nothing is dimmed for the pointer's sake.
    pub(super) fn new(
        shown: &'a ShownGraph,
        numbers: &'a ShownNumbers,
        stage: &'a GraphStage,
        highlight: &Highlight,
        is_at_work: bool,
        pointed: Pointed,
        to: ToWindow,
        room: egui::Rect,
    ) -> Self {
        let boxes = &stage.diagram().boxes;
        let lit = highlight.lit().filter(|_| !is_at_work);
        let lit = Links::new(shown, stage, lit, &highlight.in_lesson, pointed);
        let selected = highlight.selected.and_then(|node| shown.graph.place(node));
        let look = |(index, found): (usize, &DiagramBox)| {
            let is_selected = selected.is_some_and(|node| found.nodes.contains(&node));
            Look {
                centre: to.place(stage.centre(index)),
                zoom: to.zoom,
                presence: stage.presence(index),
                is_lit: lit.boxes[index],
                is_selected,
                is_dimmed: lit.is_any && !lit.boxes[index] && !is_selected,
            }
        };
        let looks: Vec<Look> = boxes.iter().enumerate().map(look).collect();
        let rect = |(look, found): (&Look, &DiagramBox)| {
            let size = vec2(found.glyph.x, found.glyph.y);
            egui::Rect::from_center_size(look.centre, to.zoom * size)
        };
        let rects = looks.iter().zip(boxes).map(rect).collect();
        let is_of_graph = |leaving: &&LeavingBox| {
            let nodes = &leaving.found.nodes;
            nodes.iter().all(|&node| node < shown.graph.len())
        };
        let of_leaving = |leaving: &'a LeavingBox| {
            let look = Look {
                centre: to.place(leaving.centre),
                zoom: to.zoom,
                presence: leaving.presence,
                is_lit: false,
                is_selected: false,
                is_dimmed: false,
            };
            (leaving, look)
        };
        let leaving = stage.leaving().iter().filter(is_of_graph);
        Self {
            shown,
            numbers,
            stage,
            to,
            room,
            lit,
            looks,
            rects,
            leaving: leaving.map(of_leaving).collect(),
            is_lesson_at_rest: !highlight.in_lesson.is_empty() && !is_at_work,
        }
    }

    /// Paints it: lines, then boxes, then numbers, then what the step is about.
    pub(super) fn paint(&self, ui: &Ui, atlas: &mut SpriteAtlas, trace: &ShownTrace) {
        let painter = ui.painter().with_clip_rect(self.room);
        let scale = ui.ctx().pixels_per_point();
        painter.add(egui::Shape::mesh(self.mesh(ui, atlas, scale)));
        let boxes = self.stage.diagram().boxes.iter();
        for ((found, look), rect) in boxes.zip(&self.looks).zip(&self.rects) {
            if self.is_seen(rect) {
                write_box(&painter, self.shown, self.numbers, found, look);
            }
        }
        let marks = Marks {
            painter: &painter,
            stage: self.stage,
            to: self.to,
            rects: &self.rects,
            labels: Labels::new(&painter, self.stage, &self.rects),
        };
        marks.paint(trace, self.is_lesson_at_rest);
    }

    fn is_seen(&self, rect: &egui::Rect) -> bool {
        rect.expand(BEYOND).intersects(self.room)
    }

    /// Lines and boxes as pictures from the atlas, in one mesh.
    fn mesh(&self, ui: &Ui, atlas: &mut SpriteAtlas, scale: f32) -> egui::Mesh {
        let picture = |found: &DiagramBox, look: &Look| sprite(self.shown, found, look, scale);
        let leaving: Vec<Sprite> = self
            .leaving
            .iter()
            .map(|(leaving, look)| picture(&leaving.found, look))
            .collect();
        let boxes = self.stage.diagram().boxes.iter();
        let sprites: Vec<Sprite> = boxes
            .zip(&self.looks)
            .map(|(found, look)| picture(found, look))
            .collect();
        let width = 1.5 * self.to.zoom.clamp(0.45, 1.2) * scale;
        let widths = [width, 1.6 * width].map(|width| (4.0 * width) as u8);
        let seen = sprites.iter().zip(&self.rects);
        let seen = seen.filter(|(_, rect)| self.is_seen(rect));
        let needed = leaving.iter().chain(seen.map(|(sprite, _)| sprite));
        let needed: Vec<Sprite> = needed.copied().collect();
        atlas.provide(ui.ctx(), &needed, &widths);
        let mut mesh = atlas.mesh();
        // What is lit lies above what is not.
        let all = 0..self.lit.edges.len();
        let (lit, dim): (Vec<usize>, Vec<usize>) = all.partition(|&edge| self.lit.edges[edge]);
        let edges = dim.into_iter().chain(lit);
        add_edges(
            &mut mesh,
            atlas,
            self.stage,
            self.to,
            scale,
            edges,
            |index| {
                let (color, is_lit) = self.edge(index);
                (color, widths[usize::from(is_lit)])
            },
        );
        for (sprite, (_, look)) in leaving.iter().zip(&self.leaving) {
            atlas.add_sprite(&mut mesh, *sprite, look.centre, scale, look.opacity());
        }
        for ((sprite, look), rect) in sprites.iter().zip(&self.looks).zip(&self.rects) {
            if self.is_seen(rect) {
                atlas.add_sprite(&mut mesh, *sprite, look.centre, scale, look.opacity());
            }
        }
        mesh
    }

    /// The colour of an edge, and whether it is lit.
    fn edge(&self, index: usize) -> (egui::Color32, bool) {
        let diagram = self.stage.diagram();
        let edge = &diagram.edges[index];
        let presence = |end: usize| self.stage.presence(end);
        let presence = presence(edge.from).min(presence(edge.to));
        if self.lit.edges[index] {
            return (paint(palette::ACCENT).gamma_multiply(presence), true);
        }
        let from = &diagram.boxes[edge.from];
        let tint = edge_color(self.shown, from).filter(|_| matches!(from.key, BoxKey::Unit(_)));
        let line = palette::GRAPH_LINE;
        let rgb = tint.map_or(line, |tint| line.mix(tint, 0.3));
        let dim = if self.lit.is_any { 0.6 } else { 1.0 };
        (paint(rgb).gamma_multiply(presence * dim), false)
    }
}
