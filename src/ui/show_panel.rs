//! What of the plane is shown.

use bevy_egui::egui::{self, Ui};

use crate::{nn::NetworkShape, training::HiddenUnit, view::ShowSettings};

use super::{
    unit_names::unit_name,
    widgets::{row, section},
};

/// The show section of the parameter panel, for a network of this shape.
pub fn show_panel(ui: &mut Ui, show: &mut ShowSettings, shape: &NetworkShape) {
    section(ui, "SHOW");
    let hint = "whose values the colour of the plane means:\nthe network's output, or a hidden unit's: in its colour where it is above 0,\ndark where it is 0, grey below";
    let before = show.unit;
    row(ui, "Colour", hint, |ui| {
        let combo = egui::ComboBox::from_id_salt("colour").selected_text(unit_name(show.unit));
        combo.width(ui.available_width()).show_ui(ui, |ui| {
            ui.selectable_value(&mut show.unit, None, unit_name(None));
            for (layer, &units) in shape.hidden.iter().enumerate() {
                for unit in 0..units {
                    let unit = Some(HiddenUnit { layer, unit });
                    ui.selectable_value(&mut show.unit, unit, unit_name(unit));
                }
            }
        });
    });
    // Who chooses a colour wants to see it.
    show.heat_map |= show.unit != before;
    let entries: [(&mut bool, &str, &str); 9] = [
        (
            &mut show.heat_map,
            "heat map",
            "the colour: of the network's output, blue for class 1 and brown for class 0,\nor of a hidden unit",
        ),
        (
            &mut show.boundary,
            "boundary",
            "where the network gives both classes the same probability",
        ),
        (
            &mut show.lines,
            "lines",
            "where the sum of each unit of the first layer is zero",
        ),
        (
            &mut show.arrows,
            "arrows",
            "to the side where the unit's sum is positive",
        ),
        (&mut show.points, "points", "the data"),
        (
            &mut show.rings,
            "mistakes",
            "a ring around each misclassified point",
        ),
        (
            &mut show.next_step,
            "next step",
            "dotted: where the next step of training will move each line, if it can be told apart from the line of now",
        ),
        (
            &mut show.gradient,
            "gradient",
            "−∂loss/∂x at the ringed point: where it would better lie, as far as its loss is concerned",
        ),
        (
            &mut show.pulls,
            "pulls",
            "where the loss of the ringed point pulls each line; nothing where the unit is off for it",
        ),
    ];
    ui.horizontal_wrapped(|ui| {
        for (value, text, hint) in entries {
            ui.checkbox(value, text).on_hover_text(hint);
        }
    });
}
