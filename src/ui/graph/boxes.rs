//! The glyphs of the graph, by kind, with their numbers.

use bevy_egui::egui::{
    Align2, Color32, CornerRadius, FontId, Painter, Pos2, Rect, Vec2, pos2, vec2,
};

use crate::{
    nn::NodeGroup,
    training::{ShownGraph, ShownNumbers},
    view::{
        Rgb,
        graph::{BoxKey, BoxKind, DiagramBox, LINE},
        palette,
    },
};

use super::{
    super::theme::{paint, plain, strong},
    names::box_title,
    numbers::{NOT_YET, derivative_color, derivative_text, signed},
    sprites::{Outline, Sprite, bytes},
};

/// Text of the graph at zoom 1, and where it stops to shrink and to grow with it, in logical pixels.
const TEXT: f32 = 11.5;
const SMALLEST_TEXT: f32 = 8.5;
const LARGEST_TEXT: f32 = 17.0;
/// Zooms between which text fades in.
const FADE: [f32; 2] = [0.42, 0.6];

/// How a glyph is drawn at this moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// The middle of the glyph, in the window.
    pub(super) centre: Pos2,
    /// Logical pixels for one unit.
    pub(super) zoom: f32,
    /// 0 where it is not there at all, 1 where it is whole.
    pub(super) presence: f32,
    /// Whether it is pointed at, or linked to what is.
    pub(super) is_lit: bool,
    /// Whether it is chosen.
    pub(super) is_selected: bool,
    /// Whether what is pointed at or searched for is elsewhere.
    pub(super) is_dimmed: bool,
}

/// The colour of a box's edge: that of the line of a first-layer unit, else neutral.
pub(super) fn edge_color(shown: &ShownGraph, found: &DiagramBox) -> Option<Rgb> {
    let last = *found.nodes.last()?;
    match (found.key, shown.groups.get(last).copied().flatten()) {
        (BoxKey::Layer(_), _) => None,
        (_, Some(NodeGroup::Unit(unit))) if unit.layer == 0 => Some(palette::of_unit(unit.unit)),
        _ => None,
    }
}

/// Whether a box is what a unit of the first layer makes of its sum: that has the line's colour whole.
fn is_result_of_unit(shown: &ShownGraph, found: &DiagramBox) -> bool {
    let last = found.nodes[found.nodes.len() - 1];
    let group = shown.groups[last];
    shown.groups[last + 1..].iter().all(|other| *other != group)
}

/// The picture of a box as it looks at this moment.
pub(super) fn sprite(
    shown: &ShownGraph,
    found: &DiagramBox,
    look: &Look,
    pixels_per_point: f32,
) -> Sprite {
    let scale = look.zoom * pixels_per_point;
    let colored = edge_color(shown, found);
    // Where there is no text to see, the outlines are all that there is.
    let rest = palette::NODE_EDGE.mix(palette::TEXT_WEAK, 0.6 * (1.0 - text_strength(look.zoom)));
    let edge = match colored {
        _ if look.is_selected => palette::TEXT_STRONG,
        _ if look.is_lit => palette::ACCENT,
        Some(rgb) if is_result_of_unit(shown, found) => rgb,
        Some(rgb) => rest.mix(rgb, 0.4),
        None if found.kind == BoxKind::Leaf => palette::LEAF_EDGE,
        None => rest,
    };
    let width = if look.is_selected || look.is_lit {
        2.2
    } else if colored.is_some() {
        1.8
    } else {
        1.3
    };
    let fill = match found.kind {
        BoxKind::Leaf => palette::LEAF,
        BoxKind::Constant => palette::CONSTANT,
        _ => palette::NODE,
    };
    let rounding = (9.0 * scale).clamp(0.0, 40.0) as u8;
    Sprite {
        outline: match found.kind {
            BoxKind::Leaf => Outline::Circle,
            BoxKind::Constant => Outline::Box(1),
            BoxKind::Function => Outline::Box(rounding),
            BoxKind::Folded | BoxKind::Layer => Outline::Sheets(rounding),
        },
        size: [found.glyph.x, found.glyph.y].map(|side| (side * scale).round().max(2.0) as u16),
        fill: bytes(fill),
        edge: bytes(edge),
        edge_width: (4.0 * width * pixels_per_point * look.zoom.clamp(0.5, 1.3)) as u8,
    }
}

impl Look {
    /// How much of it is seen.
    pub(super) fn opacity(&self) -> f32 {
        let dim = if self.is_dimmed { 0.4 } else { 1.0 };
        self.presence * dim
    }
}

/// How much of the text is seen at a zoom.
fn text_strength(zoom: f32) -> f32 {
    ((zoom - FADE[0]) / (FADE[1] - FADE[0])).clamp(0.0, 1.0)
}

