//! What is written on the glyphs: all numbers where they can be read, the sign of the function alone where they cannot.

use bevy_egui::egui::{
    Align2, Color32, CornerRadius, FontId, Painter, Pos2, Rect, Vec2, pos2, vec2,
};

use crate::{
    training::{ShownGraph, ShownNumbers},
    view::{
        Rgb,
        graph::{BoxKind, DiagramBox, LINE},
        palette,
    },
};

use super::{
    super::theme::{paint, plain, strong},
    look::{Look, fade},
    names::{box_title, counted_units},
    numbers::{NOT_YET, derivative_color, derivative_text, signed},
};

/// Text of the graph at zoom 1, and where it stops to shrink and to grow with it, in logical pixels.
const TEXT: f32 = 11.5;
const SMALLEST_TEXT: f32 = 8.5;
const LARGEST_TEXT: f32 = 17.0;
/// Of the numbers' fading in: first the title makes room for them, then they come.
const TITLE_MOVES: [f32; 2] = [0.0, 0.6];
const NUMBERS_COME: [f32; 2] = [0.6, 1.0];
/// Sizes between which a title fades in, in logical pixels.
const TITLE_FADE: [f32; 2] = [4.0, 6.5];
/// Height of a title without numbers as a part of its glyph, and the glyph's width for every letter of it.
const TITLE_HEIGHT: f32 = 0.62;
const LETTER_WIDTH: f32 = 0.68;

/// Writes a box's title and numbers, as far as they can be read.
pub(super) fn write_box(
    painter: &Painter,
    shown: &ShownGraph,
    numbers: &ShownNumbers,
    found: &DiagramBox,
    look: &Look,
) {
    let writing = Writing {
        painter,
        shown,
        numbers,
        found,
        rect: Rect::from_center_size(look.centre, look.zoom * vec2(found.glyph.x, found.glyph.y)),
        zoom: look.zoom,
        size: (TEXT * look.zoom).clamp(SMALLEST_TEXT, LARGEST_TEXT),
        opacity: look.opacity(),
        moved: fade(look.numbers_strength(), TITLE_MOVES),
        strength: fade(look.numbers_strength(), NUMBERS_COME),
    };
    match found.kind {
        BoxKind::Layer => writing.layer(),
        _ => writing.node(),
    }
}

/// The text of one box.
struct Writing<'a> {
    painter: &'a Painter,
    shown: &'a ShownGraph,
    numbers: &'a ShownNumbers,
    found: &'a DiagramBox,
    /// The glyph in the window.
    rect: Rect,
    zoom: f32,
    /// Size of the text beside numbers, in logical pixels.
    size: f32,
    opacity: f32,
    /// How far the title has made room for the numbers.
    moved: f32,
    /// How much of the numbers is seen.
    strength: f32,
}

