//! The strip at the bottom: transport, loss chart, schedule.

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::egui::{self, Margin, Panel};

use crate::{
    lesson::PassPart,
    training::{FrameReport, History, Playback, Rewind, ShownTrace, Stepping, TrainingSettings},
    view::sizes,
};

use super::{
    LossChart, Requests, Tab,
    layout::Desks,
    schedule_pane::{PANE, SchedulePane},
    transport::{TransportMoment, transport},
    widgets,
};

/// The loss chart and the schedule stand side by side if this much is left to the chart, in logical pixels.
const LEAST_CHART: f32 = 420.0;

/// What the strip at the bottom reads.
#[derive(SystemParam)]
pub(super) struct Strip<'w, 's> {
    playback: Res<'w, State<Playback>>,
    report: Res<'w, FrameReport>,
    history: Res<'w, History>,
    chart: Res<'w, LossChart>,
    stepping: ResMut<'w, Stepping>,
    rewind: Res<'w, Rewind>,
    trace: Res<'w, ShownTrace>,
    schedule: SchedulePane<'w, 's>,
    page: ResMut<'w, StripPage>,
}

/// What a strip shows that has no room for both.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum StripPage {
    #[default]
    Loss,
    Schedule,
}

/// Draws the strip along the lower edge of what is left of the window.
pub(super) fn lay_out_strip(
    root: &mut egui::Ui,
    strip: &mut Strip,
    tab: Tab,
    training: &mut ResMut<TrainingSettings>,
    desks: &mut Desks,
    requests: &mut Requests,
) {
    let gap = sizes::GAP as i8;
    let margin = Margin {
        left: gap,
        right: gap,
        top: 0,
        bottom: gap,
    };
    let panel = Panel::bottom("strip")
        .resizable(true)
        .default_size(190.0)
        .size_range(150.0..=420.0)
        .frame(widgets::card(margin))
        .show_separator_line(false)
        .show(root, |ui| {
            // A panel that can be resized must be full, or it shrinks back to its content.
            ui.set_min_height(ui.available_height());
            strip.show(ui, tab, training, desks, requests);
        });
    widgets::card_edges(root.painter(), panel.response.rect, margin);
}

impl Strip<'_, '_> {
    fn show(
        &mut self,
        ui: &mut egui::Ui,
        tab: Tab,
        training: &mut ResMut<TrainingSettings>,
        desks: &mut Desks,
        requests: &mut Requests,
    ) {
        let controls = egui::vec2(238.0, ui.available_height());
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Min), |ui| {
            ui.allocate_ui_with_layout(controls, egui::Layout::top_down(egui::Align::Min), |ui| {
                ui.set_width(controls.x);
                let (mut edited, mut stepping) = ((**training).clone(), *self.stepping);
                let moment = TransportMoment {
                    trains: tab == Tab::Train || desks.lessons.trains(),
                    playback: *self.playback.get(),
                    report: *self.report,
                    steps_back: self.rewind.depth(),
                    trace: self
                        .trace
                        .trace()
                        .map(|trace| (trace.position(), trace.len())),
                    is_held: tab == Tab::Lessons && desks.lessons.is_held(&self.trace),
                };
                transport(ui, &moment, &mut edited, &mut stepping, requests);
                training.set_if_neq(edited);
                self.stepping.set_if_neq(stepping);
            });
            ui.add_space(10.0);
            match tab {
                Tab::Train => self.chart_and_schedule(ui, requests),
                Tab::Lessons if desks.lessons.trains() => self.chart_and_schedule(ui, requests),
                Tab::Lessons | Tab::Expression => self.blackboard_and_schedule(ui, desks, tab),
            }
        });
    }

    /// The blackboard, and the schedule beside it where there is room.
    fn blackboard_and_schedule(&mut self, ui: &mut egui::Ui, desks: &mut Desks, tab: Tab) {
        let room = ui.available_size();
        let has_schedule = room.x >= LEAST_CHART + PANE;
        let pane = if has_schedule { PANE } else { 0.0 };
        let board = egui::vec2(room.x - pane, room.y);
        let layout = egui::Layout::top_down(egui::Align::Min);
        ui.allocate_ui_with_layout(board, layout, |ui| {
            ui.set_min_size(board);
            let part = match tab {
                Tab::Lessons => desks.lessons.written(&self.trace),
                _ => Some(PassPart::All),
            };
            desks.expression.show_blackboard(ui, part);
        });
        if has_schedule {
            ui.vertical(|ui| self.schedule.show(ui, true));
        }
    }

    /// Both side by side where there is room, else one of them.
    fn chart_and_schedule(&mut self, ui: &mut egui::Ui, requests: &mut Requests) {
        let room = ui.available_size();
        if room.x >= LEAST_CHART + PANE {
            let chart = egui::vec2(room.x - PANE, room.y);
            let layout = egui::Layout::top_down(egui::Align::Min);
            ui.allocate_ui_with_layout(chart, layout, |ui| {
                self.chart.show(ui, &self.history, requests);
            });
            ui.vertical(|ui| self.schedule.show(ui, true));
            return;
        }
        ui.vertical(|ui| {
            let mut page = *self.page;
            ui.horizontal(|ui| {
                for (choice, name) in [(StripPage::Loss, "Loss"), (StripPage::Schedule, "Schedule")]
                {
                    ui.selectable_value(&mut page, choice, name);
                }
            });
            self.page.set_if_neq(page);
            match page {
                StripPage::Loss => self.chart.show(ui, &self.history, requests),
                StripPage::Schedule => self.schedule.show(ui, false),
            }
        });
    }
}
