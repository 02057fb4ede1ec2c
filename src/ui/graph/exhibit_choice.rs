//! What is on stage: the network, or an example and its leaves.

use bevy_egui::egui::{ComboBox, DragValue, RichText, Ui};

use crate::{
    training::{DOUBLINGS, Example, Exhibit, SetLeaf, ShownGraph, ShownNumbers},
    view::palette,
};

use super::super::{leaf_field::leaf_field, theme::paint};

fn label(exhibit: Exhibit) -> String {
    match exhibit {
        Exhibit::Network => "the ringed point".into(),
        Exhibit::Example(example) => example.label(),
        Exhibit::Expression => "the expression".into(),
    }
}

/// Draws the choice, so wide. Returns what was chosen.
pub(in crate::ui) fn exhibit_choice(
    ui: &mut Ui,
    place: &str,
    width: f32,
    exhibit: Exhibit,
) -> Option<Exhibit> {
    let mut chosen = exhibit;
    let heading = |ui: &mut Ui, text: &str| ui.label(RichText::new(text).small().weak());
    ComboBox::from_id_salt(("exhibit", place))
        .selected_text(RichText::new(label(exhibit)).size(12.5))
        .width(width)
        .truncate()
        .height(320.0)
        .show_ui(ui, |ui| {
            heading(ui, "the network's pass");
            ui.selectable_value(&mut chosen, Exhibit::Network, label(Exhibit::Network));
            heading(ui, "examples, to see why the order matters");
            for example in Example::ALL {
                let example = match (example, exhibit) {
                    // A chain keeps the length that somebody gave it.
                    (Example::Doublings(_), Exhibit::Example(chain @ Example::Doublings(_))) => {
                        chain
                    }
                    _ => example,
                };
                let example = Exhibit::Example(example);
                ui.selectable_value(&mut chosen, example, label(example));
            }
        })
        .response
        .on_hover_text(
            "what is on stage: the network's pass for the ringed point, or a small example; \
             a click on a point brings the network back",
        );
    (chosen != exhibit).then_some(chosen)
}

/// What was done with the fields of an example.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum ExampleEdit {
    /// Another example: the same chain, longer or shorter.
    Exhibit(Exhibit),
    /// Another value of a leaf.
    Leaf(SetLeaf),
}

/// Draws a field for each leaf of an example, and for the length of a chain. Returns the edit.
pub(super) fn example_fields(
    ui: &mut Ui,
    example: Example,
    shown: &ShownGraph,
    values: &ShownNumbers,
) -> Option<ExampleEdit> {
    let weak = |text: &str| {
        RichText::new(text)
            .size(12.5)
            .color(paint(palette::TEXT_WEAK))
    };
    let mut edit = None;
    if let Example::Doublings(mut count) = example {
        ui.label(weak("doublings"));
        let field = ui
            .add(DragValue::new(&mut count).range(DOUBLINGS).speed(0.05))
            .on_hover_text("how many: each doubles the visits of the orders that are not sorted");
        if field.changed() {
            let longer = Exhibit::Example(Example::Doublings(count));
            edit = Some(ExampleEdit::Exhibit(longer));
        }
        ui.add_space(6.0);
    }
    let nodes = shown.graph.nodes().iter().enumerate();
    for (place, node) in nodes.filter(|(_, node)| node.is_leaf()) {
        // In slow motion a leaf has its value from the first step on.
        let Some(value) = values.value(place) else {
            continue;
        };
        ui.label(weak(&shown.names[place]));
        if let (_, Some(value)) = leaf_field(ui, value) {
            let leaf = node.entity;
            edit = Some(ExampleEdit::Leaf(SetLeaf { leaf, value }));
        }
        ui.add_space(6.0);
    }
    edit
}
