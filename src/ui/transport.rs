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
    let (text, color) = match playback {
        _ if report.is_slow() => (slow(report), palette::CAUTION),
        Playback::Paused => ("paused".into(), palette::TEXT_WEAK),
        Playback::Playing if report.is_limited() => {
            let text = format!("time for {} of {} a frame", report.done, report.wanted);
            (text, palette::CAUTION)
        }
        Playback::Playing => ("training".into(), palette::GOOD),
    };
    RichText::new(text).color(paint(color)).small()
}

/// How far an epoch is that takes more than a frame.
fn slow(report: &FrameReport) -> String {
    match report.passed {
        Some([passed, points]) if passed > 0 => {
            let [passed, points] = [passed, points].map(|count| grouped(count.into()));
            format!("within an epoch: {passed} of {points} points")
        }
        _ => "an epoch takes several frames".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_says_whether_there_was_time() {
        let report = |wanted, done, passed, has_resumed| FrameReport {
            wanted,
            done,
            passed,
            has_resumed,
        };
        let (paused, playing) = (Playback::Paused, Playback::Playing);
        for (playback, report, text) in [
            (paused, report(0, 0, None, false), "paused"),
            (playing, report(20, 20, None, false), "training"),
            (
                playing,
                report(20, 3, Some([0, 50]), true),
                "time for 3 of 20 a frame",
            ),
            (
                playing,
                report(1, 0, Some([0, 50]), false),
                "an epoch takes several frames",
            ),
            (
                playing,
                report(1, 1, None, true),
                "an epoch takes several frames",
            ),
            (
                paused,
                report(1, 0, Some([1_200, 5_000]), true),
                "within an epoch: 1\u{2009}200 of 5\u{2009}000 points",
            ),
        ] {
            assert_eq!(pace(playback, &report).text(), text);
        }
    }
}
