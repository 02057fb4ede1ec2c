//! A name at the left and a number at the right.

use bevy_egui::egui::{Align, Color32, Layout, RichText, Ui};

use crate::view::palette;

use super::super::theme::paint;

/// Below this width, in logical pixels, names are smaller: a number with all of its digits needs the room.
const NARROW: f32 = 262.0;

/// A number of more characters takes its room from the name.
const LONG: usize = 19;

/// Draws the row.
pub(super) fn figure(ui: &mut Ui, name: &str, number: &str, color: Color32) {
    ui.horizontal(|ui| {
        let name = RichText::new(name).color(paint(palette::TEXT_WEAK));
        let is_narrow = ui.available_width() < NARROW || number.chars().count() > LONG;
        ui.label(if is_narrow { name.small() } else { name });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.monospace(RichText::new(number).color(color));
        });
    });
}