impl Writing<'_> {
    fn text(&self, at: Pos2, text: &str, font: FontId, color: Color32) {
        let align = Align2::CENTER_CENTER;
        self.painter.text(at, align, text, font, color);
    }

    /// A line of numbers, where numbers can be read.
    fn number(&self, at: Pos2, text: &str, color: Color32) {
        if self.strength > 0.0 {
            let color = color.gamma_multiply(self.opacity * self.strength);
            self.text(at, text, plain(self.size - 0.5), color);
        }
    }

    /// The title: at its place among the numbers, or alone in the middle and as large as fits, in the colour of what has been computed.
    fn title(&self, text: &str, [alone_at, among]: [Pos2; 2], size: f32, alone: Color32) {
        let letters = text.chars().count().max(1) as f32;
        let fitting = (TITLE_HEIGHT * self.rect.height())
            .min(self.rect.width() / (LETTER_WIDTH * letters))
            .min(LARGEST_TEXT);
        let part = self.moved;
        // Half pixels: a size in between would need letters of its own.
        let size = (2.0 * (fitting + (size - fitting) * part)).round() / 2.0;
        let strength = fade(size, TITLE_FADE);
        if strength == 0.0 {
            return;
        }
        let at = alone_at.lerp(among, part);
        let color = alone.lerp_to_gamma(paint(palette::TEXT), part);
        let color = color.gamma_multiply(self.opacity * strength);
        self.text(at, text, strong(size), color);
    }

    /// Title, value and derivative.
    fn node(&self) {
        let Some(result) = self.found.result() else {
            return;
        };
        let (value, derivative) = (self.numbers.value(result), self.numbers.derivative(result));
        let (value_text, value_color) = match value {
            Some(value) => (signed(value), paint(palette::VALUE)),
            None => (NOT_YET.into(), paint(palette::NOT_YET)),
        };
        let derivative_text = derivative_text(derivative);
        let derivative_color = derivative_color(derivative);
        let alone = if derivative.is_some() {
            derivative_color
        } else {
            value_color
        };
        let title = box_title(self.shown, self.found);
        let centre = self.rect.center();
        let below = |line: f32| {
            let y = self.rect.max.y + self.zoom * LINE * (line + 0.5);
            pos2(centre.x, y)
        };
        let title_size = self.size + 0.5;
        match self.found.kind {
            BoxKind::Leaf => {
                self.title(&title, [centre, centre], title_size, alone);
                self.number(below(0.0), &value_text, value_color);
                self.number(below(1.0), &derivative_text, derivative_color);
            }
            BoxKind::Constant => {
                self.title(&title, [centre, centre], title_size, alone);
                if !self.found.is_bare_number {
                    self.number(below(0.0), &value_text, value_color);
                }
            }
            _ => {
                let offset = vec2(0.0, 0.22 * self.rect.height());
                self.title(&title, [centre, centre - offset], title_size, alone);
                self.number(centre + offset, &value_text, value_color);
                self.number(below(0.0), &derivative_text, derivative_color);
            }
        }
    }

    /// A layer's name and size, and a strip with a cell for every unit: the brighter, the larger its value.
    fn layer(&self) {
        let line = |part: f32| {
            let y = self.rect.min.y + part * self.rect.height();
            pos2(self.rect.center().x, y)
        };
        let title = box_title(self.shown, self.found);
        let places = [line(0.28), line(0.17)];
        self.title(&title, places, self.size + 1.5, paint(palette::TEXT));
        let units = counted_units(self.found.results.len());
        let nodes = self.found.nodes.iter();
        let is_leaf = |&&node: &&usize| self.shown.graph.nodes()[node].is_leaf();
        let text = format!("{units}, {} p.", nodes.filter(is_leaf).count());
        self.number(line(0.44), &text, paint(palette::TEXT_WEAK));
        let strip = |from: f32, to: f32| {
            Rect::from_min_max(
                pos2(self.rect.min.x, line(from).y),
                pos2(self.rect.max.x, line(to).y),
            )
            .shrink2(vec2(0.08 * self.rect.width(), 0.0))
        };
        let value = |node: usize| self.numbers.value(node);
        let derivative = |node: usize| self.numbers.derivative(node);
        self.cells(strip(0.57, 0.71), &value, |_| palette::VALUE);
        self.cells(strip(0.77, 0.91), &derivative, |number| {
            if number < 0.0 {
                palette::DERIVATIVE_NEGATIVE
            } else {
                palette::DERIVATIVE_POSITIVE
            }
        });
    }

    fn cells(
        &self,
        strip: Rect,
        number: &dyn Fn(usize) -> Option<f64>,
        color: impl Fn(f64) -> Rgb,
    ) {
        let results = &self.found.results;
        let numbers = results.iter().filter_map(|&node| number(node));
        let largest = numbers.fold(0.0, |largest: f64, number| largest.max(number.abs()));
        let width = strip.width() / results.len() as f32;
        for (index, &node) in results.iter().enumerate() {
            let cell = Rect::from_min_size(
                strip.min + vec2(index as f32 * width, 0.0),
                Vec2::new((width - 0.6).max(0.6), strip.height()),
            );
            let (rgb, part) = match number(node) {
                Some(number) if largest > 0.0 => (color(number), (number.abs() / largest) as f32),
                _ => (palette::NODE_EDGE, 0.0),
            };
            let fill = paint(palette::CONSTANT.mix(rgb, part)).gamma_multiply(self.opacity);
            self.painter.rect_filled(cell, CornerRadius::ZERO, fill);
        }
    }
}
