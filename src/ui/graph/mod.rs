//! The card with the computation graph: what the stage holds, painted with egui, and the hand on it.

mod badges;
mod box_text;
mod boxes;
mod canvas;
mod card;
mod edges;
mod exhibit_choice;
mod fold_chips;
mod gradient_light;
mod labels;
mod legend;
mod links;
mod look;
mod names;
mod numbers;
mod picture;
mod roles;
mod search;
mod seek_buttons;
mod sprites;
mod step_marks;
mod timeline;
mod tooltip;

pub(super) use card::GraphCard;
pub(super) use exhibit_choice::exhibit_choice;
pub(super) use names::short_name;
pub(super) use numbers::{NOT_YET, derivative_color, exact, plain, signed};
pub(super) use roles::role;
pub use search::GraphSearch;
pub(super) use sprites::SpriteAtlas;
pub(super) use step_marks::phase_color;
