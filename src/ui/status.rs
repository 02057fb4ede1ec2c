//! The figures of the moment: epoch, loss, correct, epochs and frames per second.

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::egui::{self, RichText, Ui};

use crate::{
    session,
    training::{
        EpochFinished, Evaluation, History, NonFinite, Playback, Points, Progress,
        SimulationSystems,
    },
    view::palette,
};

use super::theme::{paint, strong};

/// How long the rates are counted before they are shown anew, in seconds.
const WINDOW: f64 = 0.5;

/// A line narrower than this, in logical pixels, says it in fewer words.
const NARROW: f32 = 300.0;

/// What the rates take of the line, in logical pixels.
const RATES: f32 = 170.0;

/// Rates, counted over the last half second.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq)]
pub struct Status {
    /// Epochs finished per second.
    pub epochs_per_second: f64,
    /// Frames per second.
    pub frames_per_second: f64,
    epochs: u32,
    frames: u32,
    seconds: f64,
}

/// Everything that the status line reads.
#[derive(SystemParam)]
pub(super) struct StatusData<'w> {
    status: Res<'w, Status>,
    progress: Res<'w, Progress>,
    history: Res<'w, History>,
    evaluation: Res<'w, Evaluation>,
    points: Res<'w, Points>,
    playback: Res<'w, State<Playback>>,
    fault: Option<Res<'w, NonFinite>>,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Status>()
        .add_systems(Update, count_rates.after(SimulationSystems::Lead));
}

fn count_rates(
    mut finished: MessageReader<EpochFinished>,
    time: Res<Time<Real>>,
    mut status: ResMut<Status>,
) {
    status.epochs += finished.read().count() as u32;
    status.frames += 1;
    status.seconds += time.delta_secs_f64();
    if status.seconds >= WINDOW {
        *status = Status {
            epochs_per_second: f64::from(status.epochs) / status.seconds,
            frames_per_second: f64::from(status.frames) / status.seconds,
            ..default()
        };
    }
}

impl StatusData<'_> {
    /// Summed loss and number correct: of the current parameters while training rests, of the latest epoch's passes while it
    /// runs.
    fn totals(&self) -> Option<(f64, usize)> {
        match self.playback.get() {
            Playback::Playing => self
                .history
                .latest()
                .map(|record| (record.loss, record.correct)),
            Playback::Paused if !self.evaluation.is_up_to_date() => None, // a mixture of old and new
            Playback::Paused => self.evaluation.totals(&self.points),
        }
    }

    /// Draws the line.
    pub(super) fn show(&self, ui: &mut Ui) {
        let is_narrow = ui.available_width() < NARROW;
        let (size, gap) = if is_narrow { (12.5, 2.0) } else { (15.0, 14.0) };
        let figure = |ui: &mut Ui, text: String, color, hint: &str| {
            ui.label(RichText::new(text).font(strong(size)).color(color))
                .on_hover_text(hint);
            ui.add_space(gap);
        };
        let of_what = match self.playback.get() {
            Playback::Playing => "of the latest epoch's passes, before their updates",
            Playback::Paused => "of the parameters as they are now",
        };
        ui.horizontal(|ui| {
            let text = paint(palette::TEXT);
            let epochs = grouped(self.progress.epochs);
            figure(ui, format!("epoch {epochs}"), text, "epochs finished");
            let Some((loss, correct)) = self.totals() else {
                return;
            };
            let hint = format!("the sum over the points, {of_what}");
            figure(ui, format!("loss {}", significant(loss)), text, &hint);
            let all = self.points.len();
            let color = if correct == all {
                palette::GOOD
            } else {
                palette::TEXT
            };
            let hint = format!("points on the right side of 0.5, {of_what}");
            let correct = if is_narrow {
                format!("{correct} / {all}")
            } else {
                format!("correct {correct} / {all}")
            };
            figure(ui, correct, paint(color), &hint);
            let rates = format!(
                "{} epochs/s · {:.0} frames/s",
                grouped(self.status.epochs_per_second.round() as u64),
                self.status.frames_per_second
            );
            let rates = RichText::new(rates)
                .size(12.5)
                .color(paint(palette::TEXT_WEAK));
            // A narrow plane has room for the figures alone.
            if ui.available_width() > RATES {
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    ui.label(rates);
                });
            }
        });
    }

    /// What stopped training, if a value is not finite any more.
    pub(super) fn fault(&self) -> Option<String> {
        self.fault.as_ref().map(|fault| fault.to_string())
    }
}

/// Four significant digits, with a true minus sign: 34.44, 1.235e−7.
pub(super) fn significant(number: f64) -> String {
    session::significant(number).replace('-', "−")
}

/// Thousands apart by a thin space: 12 345.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{2009}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(
            [0, 999, 1_000, 1_234_567].map(grouped),
            ["0", "999", "1\u{2009}000", "1\u{2009}234\u{2009}567"]
        );
    }
}
