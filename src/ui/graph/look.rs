//! How a box of the graph looks at one moment.

use bevy_egui::egui::Pos2;

/// Zooms between which numbers fade in: from where they have room to where they can be read.
const NUMBERS_FADE: [f32; 2] = [0.52, 0.6];
/// What is seen of a box while another is looked at.
const DIMMED: f32 = 0.5;

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
    /// Whether what is pointed at is elsewhere.
    pub(super) is_dimmed: bool,
}

impl Look {
    /// How much of it is seen.
    pub(super) fn opacity(&self) -> f32 {
        let dim = if self.is_dimmed { DIMMED } else { 1.0 };
        self.presence * dim
    }

    /// How much of its numbers is seen, 0 where they are too small to read.
    pub(super) fn numbers_strength(&self) -> f32 {
        fade(self.zoom, NUMBERS_FADE)
    }
}

/// 0 up to the first bound, 1 from the second on, and what is between in between.
pub(super) fn fade(at: f32, [from, to]: [f32; 2]) -> f32 {
    ((at - from) / (to - from)).clamp(0.0, 1.0)
}
