//! How much is seen of each layer: three choices for each, above the stage.

use bevy_egui::egui::{RichText, Ui};
use egui_phosphor::fill;

use crate::{
    training::ShownGraph,
    view::{
        graph::{Detail, Folding, StageGesture},
        palette,
    },
};

use super::super::theme::{icons, paint};

/// Draws the choices in a row. Returns what was chosen.
pub(super) fn fold_chips(
    ui: &mut Ui,
    shown: &ShownGraph,
    folding: &Folding,
) -> Option<StageGesture> {
    let mut chosen = None;
    for layer in shown.layers() {
        let current = folding.detail(shown, layer);
        let name = RichText::new(format!("layer{}", layer + 1))
            .small()
            .color(paint(palette::TEXT_WEAK));
        ui.label(name);
        for detail in Detail::ALL {
            let (text, hint) = match detail {
                Detail::Layer => (fill::SQUARE, "one box for the layer"),
                Detail::Units => (fill::ROWS, "one box for each unit"),
                Detail::Nodes => (fill::DOTS_NINE, "every node"),
            };
            let text = RichText::new(text).font(icons(13.0));
            if ui
                .selectable_label(current == detail, text)
                .on_hover_text(format!("layer{}: {hint}", layer + 1))
                .clicked()
            {
                chosen = Some(StageGesture::ShowLayer { layer, detail });
            }
        }
        ui.add_space(4.0);
    }
    chosen
}
