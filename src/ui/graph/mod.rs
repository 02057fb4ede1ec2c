//! The card with the computation graph: what the stage holds, painted with egui, and the hand on it.

mod boxes;
mod canvas;
mod card;
mod edges;
mod fold_chips;
mod names;
mod numbers;
mod search;
mod sprites;
mod step_marks;
mod timeline;
mod tooltip;

pub(super) use card::GraphCard;
pub(super) use search::GraphSearch;
pub(super) use sprites::SpriteAtlas;
