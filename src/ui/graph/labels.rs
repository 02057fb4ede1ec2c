//! Words beside what happens on the stage, on a ground of their own, where they cover as little as can be.

use std::cell::RefCell;

use bevy_egui::egui::{
    Align2, CornerRadius, Painter, Pos2, Rect, Stroke, StrokeKind, Vec2, pos2, vec2,
};

use crate::view::{Rgb, graph::GraphStage, palette};

use super::super::theme::{paint, plain};

/// Size of the words, in logical pixels.
const SIZE: f32 = 11.5;
/// Between words and what they are beside, and between the words and the border of their ground.
const GAP: f32 = 3.0;
const PADDING: Vec2 = vec2(5.0, 2.0);

/// How far a badge stands out of its box, to the left and up.
const BADGE: Vec2 = vec2(8.0, 8.0);

/// Writes words where there is room among the boxes of the stage and the words before.
pub(super) struct Labels<'a> {
    painter: &'a Painter,
    /// What should not be covered: the boxes of the stage with their badges and numbers, by index, and the words that have been written.
    boxes: Vec<Rect>,
    written: RefCell<Vec<Rect>>,
}

impl<'a> Labels<'a> {
    /// With all boxes of the stage, whose glyphs stand in `rects`.
    pub(super) fn new(painter: &'a Painter, stage: &GraphStage, rects: &[Rect]) -> Self {
        let zoom = stage.camera.zoom;
        let boxes = stage.diagram().boxes.iter().zip(rects);
        let boxes = boxes
            .map(|(found, rect)| {
                let max = rect.max + vec2(0.0, zoom * found.below());
                Rect::from_min_max(rect.min - BADGE, max)
            })
            .collect();
        Self {
            painter,
            boxes,
            written: RefCell::default(),
        }
    }

    /// Writes words beside the box of this index, whose glyph stands in `rect`: above it if there is room, or else below or at a side.
    pub(super) fn beside(&self, index: usize, rect: Rect, text: &str, color: Rgb) {
        let size = self.size(text);
        let half = 0.5 * size + Vec2::splat(GAP);
        let centre = rect.center();
        let own = self.boxes[index];
        let (above, below) = (own.min.y - half.y, own.max.y + half.y);
        let (left, right) = (own.min.x - half.x, own.max.x + half.x);
        let wanted = [
            pos2(centre.x, above),
            pos2(left, centre.y),
            pos2(right, centre.y),
            pos2(centre.x, below),
            pos2(left, above),
            pos2(right, above),
            pos2(left, below),
            pos2(right, below),
        ];
        self.write(&wanted, size, text, color);
    }

    /// Writes words at a place, or as near to it as there is room.
    pub(super) fn near(&self, place: Pos2, text: &str, color: Rgb) {
        let size = self.size(text);
        let mut wanted = vec![place];
        for distance in [1.0, 1.6, 2.4, 3.4] {
            for direction in [
                vec2(0.0, -1.0),
                vec2(0.0, 1.0),
                vec2(-0.6, 0.0),
                vec2(0.6, 0.0),
                vec2(-0.6, -1.0),
                vec2(0.6, -1.0),
                vec2(-0.6, 1.0),
                vec2(0.6, 1.0),
            ] {
                wanted.push(place + distance * direction * size);
            }
        }
        self.write(&wanted, size, text, color);
    }

    fn size(&self, text: &str) -> Vec2 {
        let galley = self
            .painter
            .layout_no_wrap(text.into(), plain(SIZE), paint(palette::TEXT));
        galley.size() + 2.0 * PADDING
    }

    /// Writes at the first of the wanted places at which the least is covered.
    fn write(&self, wanted: &[Pos2], size: Vec2, text: &str, color: Rgb) {
        let bounds = self.painter.clip_rect().shrink(GAP);
        let half = 0.5 * size;
        let within = |at: &Pos2| {
            let most = (bounds.max - half).max(bounds.min + half);
            Rect::from_center_size(at.clamp(bounds.min + half, most), size)
        };
        let covered = |place: &Rect| -> f32 {
            let written = self.written.borrow();
            let taken = self.boxes.iter().chain(written.iter());
            let common = taken.map(|other| place.intersect(*other));
            common
                .filter(Rect::is_positive)
                .map(|common| common.area())
                .sum()
        };
        let places = wanted.iter().map(within);
        let Some(place) = places.min_by(|a, b| covered(a).total_cmp(&covered(b))) else {
            return;
        };
        let edge = Stroke::new(1.0, paint(color).gamma_multiply(0.6));
        let rounding = CornerRadius::same(4);
        let ground = paint(palette::WINDOW);
        self.painter
            .rect(place, rounding, ground, edge, StrokeKind::Inside);
        let align = Align2::CENTER_CENTER;
        self.painter
            .text(place.center(), align, text, plain(SIZE), paint(color));
        self.written.borrow_mut().push(place);
    }
}
