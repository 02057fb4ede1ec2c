//! The bar at the top.

use bevy_egui::egui::{self, Align, Layout, RichText, Ui};

use crate::view::{palette, sizes};

use super::{
    Request, Requests, Tab,
    theme::{paint, strong},
};

/// Name, tabs, help.
pub(super) fn header(ui: &mut Ui, tab: Tab, requests: &mut Requests) {
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.add_space(10.0);
        ui.label(
            RichText::new("Chain Rule")
                .font(strong(sizes::TEXT_TITLE))
                .color(paint(palette::TEXT)),
        );
        ui.add_space(14.0);
        ui.spacing_mut().item_spacing.x = 6.0;
        for choice in Tab::ALL {
            if pill(ui, choice.label(), choice == tab)
                .on_hover_text(choice.hint())
                .clicked()
            {
                requests.ask(Request::Tab(choice));
            }
        }
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

/// A tab's button: round at both ends.
fn pill(ui: &mut Ui, text: &str, is_open: bool) -> egui::Response {
    let text = RichText::new(text).color(paint(if is_open {
        palette::TEXT_STRONG
    } else {
        palette::TEXT
    }));
    let button = egui::Button::new(text)
        .min_size(egui::vec2(96.0, 26.0))
        .corner_radius(13.0)
        .selected(is_open);
    ui.add(button)
}
