//! Sizes, by role, in logical pixels: the only place where a size is written down.

/// Gap between cards, and around them.
pub const GAP: f32 = 6.0;
/// Rounding of cards.
pub const CARD_RADIUS: f32 = 4.0;
/// Room inside a card.
pub const CARD_MARGIN: f32 = 10.0;
/// Height of the bar at the top.
pub const HEADER: f32 = 44.0;
/// Small text: labels of axes, hints.
pub const TEXT_SMALL: f32 = 11.5;
/// Text.
pub const TEXT: f32 = 13.0;
/// The program's name.
pub const TEXT_TITLE: f32 = 17.0;
/// From a card's top to the data plane: its title.
pub const PLANE_TOP: f32 = 32.0;
/// Between card and data plane at the left: the labels of the vertical axis.
pub const PLANE_LEFT: f32 = 46.0;
/// Between card and data plane at the right.
pub const PLANE_RIGHT: f32 = 16.0;
/// Between data plane and card at the bottom, without the legend: axis labels and figures.
pub const PLANE_BOTTOM: f32 = 66.0;
/// Radius of a class 1 point; a class 0 square has the same area.
pub const POINT_RADIUS: f32 = 7.0;
/// Width of a point's edge.
pub const POINT_EDGE: f32 = 1.5;
/// Radius of the ring around a misclassified point.
pub const RING_RADIUS: f32 = 11.5;
/// Width of that ring.
pub const RING_WIDTH: f32 = 2.0;
/// How near to a point's centre a press takes hold of it.
pub const GRAB_RADIUS: f32 = 14.0;
/// How near to a line the pointer counts as on it.
pub const LINE_REACH: f32 = 6.0;
/// Width of a separating line.
pub const LINE_WIDTH: f32 = 2.5;
/// How much wider a line is while it, or what belongs to it, is pointed at.
pub const LIT_LINE: f32 = 1.9;
/// Width of the decision boundary.
pub const BOUNDARY_WIDTH: f32 = 2.5;
/// How much wider than its line the soft edge is that hides the steps of its pixels, and how opaque.
pub const SOFT_EDGE: f32 = 1.6;
/// See [`SOFT_EDGE`].
pub const SOFT_EDGE_ALPHA: f32 = 0.35;
/// Length of the arrow to a unit's active side.
pub const ARROW_LENGTH: f32 = 44.0;
/// Length and half width of the arrow's head.
pub const ARROW_HEAD: f32 = 9.0;
