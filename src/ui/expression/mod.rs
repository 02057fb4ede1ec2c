//! The tab for an expression of one's own: its text, its variables, the functions there are, and a picture of it.

mod blackboard;
mod color_map;
mod curve;
mod desk;
mod editor;
mod examples;
mod function_palette;
mod picture_plot;
mod plot_card;
mod ranges;
mod value_colors;
mod variables;

pub(super) use desk::{ExpressionDesk, plugin};
pub use editor::ExpressionEditor;
