//! What of the plane is shown.

use bevy_egui::egui::Ui;

use crate::view::ShowSettings;

use super::widgets::section;

/// The show section of the parameter panel.
pub fn show_panel(ui: &mut Ui, show: &mut ShowSettings) {
    section(ui, "SHOW");
    let entries: [(&mut bool, &str, &str); 6] = [
        (
            &mut show.heat_map,
            "heat map",
            "the network's output: blue for class 1, brown for class 0",
        ),
        (
            &mut show.boundary,
            "boundary",
            "where the network gives both classes the same probability",
        ),
        (
            &mut show.lines,
            "lines",
            "where each unit of the first layer is zero",
        ),
        (
            &mut show.arrows,
            "arrows",
            "to the side where the unit is positive",
        ),
        (&mut show.points, "points", "the data"),
        (
            &mut show.rings,
            "mistakes",
            "a ring around each misclassified point",
        ),
    ];
    ui.horizontal_wrapped(|ui| {
        for (value, text, hint) in entries {
            ui.checkbox(value, text).on_hover_text(hint);
        }
    });
}
