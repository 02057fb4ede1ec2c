//! What nodes and boxes are called on the stage, in the lecture's letters.

use crate::{
    autodiff::NodeKind,
    nn::{LayerUnit, NodeGroup},
    training::ShownGraph,
    view::graph::{BoxKey, DiagramBox},
};

use super::super::unit_names::{subscript, symbol};

/// The digits above the line, from 0.
const SUPERSCRIPTS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// The short name of a node: a parameter's letter, a coordinate, a function's sign, a constant's number.
pub(in crate::ui) fn short_name(shown: &ShownGraph, node: usize) -> String {
    match shown.graph.nodes()[node].kind {
        NodeKind::NonLeaf { function, .. } => {
            let symbol = function.rule().symbol;
            match given_name(shown, node) {
                Some(name) => format!("{}: {symbol}", with_lower_digits(name)),
                None => symbol.into(),
            }
        }
        NodeKind::Constant if shown.names[node] == "epsilon" => "ε".into(),
        NodeKind::Constant => shown.names[node].replace('-', "−"),
        NodeKind::Leaf => leaf_name(shown, node),
    }
}

/// The name that somebody gave a non-leaf of a small graph: short, and not made of its function's.
fn given_name(shown: &ShownGraph, node: usize) -> Option<&str> {
    let name = shown.own_name(node);
    let is_of_network = shown.groups.iter().any(Option::is_some);
    (!is_of_network && name.chars().count() <= 4).then_some(name)
}

/// `w⁰₁` is the weight of unit 0 for the first input, as the lecture has it; `w₁` where the layer has one unit alone.
fn leaf_name(shown: &ShownGraph, node: usize) -> String {
    let own = shown.own_name(node);
    let parts: Vec<&str> = own.split('_').collect();
    let group = shown.groups[node];
    match (&parts[..], group) {
        (["weight", input, _], Some(NodeGroup::Unit(unit))) => {
            let input = input.parse::<usize>().map_or(0, |input| input + 1);
            format!("w{}{}", upper_unit(shown, unit), subscript(input))
        }
        (["bias", _], Some(NodeGroup::Unit(unit))) => format!("b{}", upper_unit(shown, unit)),
        _ => with_lower_digits(own),
    }
}

/// The unit's number above the line, unless its layer has no other.
fn upper_unit(shown: &ShownGraph, unit: LayerUnit) -> String {
    let is_alone = shown.groups.iter().all(|group| match group {
        Some(NodeGroup::Unit(other)) => other.layer != unit.layer || other.unit == unit.unit,
        _ => true,
    });
    if is_alone {
        String::new()
    } else {
        superscript(unit.unit)
    }
}

/// The name of a unit: `h₁` in the first layer, where it has a line; `h²₁` in the second; `m` where the output's sum is made.
pub(super) fn unit_name(shown: &ShownGraph, unit: LayerUnit) -> String {
    if Some(&unit.layer) == shown.layers.last() {
        "m".into()
    } else if unit.layer == 0 {
        symbol(unit.unit)
    } else {
        format!(
            "h{}{}",
            superscript(unit.layer + 1),
            subscript(unit.unit + 1)
        )
    }
}

/// What stands on a box.
pub(super) fn box_title(shown: &ShownGraph, found: &DiagramBox) -> String {
    match found.key {
        BoxKey::Node(_) => short_name(shown, found.nodes[0]),
        BoxKey::Unit(unit) => unit_name(shown, unit),
        BoxKey::Layer(layer) => format!("layer{}", layer + 1),
        BoxKey::Loss => {
            let is_flipped = shown.names.iter().any(|name| name == "flipped_output");
            if is_flipped {
                "−log(1−p)"
            } else {
                "−log p"
            }
            .into()
        }
    }
}

/// The full name of a node or a box, as MiniTorch has it.
pub(super) fn full_name(shown: &ShownGraph, found: &DiagramBox) -> String {
    match found.key {
        BoxKey::Node(_) => shown.names[found.nodes[0]].clone(),
        BoxKey::Unit(unit) => format!("layer{}, {}", unit.layer + 1, unit_name(shown, unit)),
        BoxKey::Layer(layer) => {
            let units = counted_units(found.results.len());
            format!("layer{}, {units}", layer + 1)
        }
        BoxKey::Loss => "the loss".into(),
    }
}

/// `1 unit`, `10 units`.
pub(super) fn counted_units(units: usize) -> String {
    let noun = if units == 1 { "unit" } else { "units" };
    format!("{units} {noun}")
}

/// A name with all of its digits on the line, as a keyboard has them: `w01` for `w⁰₁`.
pub(super) fn typed(name: &str) -> String {
    let on_line = |sign: char| {
        let place = SUPERSCRIPTS.iter().position(|&raised| raised == sign);
        let digit = match sign {
            '₀'..='₉' => Some(sign as u32 - '₀' as u32),
            _ => place.map(|place| place as u32),
        };
        digit.and_then(|digit| char::from_digit(digit, 10))
    };
    let signs = name.chars();
    signs.map(|sign| on_line(sign).unwrap_or(sign)).collect()
}

/// A number above the line. Its digits do not follow one another in Unicode, as those below the line do.
pub(super) fn superscript(number: usize) -> String {
    let digits = number.to_string();
    digits
        .chars()
        .filter_map(|digit| SUPERSCRIPTS.get(digit.to_digit(10)? as usize))
        .collect()
}

/// `x1` as x₁.
fn with_lower_digits(name: &str) -> String {
    let stem = name.trim_end_matches(|sign: char| sign.is_ascii_digit());
    match name[stem.len()..].parse() {
        Ok(number) if !stem.is_empty() => format!("{stem}{}", subscript(number)),
        _ => name.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_be_typed() {
        let names = ["w⁰₁", "h²₁₀", "b¹³", "ReLU"].map(typed);
        assert_eq!(names, ["w01", "h210", "b13", "ReLU"]);
    }
}
