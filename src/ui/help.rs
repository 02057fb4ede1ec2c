//! The list of keys, and what the mouse does.

use bevy::prelude::*;
use bevy_egui::egui::{self, Align2, RichText};

use crate::view::palette;

use super::{KEYS, Request, Requests, theme::paint};

/// What the window's title and the room around it take of the height, in logical pixels.
const AROUND: f32 = 90.0;

/// What one can do with the mouse.
const MOUSE: [(&str, &str); 10] = [
    (
        "drag a point",
        "move it; the network follows, the graph shows its pass",
    ),
    ("right-click a point", "give it the other class"),
    (
        "brush on the panel",
        "add points of either class, delete points",
    ),
    ("wheel", "zoom at the pointer"),
    ("right-drag, middle-drag", "move the view"),
    ("double-click the plane", "show all of the data"),
    (
        "click a node, click a line",
        "choose the node, the line's unit, for the inspector",
    ),
    ("double-click a box", "unfold it; a node: fold its unit"),
    (
        "wheel over the graph, drag it",
        "zoom at the pointer, move it",
    ),
    ("drag a number", "change it; click to type"),
];

/// Whether the help is open.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HelpWindow {
    /// It is.
    pub is_open: bool,
}

impl HelpWindow {
    /// Draws the window, if it is open.
    pub(super) fn show(self, ctx: &egui::Context, requests: &mut Requests) {
        let mut stays_open = true;
        if !self.is_open {
            return;
        }
        let window = egui::Window::new("Keys and mouse")
            .open(&mut stays_open)
            .collapsible(false)
            .resizable(false);
        window
            .anchor(Align2::CENTER_CENTER, egui::Vec2::ZERO)
            .show(ctx, |ui| {
                // In a small window the list is longer than there is room for.
                let room = ctx.viewport_rect().height() - AROUND;
                egui::ScrollArea::vertical()
                    .max_height(room)
                    .show(ui, |ui| {
                        let keys = KEYS.iter().map(|binding| (binding.label, binding.meaning));
                        grid(ui, "keys", keys);
                        ui.separator();
                        grid(ui, "mouse", MOUSE);
                    });
            });
        let escaped =
            ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape));
        if !stays_open || escaped {
            requests.ask(Request::ToggleHelp);
        }
    }
}

fn grid(ui: &mut egui::Ui, id: &str, rows: impl IntoIterator<Item = (&'static str, &'static str)>) {
    egui::Grid::new(id)
        .num_columns(2)
        .spacing([24.0, 7.0])
        .show(ui, |ui| {
            for (what, meaning) in rows {
                ui.label(RichText::new(what).color(paint(palette::ACCENT)));
                ui.label(meaning);
                ui.end_row();
            }
        });
}
