//! Which network: hidden layers, activation, initial parameters.

use bevy_egui::egui::{self, Align, Layout, RichText, Ui};

use crate::{
    nn::{Activation, NetworkShape},
    training::{NetworkSettings, SEEDS},
    view::palette,
};

use super::{
    Request, Requests,
    theme::paint,
    widgets::{fixed, row, section, seed_row},
};

/// The most hidden layers that the panel offers; the command line takes more.
const LAYERS: usize = 4;
/// The most units of a layer that the panel offers; the command line takes more.
const UNITS: usize = 32;
/// Fields that fit into the panel side by side.
const FIELDS_PER_ROW: usize = 2;

/// The network section of the parameter panel.
pub fn network_panel(ui: &mut Ui, settings: &mut NetworkSettings, requests: &mut Requests) {
    section(ui, "NETWORK");
    layers(ui, &mut settings.shape);
    row(
        ui,
        "Activation",
        "what a hidden unit does to its sum",
        |ui| {
            let activation = &mut settings.shape.activation;
            let combo =
                egui::ComboBox::from_id_salt("activation").selected_text(activation.label());
            combo.width(ui.available_width()).show_ui(ui, |ui| {
                for choice in Activation::ALL {
                    ui.selectable_value(activation, choice, choice.label());
                }
            });
        },
    );
    row(ui, "Init", "how the initial parameters are drawn", |ui| {
        fixed(
            ui,
            "uniform [−1, 1)",
            "every weight and bias, as in MiniTorch",
        );
    });
    let hint = "the same seed draws the same initial parameters";
    if seed_row(ui, "Init seed", hint, &mut settings.init_seed, SEEDS) {
        requests.ask(Request::DrawParameters);
    }
}

/// + layer, − layer, and below 2 → [− 2 +] → 1 with a field for each hidden layer, two in a row.
fn layers(ui: &mut Ui, shape: &mut NetworkShape) {
    layer_buttons(ui, shape);
    let weak =
        |ui: &mut Ui, text: &str| ui.label(RichText::new(text).color(paint(palette::TEXT_WEAK)));
    let last_row = shape
        .hidden
        .len()
        .div_ceil(FIELDS_PER_ROW)
        .saturating_sub(1);
    for (row, fields) in shape.hidden.chunks_mut(FIELDS_PER_ROW).enumerate() {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 5.0;
            if row == 0 {
                ui.label("2")
                    .on_hover_text("the two coordinates of a point");
            }
            for (place, units) in fields.iter_mut().enumerate() {
                let layer = row * FIELDS_PER_ROW + place;
                weak(ui, "→");
                ui.push_id(layer, |ui| unit_field(ui, layer, units));
            }
            if row == last_row {
                weak(ui, "→");
                ui.label("1").on_hover_text("the probability of class 1");
            }
        });
    }
}

/// These stand above the fields: they stay under the pointer when a layer comes or goes.
fn layer_buttons(ui: &mut Ui, shape: &mut NetworkShape) {
    ui.horizontal(|ui| {
        let can_add = shape.hidden.len() < LAYERS;
        let add = ui.add_enabled(can_add, egui::Button::new("+ layer"));
        let add = add.on_hover_text("one more hidden layer, before the output");
        if add
            .on_disabled_hover_text(format!("at most {LAYERS} hidden layers here"))
            .clicked()
        {
            shape.hidden.push(shape.hidden.last().copied().unwrap_or(2));
        }
        let can_remove = shape.hidden.len() > 1;
        let remove = ui.add_enabled(can_remove, egui::Button::new("− layer"));
        let remove = remove.on_hover_text("without the last hidden layer");
        if remove
            .on_disabled_hover_text("a network has at least one hidden layer")
            .clicked()
        {
            shape.hidden.pop();
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let text = format!("{} parameters", shape.parameter_count());
            ui.label(RichText::new(text).small().color(paint(palette::TEXT_WEAK)));
        });
    });
}

fn unit_field(ui: &mut Ui, layer: usize, units: &mut usize) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 1.0;
        ui.spacing_mut().interact_size.x = 26.0;
        ui.spacing_mut().button_padding.x = 6.0;
        if ui
            .add_enabled(*units > 1, egui::Button::new("−"))
            .on_hover_text("one unit less")
            .clicked()
        {
            *units -= 1;
        }
        let number = egui::DragValue::new(units)
            .range(1..=UNITS)
            .clamp_existing_to_range(false)
            .speed(0.1)
            .update_while_editing(false);
        ui.add(number)
            .on_hover_text(format!("units of hidden layer {}, 1 to {UNITS}", layer + 1));
        if ui
            .add_enabled(*units < UNITS, egui::Button::new("+"))
            .on_hover_text("one unit more")
            .clicked()
        {
            *units += 1;
        }
    });
}
