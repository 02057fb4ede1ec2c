//! Colours, by role: the only place where a colour is written down.
//!
//! Classes are from the palette of Okabe and Ito, which colour-blind readers can tell apart; units from it or like it.

use bevy::color::Color;

/// Behind everything.
pub const WINDOW: Rgb = Rgb::hex(0x000f_1319);
/// The cards on the window.
pub const PANEL: Rgb = Rgb::hex(0x0017_1c24);
/// Edges of cards, rails of sliders.
pub const OUTLINE: Rgb = Rgb::hex(0x002a_323d);
/// Buttons and fields at rest.
pub const CONTROL: Rgb = Rgb::hex(0x0020_2733);
/// Buttons and fields under the pointer.
pub const CONTROL_HOVERED: Rgb = Rgb::hex(0x002b_3544);
/// The one button that matters, and what is selected.
pub const PRIMARY: Rgb = Rgb::hex(0x002b_5f86);
/// The primary button under the pointer.
pub const PRIMARY_HOVERED: Rgb = Rgb::hex(0x0035_74a3);
/// Wells: charts and number fields.
pub const WELL: Rgb = Rgb::hex(0x0010_151c);
/// Text to read.
pub const TEXT: Rgb = Rgb::hex(0x00d9_dfe8);
/// Labels, units, hints.
pub const TEXT_WEAK: Rgb = Rgb::hex(0x0093_9eae);
/// Strong text: titles and the figures of the moment.
pub const TEXT_STRONG: Rgb = Rgb::hex(0x00ff_ffff);
/// Filled part of a slider, links, the loss curve.
pub const ACCENT: Rgb = Rgb::hex(0x0056_b4e9);
/// A slider's handle.
pub const HANDLE: Rgb = Rgb::hex(0x00cf_e9fb);
/// What went right.
pub const GOOD: Rgb = Rgb::hex(0x005f_d08a);
/// What needs attention but is no fault.
pub const CAUTION: Rgb = Rgb::hex(0x00f0_c05a);
/// What went wrong.
pub const BAD: Rgb = Rgb::hex(0x00ff_6b6b);

/// Points of class 1: circles.
pub const CLASS_1: Rgb = Rgb::hex(0x0056_b4e9);
/// Points of class 0: squares.
pub const CLASS_0: Rgb = Rgb::hex(0x00e6_9f00);
/// The edge of every point.
pub const POINT_EDGE: Rgb = Rgb::hex(0x00ff_ffff);
/// The ring around a misclassified point.
pub const MISCLASSIFIED: Rgb = Rgb::hex(0x00ff_6b6b);
/// The ring around the point under the pointer.
pub const POINTED_AT: Rgb = Rgb::hex(0x00ff_ffff);

/// A non-leaf of the graph.
pub const NODE: Rgb = Rgb::hex(0x0023_2c38);
/// A leaf of the graph.
pub const LEAF: Rgb = Rgb::hex(0x001a_2230);
/// A constant of the graph.
pub const CONSTANT: Rgb = Rgb::hex(0x0033_3b48);
/// The edge of a non-leaf or a constant.
pub const NODE_EDGE: Rgb = Rgb::hex(0x004a_5667);
/// The edge of a leaf.
pub const LEAF_EDGE: Rgb = Rgb::hex(0x009f_b0c6);
/// The lines of the graph.
pub const GRAPH_LINE: Rgb = Rgb::hex(0x005a_6779);
/// Values, and the forward pass.
pub const VALUE: Rgb = Rgb::hex(0x007c_c7f5);
/// Derivatives above zero, and the backward pass.
pub const DERIVATIVE_POSITIVE: Rgb = Rgb::hex(0x00ff_8fc0);
/// Derivatives below zero.
pub const DERIVATIVE_NEGATIVE: Rgb = Rgb::hex(0x00b9_a3ff);
/// What has not been computed.
pub const NOT_YET: Rgb = Rgb::hex(0x0066_7282);
/// The topological sort.
pub const SORT: Rgb = Rgb::hex(0x00f2_c84b);

/// The heat map where the network is sure of class 1.
pub const HEAT_1: Rgb = Rgb::hex(0x0030_5f7e);
/// The heat map where the network cannot tell.
pub const HEAT_MIDDLE: Rgb = Rgb::hex(0x0010_141a);
/// The heat map where the network is sure of class 0.
pub const HEAT_0: Rgb = Rgb::hex(0x005a_4312);
/// The heat map of a hidden unit where it is below 0; above, it has the colour of its line.
pub const UNIT_BELOW: Rgb = Rgb::hex(0x0093_9eae);
/// How much of that colour is shown where the unit is largest: points must still be seen.
pub const UNIT_STRENGTH: f32 = 0.55;
/// The data plane without heat map.
pub const PLANE: Rgb = Rgb::hex(0x0012_171e);
/// The decision boundary.
pub const BOUNDARY: Rgb = Rgb::hex(0x00ff_ffff);
/// The colours of units and their lines, which start again after the last.
pub const UNITS: [Rgb; 8] = [
    Rgb::hex(0x00f0_e442),
    Rgb::hex(0x0026_c394),
    Rgb::hex(0x00d9_8cb8),
    Rgb::hex(0x00ef_7d3c),
    Rgb::hex(0x008f_a8ff),
    Rgb::hex(0x00c5_e86c),
    Rgb::hex(0x00ff_b3a7),
    Rgb::hex(0x007f_e0e6),
];

/// The colour of a unit of a hidden layer, counted from 0, and of its line if it has one.
pub const fn of_unit(unit: usize) -> Rgb {
    UNITS[unit % UNITS.len()]
}

/// An opaque colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    const fn hex(code: u32) -> Self {
        Self((code >> 16) as u8, (code >> 8) as u8, code as u8)
    }

    /// For Bevy's shapes.
    pub const fn color(self) -> Color {
        Color::srgb(
            self.0 as f32 / 255.0,
            self.1 as f32 / 255.0,
            self.2 as f32 / 255.0,
        )
    }

    /// Between this colour (`t` = 0) and another (`t` = 1).
    #[must_use]
    pub fn mix(self, other: Self, t: f32) -> Self {
        let mix = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * t).round() as u8;
        Self(
            mix(self.0, other.0),
            mix(self.1, other.1),
            mix(self.2, other.2),
        )
    }
}
