//! Modules hold parameters and other modules; every parameter has a dotted name.

use bevy::prelude::*;

use crate::autodiff::{Scalar, Variable};

/// Marks a leaf that training moves. The entity's `Name` is the dotted name: `layer1.weight_0_1`.
#[derive(Component, Reflect, Debug, Clone, Copy, Default, PartialEq, Eq)]
#[reflect(Component)]
#[require(Variable)]
pub struct Parameter;

/// Marks a parameter that the optimizer leaves as it is. It still gets a derivative.
#[derive(Component, Reflect, Debug, Clone, Copy, Default, PartialEq, Eq)]
#[reflect(Component)]
pub struct Frozen;

/// Says which part of the whole a node belongs to. What belongs to one part can be shown as one.
#[derive(Component, Reflect, Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[reflect(Component)]
pub enum NodeGroup {
    /// A unit of a layer: its weights, its bias, its products and sums, and what it makes of them.
    Unit(LayerUnit),
    /// The loss, from the network's output on.
    Loss,
}

/// A unit of a layer by its place in the network, both counted from 0; the output layer is the last.
#[derive(Reflect, Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LayerUnit {
    /// The layer.
    pub layer: usize,
    /// The unit within it.
    pub unit: usize,
}

/// A parameter with its dotted name.
#[derive(Debug, Clone)]
pub struct NamedParameter {
    /// `layer1.weight_0_1`: the path of module names, then the parameter's own.
    pub name: String,
    /// The leaf in the draft.
    pub scalar: Scalar,
}

/// Something with parameters of its own and modules inside, as MiniTorch's `Module`.
pub trait Module {
    /// The parameters of this module alone, with their short names, in the order of their creation.
    fn own_parameters(&self) -> Vec<NamedParameter>;

    /// The modules inside, with their names.
    fn modules(&self) -> Vec<(String, &dyn Module)> {
        Vec::new()
    }

    /// Every parameter of this module and those inside, with dotted names; a module's own come first.
    fn named_parameters(&self) -> Vec<NamedParameter> {
        let inside = self
            .modules()
            .into_iter()
            .flat_map(|(module_name, module)| {
                module
                    .named_parameters()
                    .into_iter()
                    .map(move |parameter| NamedParameter {
                        name: format!("{module_name}.{}", parameter.name),
                        scalar: parameter.scalar,
                    })
            });
        self.own_parameters().into_iter().chain(inside).collect()
    }
}
