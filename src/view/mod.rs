//! Draws the model: the data plane with its heat map, separating lines, decision boundary and points.
//!
//! It reads the model and never writes it, except through the model's events and the choice of what is on stage.

mod arrow;
mod camera;
mod crowd;
mod crowd_image;
mod crowd_pictures;
mod decision_boundary;
mod edit_steps;
mod frame_pace;
mod glyphs;
mod gradient_arrows;
mod gradient_label;
pub mod graph;
mod heat_colors;
mod heat_map;
mod held_points;
mod level_lines;
mod line_geometry;
mod line_labels;
mod line_pull;
mod next_lines;
pub mod palette;
mod pixel_grid;
mod plane;
mod plane_hits;
mod plane_mapping;
mod plane_pointer;
mod point_glyphs;
mod point_rings;
mod quads;
mod schedule;
mod separating_lines;
mod shown_field;
pub mod sizes;
mod texel;
mod ticks;
mod visible_if;
pub mod window;
#[cfg(target_os = "linux")]
mod window_focus;

pub use arrow::arrow_length;
pub use crowd::CrowdDrawing;
pub use decision_boundary::boundary_paths;
pub use gradient_label::GradientLabel;
pub use heat_colors::{output_color, unit_color};
pub use held_points::HeldPoints;
pub use level_lines::level_lines;
pub use line_geometry::{LineInPlane, clip_line};
pub use line_labels::{LineLabel, LineLabels};
pub use line_pull::{LinePull, line_pull};
pub use next_lines::MOST_NEXT_LINES;
pub use palette::Rgb;
pub use plane::{Plane, PlaneRoom, ShowSettings};
pub use plane_mapping::PlaneMapping;
pub use plane_pointer::{ChooseLine, FitPlane, PlanePointer, PlaneTool};
pub use point_glyphs::PointGlyph;
pub use schedule::{ViewPlugin, ViewSystems};
pub use shown_field::ShownField;
pub use ticks::{Tick, ticks};
