//! The bar at the top.

use bevy_egui::egui::{self, Align, Layout, RichText, Ui};

use crate::view::{palette, sizes};

use super::{
    Request, Requests,
    theme::{paint, strong},
};

/// Name, what it is, help.
pub(super) fn header(ui: &mut Ui, requests: &mut Requests) {
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.add_space(10.0);
        ui.label(
            RichText::new("Chain Rule")
                .font(strong(sizes::TEXT_TITLE))
                .color(paint(palette::TEXT)),
        );
        ui.add_space(10.0);
        ui.label(
            RichText::new("a network of scalar nodes learns to tell two classes apart").weak(),
        );
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(10.0);
            let help = egui::Button::new("Help  F1");
            if ui
                .add(help)
                .on_hover_text("the list of keys and of what one can do")
                .clicked()
            {
                requests.ask(Request::ToggleHelp);
            }
        });
    });
}
