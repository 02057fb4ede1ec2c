//! Play, pause, step, reset, and how many epochs a frame runs.

use bevy_egui::egui::{RichText, Ui};
use egui_phosphor::fill;

use crate::{
    training::{EPOCHS_PER_FRAME, FrameReport, Playback, TrainingSettings},
    view::palette,
};

use super::{
    Request, Requests,
    status::grouped,
    theme::paint,
    widgets::{icon_button, slider_row},
};

/// The transport bar.
pub fn transport(
    ui: &mut Ui,
    playback: Playback,
    report: &FrameReport,
    settings: &mut TrainingSettings,
    requests: &mut Requests,
) {
    ui.horizontal(|ui| {
        let (icon, hint) = match playback {
            Playback::Paused => (fill::PLAY, "play (Space)"),
            Playback::Playing => (fill::PAUSE, "pause (Space)"),
        };
        if icon_button(ui, icon, 44.0, true, hint).clicked() {
            requests.ask(Request::TogglePlayback);
        }
        if icon_button(ui, fill::SKIP_FORWARD, 36.0, false, "step: one epoch (→)").clicked() {
            requests.ask(Request::StepEpoch);
        }
        let hint = "reset: the same initial parameters again (R)";
        if icon_button(ui, fill::ARROW_COUNTER_CLOCKWISE, 36.0, false, hint).clicked() {
            requests.ask(Request::Reset);
        }
        let hint = "new: initial parameters from the next seed (N)";
        if icon_button(ui, fill::SHUFFLE, 36.0, false, hint).clicked() {
            requests.ask(Request::DrawParameters);
        }
    });
    let hint = "how many epochs run before the next picture";
    slider_row(
        ui,
        "Epochs per frame",
        hint,
        &mut settings.epochs_per_frame,
        EPOCHS_PER_FRAME,
        true,
        0,
    );
    ui.label(pace(playback, report));
}

/// Whether the frame had time for what was asked for.
fn pace(playback: Playback, report: &FrameReport) -> RichText {
    let caution = paint(palette::CAUTION);
    let text = match (playback, report.is_limited(), report.passed) {
        (_, true, Some([passed, points])) if report.done == 0 => {
            let [passed, points] = [passed, points].map(|count| grouped(count.into()));
            let text = format!("within an epoch: {passed} of {points} points");
            RichText::new(text).color(caution)
        }
        (Playback::Paused, _, _) => RichText::new("paused").color(paint(palette::TEXT_WEAK)),
        (Playback::Playing, false, _) => RichText::new("training").color(paint(palette::GOOD)),
        (Playback::Playing, true, _) => {
            let text = format!("time for {} of {} a frame", report.done, report.wanted);
            RichText::new(text).color(caution)
        }
    };
    text.small()
}
