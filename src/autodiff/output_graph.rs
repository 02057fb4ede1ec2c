//! The part of a graph that an output depends on, as plain data: what a trace, a count of paths or a picture is made from.

use bevy::{
    ecs::entity::{EntityHashMap, EntityHashSet},
    prelude::*,
};

use super::{Constant, Function, Graph, Inputs, NodeOf, SavedValues, Value};

/// The nodes that an output depends on, in creation order: a node's inputs stand before it, the output is the last.
///
/// It knows nodes by their place in that order. Everything here is a function of the structure and of numbers that are handed in, so
/// that it can be asked "what if" without touching the world.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputGraph {
    nodes: Vec<OutputGraphNode>,
    /// For each node its readers and the places at which they read it, in creation order.
    readers: Vec<Vec<Edge>>,
    places: EntityHashMap<usize>,
}

/// One node of an [`OutputGraph`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutputGraphNode {
    /// The node in the world.
    pub entity: Entity,
    /// What it is.
    pub kind: NodeKind,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// A variable that is set from outside.
    Leaf,
    /// A number without a derivative.
    Constant,
    /// A variable that a function made.
    NonLeaf {
        /// The function.
        function: Function,
        /// The places of its inputs; of a function of one argument, the second says nothing.
        inputs: [usize; Inputs::MOST],
    },
}

/// One use of a node: `x · x` has two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Edge {
    /// The non-leaf whose function reads.
    pub reader: usize,
    /// Which of its arguments, from 0.
    pub argument: usize,
}

impl OutputGraph {
    /// The nodes that `output` depends on; `None` if it is not, or not any more, in the world.
    pub fn of(world: &World, output: Entity) -> Option<Self> {
        let graph = world.get::<Graph>(world.get::<NodeOf>(output)?.graph())?;
        let needed = Self::needed(world, output);
        let mut needed: EntityHashMap<usize> = needed.into_iter().map(|node| (node, 0)).collect();
        let mut nodes = Vec::with_capacity(needed.len());
        for &entity in graph.nodes() {
            let Some(place) = needed.get_mut(&entity) else {
                continue;
            };
            *place = nodes.len();
            let kind = match (world.get::<Function>(entity), world.get::<Inputs>(entity)) {
                (Some(&function), Some(inputs)) => {
                    let slice = inputs.as_slice();
                    let ends = [slice.first()?, slice.last()?];
                    let mut places = [0; Inputs::MOST];
                    for (place, input) in places.iter_mut().zip(ends) {
                        *place = *needed.get(input)?;
                    }
                    NodeKind::NonLeaf {
                        function,
                        inputs: places,
                    }
                }
                _ if world.get::<Constant>(entity).is_some() => NodeKind::Constant,
                _ => NodeKind::Leaf,
            };
            nodes.push(OutputGraphNode { entity, kind });
        }
        Some(Self::of_nodes(nodes))
    }

    /// The entities that `output` depends on, itself among them.
    pub fn needed(world: &World, output: Entity) -> EntityHashSet {
        let mut needed = EntityHashSet::from_iter([output]);
        let mut unread = vec![output];
        while let Some(node) = unread.pop() {
            let inputs = world
                .get::<Inputs>(node)
                .map_or(&[] as &[Entity], Inputs::as_slice);
            unread.extend(inputs.iter().filter(|&&input| needed.insert(input)));
        }
        needed
    }

    fn of_nodes(nodes: Vec<OutputGraphNode>) -> Self {
        let mut readers = vec![Vec::new(); nodes.len()];
        for (reader, node) in nodes.iter().enumerate() {
            for (argument, &input) in node.inputs().iter().enumerate() {
                readers[input].push(Edge { reader, argument });
            }
        }
        let places = nodes.iter().enumerate();
        Self {
            places: places.map(|(place, node)| (node.entity, place)).collect(),
            nodes,
            readers,
        }
    }

    /// The nodes, in creation order.
    pub fn nodes(&self) -> &[OutputGraphNode] {
        &self.nodes
    }

    /// How many nodes there are; at least one.
    #[expect(clippy::len_without_is_empty, reason = "there is always the output")]
    pub const fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The place of the output: the last.
    pub const fn output(&self) -> usize {
        self.nodes.len() - 1
    }

    /// The place of an entity; `None` if the output does not depend on it.
    pub fn place(&self, entity: Entity) -> Option<usize> {
        self.places.get(&entity).copied()
    }

    /// Who reads a node, and as which argument.
    pub fn readers(&self, node: usize) -> &[Edge] {
        &self.readers[node]
    }

    /// The value of every node as it is in the world; NaN for one that is gone.
    pub fn values_in(&self, world: &World) -> Vec<f64> {
        let value = |entity| world.get::<Value>(entity).map_or(f64::NAN, |value| value.0);
        self.nodes.iter().map(|node| value(node.entity)).collect()
    }

    /// Computes every non-leaf's value anew from those of leaves and constants; from the place `first` on.
    pub fn evaluate(&self, values: &mut [f64], first: usize) {
        for place in first..self.len() {
            if let NodeKind::NonLeaf { function, inputs } = self.nodes[place].kind {
                values[place] = (function.rule().forward)(inputs.map(|input| values[input]));
            }
        }
    }

    /// What the function of a non-leaf saved for backward, given all values; nothing for a leaf or a constant.
    pub fn saved_values(&self, values: &[f64], node: usize) -> SavedValues {
        match self.nodes[node].kind {
            NodeKind::NonLeaf { function, inputs } => {
                function.forward(inputs.map(|input| values[input])).1
            }
            _ => SavedValues::NOTHING,
        }
    }

    /// ∂f/∂input of a non-leaf for each argument, given all values; zeros for a leaf or a constant.
    pub fn local_derivatives(&self, values: &[f64], node: usize) -> [f64; Inputs::MOST] {
        match self.nodes[node].kind {
            NodeKind::NonLeaf { function, .. } => {
                function.local_derivatives(&self.saved_values(values, node))
            }
            _ => [0.0; Inputs::MOST],
        }
    }

    /// The derivative of the output with respect to every variable, from `d_output` of the output; `None` for constants.
    ///
    /// In the reverse order of creation, which is a topological one, too: it may differ from a pass by the rounding of its sums.
    pub fn derivatives(&self, values: &[f64], d_output: f64) -> Vec<Option<f64>> {
        let mut d = vec![None; self.len()];
        d[self.output()] = Some(d_output);
        for node in (0..self.len()).rev() {
            if !self.nodes[node].is_variable() {
                continue;
            }
            let d_output = d[node].unwrap_or(0.0);
            let local = self.local_derivatives(values, node);
            for (&input, local) in self.nodes[node].inputs().iter().zip(local) {
                if self.nodes[input].is_variable() {
                    d[input] = Some(d[input].unwrap_or(0.0) + local * d_output);
                }
            }
        }
        d
    }
}

impl OutputGraphNode {
    /// The places of the inputs, in the order of the arguments; none for a leaf or a constant.
    pub fn inputs(&self) -> &[usize] {
        match &self.kind {
            NodeKind::NonLeaf { function, inputs } => &inputs[..function.rule().arity],
            _ => &[],
        }
    }

    /// The function, if there is one.
    pub const fn function(&self) -> Option<Function> {
        match self.kind {
            NodeKind::NonLeaf { function, .. } => Some(function),
            _ => None,
        }
    }

    /// Whether it has a derivative.
    pub fn is_variable(&self) -> bool {
        self.kind != NodeKind::Constant
    }

    /// Whether it is a variable without a function.
    pub fn is_leaf(&self) -> bool {
        self.kind == NodeKind::Leaf
    }
}
