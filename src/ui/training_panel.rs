//! How to train: loss, optimizer, learning rate.

use bevy_egui::egui::Ui;

use crate::training::{LEARNING_RATE, TrainingSettings};

use super::widgets::{fixed, row, section, slider_row};

/// The training section of the parameter panel.
pub fn training_panel(ui: &mut Ui, settings: &mut TrainingSettings) {
    section(ui, "TRAINING");
    row(ui, "Loss", "what training makes small", |ui| {
        let hint = "−log(p + 10⁻⁶), p the probability of the point's own class;\nshown as the sum over the points, trained on its mean";
        fixed(ui, "−log p  (MiniTorch)", hint);
    });
    row(
        ui,
        "Optimizer",
        "how a derivative moves its parameter",
        |ui| {
            fixed(
                ui,
                "SGD, full batch",
                "p ← p − rate · ∂loss/∂p, once an epoch, over all points",
            );
        },
    );
    let hint = "how far a step goes along the negative mean derivative";
    slider_row(
        ui,
        "Learning rate",
        hint,
        &mut settings.learning_rate,
        LEARNING_RATE,
        true,
        3,
    );
}
