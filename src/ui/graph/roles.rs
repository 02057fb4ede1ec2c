//! What a node is for in its network, in words: the letters on the stage are short.

use crate::{
    nn::{LayerUnit, NodeGroup},
    training::ShownGraph,
    view::graph::{BoxKey, DiagramBox},
};

use super::{
    super::unit_names::{subscript, symbol},
    names::{short_name, unit_name},
};

/// What a node of a network is for; nothing for a node of another graph.
pub(in crate::ui) fn role(shown: &ShownGraph, node: usize) -> Option<String> {
    let own = shown.own_name(node);
    let parts: Vec<&str> = own.split('_').collect();
    let unit = match shown.groups[node] {
        Some(NodeGroup::Unit(unit)) => unit,
        Some(NodeGroup::Loss) => return Some("a part of the loss".into()),
        None => return role_outside(shown, own),
    };
    let of = unit_name(shown, unit);
    let input = |text: &str| Some(input_name(shown, unit, text.parse().ok()?));
    Some(match parts[..] {
        ["weight", from, _] => format!("weight of {of} for {}", input(from)?),
        ["bias", _] => format!("bias of {of}"),
        ["product", from, _] => format!("weight × {} in {of}", input(from)?),
        ["sum", ..] if is_whole_sum(shown, node, unit) => format!("the whole sum of {of}"),
        ["sum", ..] => format!("the sum of {of} so far"),
        _ => format!("what {of} makes of its sum"),
    })
}

/// What is of no unit: the point's coordinates and the output.
fn role_outside(shown: &ShownGraph, own: &str) -> Option<String> {
    if shown.layers.is_empty() {
        return None;
    }
    match own {
        "x1" => Some("first coordinate of the point".into()),
        "x2" => Some("second coordinate of the point".into()),
        "output" => Some("p, the probability of class 1: σ of m".into()),
        _ => None,
    }
}

/// What a box is for.
pub(super) fn box_role(shown: &ShownGraph, found: &DiagramBox) -> Option<String> {
    match found.key {
        BoxKey::Node(_) => role(shown, found.nodes[0]),
        BoxKey::Unit(unit) if Some(&unit.layer) == shown.layers.last() => {
            Some("the weighted sum of which σ makes the output".into())
        }
        BoxKey::Unit(unit) => {
            let result = found.result()?;
            let (name, function) = (unit_name(shown, unit), short_name(shown, result));
            Some(format!("{name} = {function}(weighted sum + bias)"))
        }
        BoxKey::Layer(_) => None,
        BoxKey::Loss => Some("the loss of this point".into()),
    }
}

/// The name of what a unit's weight stands before: a coordinate, or a unit of the layer before.
fn input_name(shown: &ShownGraph, unit: LayerUnit, input: usize) -> String {
    match unit.layer {
        0 => format!("x{}", subscript(input + 1)),
        1 => symbol(input),
        layer => unit_name(
            shown,
            LayerUnit {
                layer: layer - 1,
                unit: input,
            },
        ),
    }
}

/// Whether a sum is not read by another sum of its unit.
fn is_whole_sum(shown: &ShownGraph, node: usize, unit: LayerUnit) -> bool {
    let is_of_unit = |reader: usize| shown.groups[reader] == Some(NodeGroup::Unit(unit));
    let mut readers = shown.graph.readers(node).iter();
    !readers.any(|edge| is_of_unit(edge.reader) && shown.own_name(edge.reader).starts_with("sum_"))
}

#[cfg(test)]
mod tests {
    use bevy::{prelude::*, state::app::StatesPlugin};

    use crate::{SimulationPlugins, training::NetworkSettings};

    use super::*;

    #[test]
    fn every_node_of_a_network_says_what_it_is_for() {
        let mut app = App::new();
        app.add_plugins((StatesPlugin, SimulationPlugins));
        app.world_mut()
            .resource_mut::<NetworkSettings>()
            .shape
            .hidden = vec![2, 3];
        app.update();
        let shown = app.world().resource::<ShownGraph>();
        let role_of = |name: &str| {
            let place = shown.names.iter().position(|found| found == name);
            role(shown, place.expect("a node of this name")).expect("a role")
        };
        let expected = [
            ("x2", "second coordinate of the point"),
            ("layer1.weight_1_0", "weight of h₁ for x₂"),
            ("layer1.bias_1", "bias of h₂"),
            ("layer1.product_0_1", "weight × x₁ in h₂"),
            ("layer1.sum_0_1", "the sum of h₂ so far"),
            ("layer1.sum_1_1", "the whole sum of h₂"),
            ("layer1.relu_1", "what h₂ makes of its sum"),
            ("layer2.weight_1_2", "weight of h²₃ for h₂"),
            ("layer3.weight_2_0", "weight of m for h²₃"),
            ("layer3.sum_2_0", "the whole sum of m"),
            ("output", "p, the probability of class 1: σ of m"),
        ];
        for (name, expected) in expected {
            assert_eq!(role_of(name), expected);
        }
        assert!((0..shown.names.len()).all(|node| role(shown, node).is_some()));
    }
}
