//! The panel at the left: what the tab sets.

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::egui::{self, Margin, Panel};

use crate::{
    training::{DataSettings, NetworkSettings, Points, TrainingSettings},
    view::{PlaneTool, ShowSettings, sizes},
};

use super::{
    Requests, Tab, data_panel, inspector::Inspector, layout::Desks, network_panel, show_panel,
    training_panel, training_panel::learning_rate_row, widgets,
};

/// Below this height, in logical pixels, the parameter panel reaches down to the window's edge, and its rows are closer.
const LOW: f32 = 860.0;
/// Between two rows of the parameter panel, in logical pixels, and how high a row is in a low window.
const ROW_GAP: f32 = 4.0;
const LOW_ROW_GAP: f32 = 2.0;
const LOW_ROW: f32 = 20.0;

/// What the parameter panel edits.
#[derive(SystemParam)]
pub(super) struct Parameters<'w> {
    pub(super) data: ResMut<'w, DataSettings>,
    pub(super) network: ResMut<'w, NetworkSettings>,
    pub(super) training: ResMut<'w, TrainingSettings>,
    pub(super) show: ResMut<'w, ShowSettings>,
    pub(super) tool: ResMut<'w, PlaneTool>,
    pub(super) points: Res<'w, Points>,
}

/// Whether the window needs its whole height for the parameters.
pub(super) fn is_low(ctx: &egui::Context) -> bool {
    ctx.viewport_rect().height() < LOW
}

/// The panel at the left: what the tab sets. In a narrow window the inspector is its second page.
pub(super) fn lay_out_side(
    root: &mut egui::Ui,
    tab: Tab,
    parameters: &mut Parameters,
    desks: &mut Desks,
    inspector: Option<&mut Inspector>,
    requests: &mut Requests,
) {
    let gap = sizes::GAP as i8;
    let margin = Margin {
        left: gap,
        right: 0,
        top: gap,
        bottom: gap,
    };
    let panel = Panel::left("parameters")
        .resizable(true)
        .default_size(278.0)
        .size_range(262.0..=420.0)
        .frame(widgets::card(margin))
        .show_separator_line(false)
        .show(root, |ui| {
            // A panel that can be resized must be full, or it shrinks back to its content; and no wider than it was made, whatever is
            // in it.
            let room = ui.available_rect_before_wrap();
            ui.allocate_rect(room, egui::Sense::hover());
            let ui = &mut ui.new_child(egui::UiBuilder::new().max_rect(room));
            let is_low = is_low(ui.ctx());
            let spacing = ui.spacing_mut();
            spacing.item_spacing.y = ROW_GAP;
            if is_low {
                spacing.item_spacing.y = LOW_ROW_GAP;
                spacing.interact_size.y = LOW_ROW;
            }
            if let Some(inspector) = inspector
                && inspector.is_on_side(ui)
            {
                let rate = parameters.training.learning_rate;
                inspector.show(ui, rate, requests);
            } else {
                match tab {
                    Tab::Train => parameters.show(ui, requests),
                    Tab::Lessons => {
                        let Desks {
                            lessons,
                            expression,
                        } = desks;
                        let touch = lessons.touch().unwrap_or_default();
                        let trains = lessons.trains();
                        let mut training = (*parameters.training).clone();
                        lessons.show_panel(ui, |ui| {
                            expression.show_touched(ui, &touch);
                            if trains {
                                learning_rate_row(ui, &mut training.learning_rate);
                            }
                        });
                        parameters.training.set_if_neq(training);
                    }
                    Tab::Expression => desks.expression.show_panel(ui),
                }
            }
        });
    widgets::card_edges(root.painter(), panel.response.rect, margin);
}

impl Parameters<'_> {
    /// Draws every section on copies, and writes back what differs.
    fn show(&mut self, ui: &mut egui::Ui, requests: &mut Requests) {
        let (mut data, mut tool) = (self.data.clone(), *self.tool);
        let (mut network, mut training, mut show) = (
            self.network.clone(),
            self.training.clone(),
            self.show.clone(),
        );
        egui::ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| {
                data_panel(ui, &mut data, &mut tool, requests);
                network_panel(ui, &mut network, requests);
                training_panel(ui, &mut training, self.points.len());
                show_panel(ui, &mut show, &network.shape);
            });
        self.data.set_if_neq(data);
        self.tool.set_if_neq(tool);
        self.network.set_if_neq(network);
        self.training.set_if_neq(training);
        self.show.set_if_neq(show);
    }
}
