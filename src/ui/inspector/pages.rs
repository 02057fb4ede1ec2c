//! Which pages of the inspector are open: one, or in a high window two, one above the other.

use bevy::prelude::Resource;
use bevy_egui::egui::{Rect, Ui};

/// From this height on there is room for two pages, in logical pixels.
const TWO_PAGES: f32 = 900.0;
/// What the upper one has of it, and the gap between them, in logical pixels.
const UPPER_PART: f32 = 0.6;
const GAP: f32 = 10.0;

/// The pages of the inspector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InspectorTab {
    /// The chosen node.
    Node,
    /// The pseudocode and its state.
    Algorithm,
    /// Why the order matters, and zeroing.
    Order,
    /// `named_parameters`.
    Parameters,
}

/// The open pages.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) struct InspectorPages {
    upper: InspectorTab,
    lower: InspectorTab,
    /// Whether there is room for the lower one.
    is_high: bool,
}

impl InspectorTab {
    const ALL: [Self; 4] = [Self::Node, Self::Algorithm, Self::Order, Self::Parameters];

    /// What its tab says.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Node => "Node",
            Self::Algorithm => "Algorithm",
            Self::Order => "Order",
            Self::Parameters => "Parameters",
        }
    }
}

impl Default for InspectorPages {
    fn default() -> Self {
        Self {
            upper: InspectorTab::Node,
            lower: InspectorTab::Algorithm,
            is_high: false,
        }
    }
}

impl InspectorPages {
    /// Whether a page can be seen.
    pub(super) fn shows(&self, tab: InspectorTab) -> bool {
        self.upper == tab || (self.is_high && self.lower == tab)
    }

    /// Two pages that have become the same change places instead: one of them was the other before.
    pub(super) fn keep_apart(&mut self, before: &Self) {
        if self.is_high && self.upper == self.lower {
            if self.upper == before.upper {
                self.upper = before.lower;
            } else {
                self.lower = before.upper;
            }
        }
    }

    /// The open pages from above, each to be chosen anew, with the room that it has.
    pub(super) fn in_room(
        &mut self,
        room: Rect,
    ) -> impl Iterator<Item = (&mut InspectorTab, Rect)> {
        self.is_high = room.height() >= TWO_PAGES;
        let (above, below) = room.split_top_bottom_at_fraction(UPPER_PART);
        let above = if self.is_high {
            above.with_max_y(above.max.y - GAP)
        } else {
            room
        };
        let lower = self.is_high.then_some((&mut self.lower, below));
        std::iter::once((&mut self.upper, above)).chain(lower)
    }
}

/// Draws the choice of a page.
pub(super) fn tabs(ui: &mut Ui, tab: &mut InspectorTab) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 1.0;
        ui.spacing_mut().button_padding.x = 6.0;
        for choice in InspectorTab::ALL {
            ui.selectable_value(tab, choice, choice.label());
        }
    });
}
