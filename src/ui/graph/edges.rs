//! The lines of the graph.

use bevy::math::Vec2;
use bevy_egui::egui::{Color32, Painter, Pos2, Shape, Stroke, pos2};

use crate::view::graph::{BoxKind, GraphStage};

/// The part of a box's height over which edges arrive: the argument above another arrives above it.
const ARRIVAL: f32 = 0.36;
/// Pieces of the curve between two bends.
const PIECES: usize = 10;

/// An edge as a line of points in the window, from the box that is read to the one that reads.
#[derive(Debug, Clone, Default)]
pub(super) struct EdgeCurve {
    points: Vec<Pos2>,
}

impl EdgeCurve {
    /// The curve of an edge of the stage.
    pub(super) fn new(stage: &GraphStage, edge: usize, to_window: impl Fn(Vec2) -> Pos2) -> Self {
        let diagram = stage.diagram();
        let line = &diagram.edges[edge];
        let (from, to) = (&diagram.boxes[line.from], &diagram.boxes[line.to]);
        let (start, end) = (stage.centre(line.from), stage.centre(line.to));
        let is_above = (start.x - end.x).abs() < 0.5 * to.glyph.x && start.y < end.y;
        if is_above && line.parallel.0 == 1 {
            let foot = start + Vec2::Y * (0.5 * from.glyph.y + from.below());
            let head = end - Vec2::Y * 0.5 * to.glyph.y;
            return Self {
                points: vec![to_window(foot), to_window(head)],
            };
        }
        // Several lines between the same boxes part in the middle and meet neither end.
        let (lines, which) = line.parallel;
        let apart = 16.0 * (which as f32 - 0.5 * (lines as f32 - 1.0));
        let slope = ((start.y - end.y) / 60.0).clamp(-1.0, 1.0);
        let reach = ARRIVAL * to.glyph.y;
        let foot = start + Vec2::new(0.5 * from.glyph.x, 0.4 * apart);
        let half = match to.kind {
            BoxKind::Leaf | BoxKind::Constant => 0.0,
            _ => reach * slope,
        };
        let head = end + Vec2::new(-0.5 * to.glyph.x, half + 0.6 * apart);
        let mut knots = vec![foot];
        knots.extend(stage.bends(edge));
        knots.push(head);
        let mut points = vec![to_window(foot)];
        for pair in knots.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let pull = Vec2::new(0.5 * (b.x - a.x).max(12.0), 0.0);
            let lift = Vec2::new(0.0, if lines > 1 { 1.4 * apart } else { 0.0 });
            for piece in 1..=PIECES {
                let t = piece as f32 / PIECES as f32;
                points.push(to_window(cubic(a, a + pull + lift, b - pull + lift, b, t)));
            }
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

    /// Whether a window position is on it, within so many pixels.
    pub(super) fn is_near(&self, position: Pos2, distance: f32) -> bool {
        self.points.windows(2).any(|pair| {
            let (a, b) = (pair[0], pair[1]);
            let along = b - a;
            let t = ((position - a).dot(along) / along.length_sq().max(1e-6)).clamp(0.0, 1.0);
            (a + t * along).distance(position) <= distance
        })
    }
}

fn cubic(a: Vec2, b: Vec2, c: Vec2, d: Vec2, t: f32) -> Vec2 {
    let s = 1.0 - t;
    s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
}
