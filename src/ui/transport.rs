//! Play, pause, step on and back, reset; what a step is, and how fast.

use bevy_egui::egui::{RichText, Ui};
use egui_phosphor::fill;

use crate::{
    training::{
        EPOCHS_PER_FRAME, FrameReport, Playback, STEPS_PER_SECOND, StepUnit, Stepping,
        TrainingSettings,
    },
    view::palette,
};

use super::{
    Request, Requests,
    status::grouped,
    theme::paint,
    widgets::{icon_button, slider_row},
};

/// Why a pass does not go on.
const HELD: &str = "waits: its next step would answer the question";

/// What the transport bar says of the moment.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TransportMoment {
    /// Whether a network trains; else something is on stage that has but one pass.
    pub trains: bool,
    /// Whether it plays.
    pub playback: Playback,
    /// What training did in the latest frame.
    pub report: FrameReport,
    /// How many steps of training can be taken back.
    pub steps_back: usize,
    /// Steps done of the pass on show, and how many there are, if a step is a node.
    pub trace: Option<(usize, usize)>,
    /// Whether that pass goes no further before a question is answered.
    pub is_held: bool,
}

/// The transport bar.
pub fn transport(
    ui: &mut Ui,
    moment: &TransportMoment,
    settings: &mut TrainingSettings,
    stepping: &mut Stepping,
    requests: &mut Requests,
) {
    let unit = stepping.unit.label();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let can_go_back = match moment.trace {
            Some((position, _)) => position > 0,
            None => moment.steps_back > 0,
        };
        let hint = match (stepping.unit, can_go_back) {
            (StepUnit::Node, _) | (_, true) => format!("one {unit} back (←)"),
            (_, false) => {
                "nothing to go back to: steps that are made one by one can be taken back".into()
            }
        };
        ui.add_enabled_ui(can_go_back, |ui| {
            let back = icon_button(ui, fill::SKIP_BACK, 36.0, false, &hint);
            if back.on_disabled_hover_text(&hint).clicked() {
                requests.ask(Request::StepBack);
            }
        });
        let (icon, hint) = match moment.playback {
            Playback::Paused => (fill::PLAY, "play (Space)"),
            Playback::Playing => (fill::PAUSE, "pause (Space)"),
        };
        ui.add_enabled_ui(!moment.is_held, |ui| {
            let play = icon_button(ui, icon, 44.0, true, hint);
            if play.on_disabled_hover_text(HELD).clicked() {
                requests.ask(Request::TogglePlayback);
            }
        });
        let can_go_on = !moment.is_held
            && moment
                .trace
                .is_none_or(|(position, steps)| position < steps);
        ui.add_enabled_ui(can_go_on, |ui| {
            let hint = format!("one {unit} on (→)");
            if icon_button(ui, fill::SKIP_FORWARD, 36.0, false, &hint).clicked() {
                requests.ask(Request::StepOn);
            }
        });
        if !moment.trains {
            return;
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
    if moment.trains {
        unit_choice(ui, &mut stepping.unit);
    }
    if stepping.unit == StepUnit::Epoch {
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
    } else {
        let label = match stepping.unit {
            StepUnit::Node => "Steps per second",
            _ => "Passes per second",
        };
        slider_row(
            ui,
            label,
            "how fast play goes on",
            &mut stepping.steps_per_second,
            STEPS_PER_SECOND,
            true,
            2,
        );
    }
    ui.label(pace(stepping.unit, moment));
}

/// What a step is.
fn unit_choice(ui: &mut Ui, unit: &mut StepUnit) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Step").color(paint(palette::TEXT_WEAK)));
        for choice in StepUnit::ALL {
            let hint = match choice {
                StepUnit::Node => "play and step through the pass of the ringed point, node by node; training waits (1)",
                StepUnit::Pass => "one point's pass after another; after the last of a batch the parameters move (2)",
                StepUnit::Epoch => "all points at once, as fast as the machine (3)",
            };
            ui.selectable_value(unit, choice, choice.label())
                .on_hover_text(hint);
        }
    });
}

/// Where play stands, and whether the frame had time for what was asked for.
fn pace(unit: StepUnit, moment: &TransportMoment) -> RichText {
    let report = &moment.report;
    let (text, color) = match (unit, moment.playback) {
        (StepUnit::Node, Playback::Paused) => {
            let is_at_end = moment
                .trace
                .is_some_and(|(position, steps)| position == steps);
            let text = if moment.is_held {
                HELD
            } else if is_at_end {
                "the pass's end: Space plays it anew"
            } else {
                if moment.trains {
                    "paused; training waits"
                } else {
                    "paused"
                }
            };
            (text.into(), palette::TEXT_WEAK)
        }
        (StepUnit::Node, Playback::Playing) => {
            let text = if moment.trains {
                "slow motion; training waits"
            } else {
                "slow motion"
            };
            (text.into(), palette::CAUTION)
        }
        (StepUnit::Pass, _) => {
            let place = report.passed.map_or_else(String::new, |[passed, points]| {
                format!(
                    "{} of {} points passed",
                    grouped(passed.into()),
                    grouped(points.into())
                )
            });
            match moment.playback {
                Playback::Paused if place.is_empty() => ("paused".into(), palette::TEXT_WEAK),
                Playback::Paused => (format!("paused, {place}"), palette::TEXT_WEAK),
                Playback::Playing => (place, palette::CAUTION),
            }
        }
        _ if report.is_slow() => (slow(report), palette::CAUTION),
        (_, Playback::Paused) => ("paused".into(), palette::TEXT_WEAK),
        (_, Playback::Playing) if report.is_limited() => {
            let text = format!("time for {} of {} a frame", report.done, report.wanted);
            (text, palette::CAUTION)
        }
        (_, Playback::Playing) => ("training".into(), palette::GOOD),
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
            let moment = TransportMoment {
                trains: true,
                playback,
                report,
                ..Default::default()
            };
            assert_eq!(pace(StepUnit::Epoch, &moment).text(), text);
        }
    }
}
