//! How to train: loss, optimizer, learning rate, batches, executor.

use bevy_egui::egui::{self, Ui};

use crate::training::{BatchSize, Executor, LEARNING_RATE, SEEDS, TrainingSettings, next_seed};

use super::widgets::{fixed, row, section, seed_row, slider_row, slider_row_with};

/// The training section of the parameter panel, for so many points.
pub fn training_panel(ui: &mut Ui, settings: &mut TrainingSettings, points: usize) {
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
            fixed(ui, "SGD", "p ← p − rate · ∂loss/∂p, after every batch");
        },
    );
    learning_rate_row(ui, &mut settings.learning_rate);
    batch(ui, settings, points);
    executor(ui, &mut settings.executor);
}

/// How far a step goes.
pub(super) fn learning_rate_row(ui: &mut Ui, rate: &mut f64) {
    let hint = "how far a step goes along the negative mean derivative";
    slider_row(ui, "Learning rate", hint, rate, LEARNING_RATE, true, 3);
}

/// How many points a batch has: at the slider's right end all of them, however many they become.
fn batch(ui: &mut Ui, settings: &mut TrainingSettings, points: usize) {
    let points = points.max(1);
    let before = settings.batch.of(points);
    let mut batch = before;
    let hint = "after how many points the parameters move;\nif not after all of them, their order is shuffled for every epoch";
    slider_row_with(
        ui,
        "Batch",
        hint,
        &mut batch,
        1..=points,
        false,
        0,
        |number| {
            number
                .custom_formatter(move |batch, _| {
                    if batch as usize >= points {
                        format!("all {points}")
                    } else {
                        format!("{batch}")
                    }
                })
                .custom_parser(
                    move |text| match text.trim().trim_start_matches("all").trim() {
                        "" => Some(points as f64),
                        number => number.parse().ok(),
                    },
                )
        },
    );
    if batch != before {
        settings.batch = if batch < points {
            BatchSize::Points(batch)
        } else {
            BatchSize::All
        };
    }
    if settings.batch.of(points) < points {
        let hint = "the same seed shuffles the same way in the same epoch";
        if seed_row(ui, "Shuffle seed", hint, &mut settings.shuffle_seed, SEEDS) {
            settings.shuffle_seed = next_seed(settings.shuffle_seed);
        }
    }
}

fn executor(ui: &mut Ui, executor: &mut Executor) {
    row(ui, "Executor", "what runs an epoch", |ui| {
        let combo = egui::ComboBox::from_id_salt("executor").selected_text(executor.label());
        combo.width(ui.available_width()).show_ui(ui, |ui| {
            for choice in Executor::ALL {
                ui.selectable_value(executor, choice, choice.label())
                    .on_hover_text(choice.hint());
            }
        });
    });
}
