//! The page with the table of parameters, and what is done in it.

use bevy_egui::egui::Ui;

use crate::{
    training::{Exhibit, FreezeParameter, Playback, SetLeaf},
    view::graph::{Lit, StageGesture},
};

use super::{
    panel::Inspector,
    parameter_table::TableSources,
    parameters::{ParameterEdit, TableHead, parameters},
};

impl Inspector<'_, '_> {
    /// Draws the table. Returns what the pointer is on.
    pub(super) fn parameters(&mut self, ui: &mut Ui, learning_rate: f64) -> Option<Lit> {
        let shown = self.shown.as_ref()?;
        let network = self
            .model
            .as_deref()
            .filter(|_| *self.exhibit == Exhibit::Network);
        let sources = TableSources {
            shown,
            network,
            numbers: &self.numbers,
            next_step: &self.next_step,
            history: &self.history,
            values: &|leaf| {
                let (value, is_frozen) = self.values.get(leaf).ok()?;
                Some((value.0, is_frozen))
            },
        };
        let is_moving = network.is_some()
            && *self.playback.get() == Playback::Playing
            && !ui.ctx().egui_is_using_pointer();
        self.table
            .follow(&sources, is_moving, ui.input(|input| input.time));
        let head = TableHead {
            batch: network.map(|_| self.next_step.points()),
            learning_rate,
        };
        let is_lit = |leaf| {
            let place = shown.graph.place(leaf);
            place.is_some_and(|place| self.highlight.lights(shown, place))
        };
        let is_elsewhere = self.highlight.in_panels.is_none();
        let may_set = |name: &str| self.may_set(name);
        let asked = parameters(
            ui,
            &head,
            self.table.rows(),
            &is_lit,
            &may_set,
            is_elsewhere,
        );
        match asked.edit {
            Some(ParameterEdit::Set(leaf, value)) => self.commands.trigger(SetLeaf { leaf, value }),
            Some(ParameterEdit::Freeze(leaf, is_frozen)) => {
                let index = network.and_then(|model| model.parameter_index(leaf));
                if let Some(index) = index {
                    self.commands.trigger(FreezeParameter { index, is_frozen });
                }
            }
            None => {}
        }
        if let Some(node) = asked.clicked {
            self.commands.trigger(StageGesture::Find(node));
        }
        asked.hovered.map(Lit::Node)
    }
}
