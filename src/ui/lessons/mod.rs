//! The tab for lessons: the list, and the pane of the open one.

mod blocks;
mod desk;
mod inline;
mod list;
mod markdown;
mod pane;
mod question;

pub(super) use desk::{LessonsDesk, Middle, NewScene, plugin};