/// Writes a box's numbers, where they can be read.
pub(super) fn write_numbers(
    painter: &Painter,
    shown: &ShownGraph,
    numbers: &ShownNumbers,
    found: &DiagramBox,
    look: &Look,
) {
    let strength = text_strength(look.zoom);
    if strength == 0.0 {
        return;
    }
    let opacity = strength * look.opacity();
    let rect = Rect::from_center_size(look.centre, look.zoom * vec2(found.glyph.x, found.glyph.y));
    let ink = Ink {
        painter,
        size: (TEXT * look.zoom).clamp(SMALLEST_TEXT, LARGEST_TEXT),
        fade: &|color| color.gamma_multiply(opacity),
    };
    if found.kind == BoxKind::Layer {
        ink.layer(shown, numbers, found, rect);
    } else {
        ink.numbers(shown, numbers, found, rect, look.zoom);
    }
}

/// The text of one box.
struct Ink<'a> {
    painter: &'a Painter,
    size: f32,
    fade: &'a dyn Fn(Color32) -> Color32,
}

impl Ink<'_> {
    fn text(&self, at: Pos2, text: &str, font: FontId, color: Color32) {
        let color = (self.fade)(color);
        self.painter
            .text(at, Align2::CENTER_CENTER, text, font, color);
    }

    /// Title, value and derivative.
    fn numbers(
        &self,
        shown: &ShownGraph,
        numbers: &ShownNumbers,
        found: &DiagramBox,
        rect: Rect,
        zoom: f32,
    ) {
        let Some(result) = found.result() else { return };
        let (value, derivative) = (numbers.value(result), numbers.derivative(result));
        let title = box_title(shown, found);
        let centre = rect.center();
        let below = |line: f32| pos2(centre.x, rect.max.y + zoom * LINE * (line + 0.5));
        let value_text = value.map_or_else(|| NOT_YET.into(), signed);
        let value_color = if value.is_some() {
            paint(palette::VALUE)
        } else {
            paint(palette::NOT_YET)
        };
        let title_font = strong(self.size + 0.5);
        let number_font = plain(self.size - 0.5);
        let title_color = paint(palette::TEXT);
        match found.kind {
            BoxKind::Leaf => {
                self.text(centre, &title, title_font, title_color);
                self.text(below(0.0), &value_text, number_font.clone(), value_color);
                let text = derivative_text(derivative);
                self.text(below(1.0), &text, number_font, derivative_color(derivative));
            }
            BoxKind::Constant => {
                self.text(centre, &title, title_font, title_color);
                if title.parse::<f64>().is_err() {
                    self.text(below(0.0), &value_text, number_font, value_color);
                }
            }
            _ => {
                let offset = vec2(0.0, 0.22 * rect.height());
                self.text(centre - offset, &title, title_font, title_color);
                self.text(
                    centre + offset,
                    &value_text,
                    number_font.clone(),
                    value_color,
                );
                let text = derivative_text(derivative);
                self.text(below(0.0), &text, number_font, derivative_color(derivative));
            }
        }
    }

    /// A layer's name and size, and a strip with a cell for every unit: the brighter, the larger its value.
    fn layer(&self, shown: &ShownGraph, numbers: &ShownNumbers, found: &DiagramBox, rect: Rect) {
        let line = |part: f32| pos2(rect.center().x, rect.min.y + part * rect.height());
        let title_color = paint(palette::TEXT);
        self.text(
            line(0.2),
            &box_title(shown, found),
            strong(self.size + 1.5),
            title_color,
        );
        let units = found.results.len();
        let parameters = found
            .nodes
            .iter()
            .filter(|&&node| shown.graph.nodes()[node].is_leaf())
            .count();
        let text = format!("{units} units, {parameters} p.");
        self.text(
            line(0.42),
            &text,
            plain(self.size - 0.5),
            paint(palette::TEXT_WEAK),
        );
        let strip = |from: f32, to: f32| {
            Rect::from_min_max(
                pos2(rect.min.x, rect.min.y + from * rect.height()),
                pos2(rect.max.x, rect.min.y + to * rect.height()),
            )
            .shrink2(vec2(0.08 * rect.width(), 1.0))
        };
        let value = |node: usize| numbers.value(node);
        let derivative = |node: usize| numbers.derivative(node);
        self.cells(strip(0.56, 0.72), found, &value, |_| palette::VALUE);
        self.cells(strip(0.76, 0.92), found, &derivative, |number| {
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
        found: &DiagramBox,
        number: &dyn Fn(usize) -> Option<f64>,
        color: impl Fn(f64) -> Rgb,
    ) {
        let units = found.results.len() as f32;
        let largest = found
            .results
            .iter()
            .filter_map(|&node| number(node))
            .fold(0.0, |largest: f64, number| largest.max(number.abs()));
        for (index, &node) in found.results.iter().enumerate() {
            let width = strip.width() / units;
            let cell = Rect::from_min_size(
                strip.min + vec2(index as f32 * width, 0.0),
                Vec2::new((width - 0.6).max(0.6), strip.height()),
            );
            let (rgb, part) = match number(node) {
                Some(number) if largest > 0.0 => (color(number), (number.abs() / largest) as f32),
                _ => (palette::NODE_EDGE, 0.0),
            };
            let fill = palette::CONSTANT.mix(rgb, part);
            self.painter
                .rect_filled(cell, CornerRadius::ZERO, (self.fade)(paint(fill)));
        }
    }
}
