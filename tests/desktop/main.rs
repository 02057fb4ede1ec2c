//! Tests of what the window shows and of what the pointer and the keys do, without a window and without a graphics card.

mod arrows;
mod crowd;
mod dragging;
mod edits;
mod expression;
mod graph;
mod graph_pointer;
mod harness;
mod inspector;
mod keys;
mod lesson_folder;
mod lessons;
mod lines;
mod panels;
mod pointer;
mod schedule;
mod stage;
mod text;
mod view;
