//! The lines of the graph.

use std::collections::HashSet;

use bevy::math::{Rect, Vec2};
use bevy_egui::egui::{Color32, Mesh, Painter, Pos2, Shape, Stroke, pos2};

use crate::view::graph::{BoxKind, GraphStage};

use super::sprites::SpriteAtlas;

/// The part of a box's height over which edges arrive: what comes from above arrives above.
const ARRIVAL: f32 = 0.36;
/// The length of a straight piece of a curve, in logical pixels, and how many pieces there are at most between two bends.
const PIECE: f32 = 8.0;
const MOST_PIECES: f32 = 14.0;

/// A part of an edge between two bends: a cubic curve with level ends.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Segment {
    start: Vec2,
    end: Vec2,
    /// Upwards or downwards in the middle: of several lines between the same boxes.
    lift: f32,
    is_straight: bool,
}

/// How places of the graph come into the window.
#[derive(Debug, Clone, Copy)]
pub(super) struct ToWindow {
    /// The window position of the origin, and logical pixels for one unit.
    pub(super) origin: Pos2,
    pub(super) zoom: f32,
}

/// An edge as a line of points in the window, from the box that is read to the one that reads.
#[derive(Debug, Clone, Default)]
pub(super) struct EdgeCurve {
    points: Vec<Pos2>,
}

impl ToWindow {
    /// As the stage's camera sees it in its room.
    pub(super) fn of(stage: &GraphStage, room: Rect) -> Self {
        let origin = stage.camera.to_window(Vec2::ZERO, room);
        Self {
            origin: pos2(origin.x, origin.y),
            zoom: stage.camera.zoom,
        }
    }

    pub(super) fn place(self, place: Vec2) -> Pos2 {
        self.origin + self.zoom * bevy_egui::egui::vec2(place.x, place.y)
    }
}

impl Segment {
    fn at(&self, t: f32) -> Vec2 {
        let (a, d) = (self.start, self.end);
        if self.is_straight {
            return a.lerp(d, t);
        }
        let pull = Vec2::new(0.5 * (d.x - a.x).max(12.0), 0.0);
        let lift = Vec2::new(0.0, self.lift);
        let (b, c) = (a + pull + lift, d - pull + lift);
        let s = 1.0 - t;
        s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
    }

    /// Adds its points, without the first.
    fn flatten(&self, to: ToWindow, points: &mut Vec<Pos2>) {
        let length = self.start.distance(self.end) * to.zoom;
        let is_level = (self.start.y - self.end.y).abs() * to.zoom < 0.4 && self.lift == 0.0;
        let pieces = if self.is_straight || is_level {
            1
        } else {
            (length / PIECE).clamp(2.0, MOST_PIECES) as usize
        };
        for piece in 1..=pieces {
            points.push(to.place(self.at(piece as f32 / pieces as f32)));
        }
    }
}

/// The segments of an edge.
fn segments(stage: &GraphStage, edge: usize) -> Vec<Segment> {
    let diagram = stage.diagram();
    let line = &diagram.edges[edge];
    let (from, to) = (&diagram.boxes[line.from], &diagram.boxes[line.to]);
    let (start, end) = (stage.centre(line.from), stage.centre(line.to));
    let is_above = (start.x - end.x).abs() < 0.5 * to.glyph.x && start.y < end.y;
    if is_above && line.parallel.0 == 1 {
        return vec![Segment {
            start: start + Vec2::Y * (0.5 * from.glyph.y + from.below()),
            end: end - Vec2::Y * 0.5 * to.glyph.y,
            lift: 0.0,
            is_straight: true,
        }];
    }
    let (lines, which) = line.parallel;
    let apart = 16.0 * (which as f32 - 0.5 * (lines as f32 - 1.0));
    let arrival = match to.kind {
        BoxKind::Leaf | BoxKind::Constant => 0.0,
        _ => ARRIVAL * to.glyph.y * ((start.y - end.y) / 60.0).clamp(-1.0, 1.0),
    };
    let mut knots = vec![start + Vec2::new(0.5 * from.glyph.x, 0.4 * apart)];
    knots.extend(stage.bends(edge));
    knots.push(end + Vec2::new(-0.5 * to.glyph.x, arrival + 0.6 * apart));
    let segment = |pair: &[Vec2]| Segment {
        start: pair[0],
        end: pair[1],
        lift: 1.4 * apart,
        is_straight: false,
    };
    knots.windows(2).map(segment).collect()
}

/// Adds the lines of edges to a mesh, the first lowest. Where several edges run as one, that part is drawn once in each colour.
pub(super) fn add_edges(
    mesh: &mut Mesh,
    atlas: &SpriteAtlas,
    stage: &GraphStage,
    to: ToWindow,
    pixels_per_point: f32,
    edges: impl Iterator<Item = usize>,
    look: impl Fn(usize) -> (Color32, u8),
) {
    let mut drawn = HashSet::new();
    let mut points = Vec::new();
    for edge in edges {
        let (color, width) = look(edge);
        for segment in segments(stage, edge) {
            let ends = [segment.start, segment.end].map(|end| [end.x, end.y].map(f32::to_bits));
            if !drawn.insert((ends, color)) {
                continue;
            }
            points.clear();
            points.push(to.place(segment.start));
            segment.flatten(to, &mut points);
            atlas.add_line(mesh, &points, width, pixels_per_point, color);
        }
    }
}

impl EdgeCurve {
    /// The curve of an edge of the stage.
    pub(super) fn new(stage: &GraphStage, edge: usize, to: ToWindow) -> Self {
        let segments = segments(stage, edge);
        let mut points = vec![
            segments
                .first()
                .map_or(pos2(0.0, 0.0), |first| to.place(first.start)),
        ];
        for segment in segments {
            segment.flatten(to, &mut points);
        }
        Self { points }
    }

    /// Paints it.
    pub(super) fn paint(&self, painter: &Painter, width: f32, color: Color32) {
        painter.add(Shape::line(self.points.clone(), Stroke::new(width, color)));
    }

    /// The place at a part of its length, 0 to 1 from the box that is read.
    pub(super) fn at(&self, part: f32) -> Pos2 {
        let lengths: Vec<f32> = self
            .points
            .windows(2)
            .map(|pair| pair[0].distance(pair[1]))
            .collect();
        let mut left = part.clamp(0.0, 1.0) * lengths.iter().sum::<f32>();
        for (pair, length) in self.points.windows(2).zip(lengths) {
            if left <= length {
                let t = if length > 0.0 { left / length } else { 0.0 };
                return pair[0].lerp(pair[1], t);
            }
            left -= length;
        }
        self.points.last().copied().unwrap_or(pos2(0.0, 0.0))
    }

    /// How far a window position is from it, in pixels.
    pub(super) fn distance(&self, position: Pos2) -> f32 {
        let distances = self.points.windows(2).map(|pair| {
            let (a, b) = (pair[0], pair[1]);
            let along = b - a;
            let t = ((position - a).dot(along) / along.length_sq().max(1e-6)).clamp(0.0, 1.0);
            (a + t * along).distance(position)
        });
        distances.fold(f32::INFINITY, f32::min)
    }
}
