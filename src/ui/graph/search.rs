//! Finding a node by its name.

use bevy::prelude::*;
use bevy_egui::egui::{self, Key, RichText, Ui};

use crate::{training::ShownGraph, view::palette};

use super::{
    super::{theme::paint, unit_names::in_brief},
    names::{short_name, typed},
};

/// How many names are listed.
const MOST_LISTED: usize = 8;

/// The search field.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct GraphSearch {
    /// Whether it is open.
    pub is_open: bool,
    /// What has been typed.
    text: String,
    /// Which of the names found is next.
    choice: usize,
    /// Whether the keyboard is to be given to it.
    wants_focus: bool,
}

impl GraphSearch {
    /// Opens it, or closes it.
    pub fn toggle(&mut self) {
        *self = Self {
            is_open: !self.is_open,
            wants_focus: true,
            ..default()
        };
    }

    /// Draws the field and the names found. Returns the node that was chosen.
    pub(super) fn show(&mut self, ui: &mut Ui, shown: &ShownGraph) -> Option<Entity> {
        let field = egui::TextEdit::singleline(&mut self.text)
            .hint_text("name, for example weight_0_1, w01, ReLU")
            .desired_width(230.0);
        let response = ui.add(field);
        if std::mem::take(&mut self.wants_focus) {
            response.request_focus();
        }
        if response.changed() {
            self.choice = 0;
        }
        let found = find(shown, &self.text);
        // Another field may have the keyboard by now.
        let is_typed = response.has_focus() || response.lost_focus();
        let (up, down, enter, escape) = ui.input(|input| {
            (
                input.key_pressed(Key::ArrowUp),
                input.key_pressed(Key::ArrowDown),
                input.key_pressed(Key::Enter),
                input.key_pressed(Key::Escape),
            )
        });
        let [up, down, enter, escape] = [up, down, enter, escape].map(|key| key && is_typed);
        if escape {
            self.is_open = false;
            return None;
        }
        let last = found.len().min(MOST_LISTED).saturating_sub(1);
        self.choice = match (up, down) {
            (true, _) => self.choice.saturating_sub(1),
            (_, true) => self.choice + 1,
            _ => self.choice,
        }
        .min(last);
        let mut chosen = (enter && !found.is_empty()).then(|| found[self.choice]);
        if enter && chosen.is_none() {
            response.request_focus();
        }
        for (place, &node) in found.iter().enumerate().take(MOST_LISTED) {
            let text = format!("{}   {}", shown.names[node], short_name(shown, node));
            if ui.selectable_label(place == self.choice, text).clicked() {
                chosen = Some(node);
            }
        }
        let rest = found.len().saturating_sub(MOST_LISTED);
        let remark = match (self.text.is_empty(), found.is_empty(), rest) {
            (true, ..) => "Enter: go there   Esc: close".into(),
            (_, true, _) => format!("no node is called {:?}", self.text),
            (_, _, 0) => String::new(),
            (_, _, rest) => format!("and {rest} more"),
        };
        if !remark.is_empty() {
            ui.label(
                RichText::new(remark)
                    .small()
                    .color(paint(palette::TEXT_WEAK)),
            );
        }
        if chosen.is_some() {
            self.is_open = false;
        }
        chosen.map(|node| shown.graph.nodes()[node].entity)
    }
}

/// The nodes whose full or short name holds the text, whatever the case; those that begin with it first.
fn find(shown: &ShownGraph, text: &str) -> Vec<usize> {
    let wanted = text.trim().to_lowercase();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(bool, usize)> = (0..shown.names.len())
        .filter_map(|node| {
            let name = shown.names[node].to_lowercase();
            let own = shown.own_name(node).to_lowercase();
            let short = short_name(shown, node).to_lowercase();
            let brief = in_brief(&name);
            let is_short = short == wanted || typed(&short) == wanted;
            let is_found = name.contains(&wanted) || brief.contains(&wanted) || is_short;
            let names = [&name, &own, &brief];
            let begins = names.iter().any(|name| name.starts_with(&wanted)) || is_short;
            is_found.then_some((!begins, node))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, node)| node).collect()
}
