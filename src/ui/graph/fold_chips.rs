//! How much is seen of each layer: three choices for each, above the stage.

use bevy_egui::egui::{RichText, Ui};
use egui_phosphor::fill;

use crate::{
    nn::NodeGroup,
    training::ShownGraph,
    view::{
        graph::{Detail, Folding, StageGesture},
        palette,
    },
};

use super::super::theme::{icons, paint};

/// What a layer's choices take of the width, and the loss's, in logical pixels.
const LAYER: f32 = 104.0;
const LOSS: f32 = 74.0;

/// Draws the choices in a row. Returns what was chosen.
pub(super) fn fold_chips(
    ui: &mut Ui,
    shown: &ShownGraph,
    folding: &Folding,
) -> Option<StageGesture> {
    let mut chosen = None;
    let is_narrow = ui.available_width() < LAYER * shown.layers.len() as f32 + LOSS;
    ui.spacing_mut().button_padding.x = if is_narrow { 1.5 } else { 2.5 };
    if is_narrow && !shown.layers.is_empty() {
        name(ui, "layer");
    }
    for &layer in shown.layers.iter() {
        let current = folding.detail(shown, layer);
        let number = layer + 1;
        name(
            ui,
            &if is_narrow {
                number.to_string()
            } else {
                format!("layer{number}")
            },
        );
        for detail in Detail::ALL {
            let (icon, hint) = match detail {
                Detail::Layer => (fill::SQUARE, "one box for the layer"),
                Detail::Units => (fill::ROWS, "one box for each unit"),
                Detail::Nodes => (fill::DOTS_NINE, "every node"),
            };
            let hint = format!("layer{}: {hint}", layer + 1);
            if chip(ui, icon, current == detail, &hint) {
                chosen = Some(StageGesture::ShowLayer { layer, detail });
            }
        }
        if !is_narrow {
            ui.add_space(4.0);
        }
    }
    let is_loss = |group: &Option<NodeGroup>| matches!(group, Some(NodeGroup::Loss));
    if shown.groups.iter().any(is_loss) {
        name(ui, "loss");
        for (is_open, icon, hint) in [
            (false, fill::SQUARE, "the loss: one box"),
            (true, fill::DOTS_NINE, "the loss: every node"),
        ] {
            if chip(ui, icon, folding.is_loss_open() == is_open, hint) {
                chosen = Some(StageGesture::ShowLoss(is_open));
            }
        }
    }
    chosen
}

fn name(ui: &mut Ui, name: &str) {
    ui.label(RichText::new(name).small().color(paint(palette::TEXT_WEAK)));
}

fn chip(ui: &mut Ui, icon: &str, is_current: bool, hint: &str) -> bool {
    let icon = RichText::new(icon).font(icons(13.0));
    let chip = ui.selectable_label(is_current, icon);
    chip.on_hover_text(hint).clicked()
}
