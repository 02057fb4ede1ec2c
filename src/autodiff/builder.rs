//! The only way to make nodes: draft a graph with plain numbers and operators, then spawn it whole.

use std::{cell::RefCell, rc::Rc};

use bevy::prelude::*;

use super::{
    Constant, Derivative, Function, GraphError, Inputs, NodeOf, SavedValues, Scalar, Value,
    Variable,
};

/// Drafts a graph and spawns it.
///
/// Values are computed as the draft grows, as MiniTorch does, so that no node is ever without one. A mistake made with an
/// operator, which cannot return an error, is kept and returned by [`spawn`](Self::spawn): an illegal graph never reaches
/// the world.
///
/// ```
/// use bevy::prelude::World;
/// use chainrule::autodiff::GraphBuilder;
///
/// let mut world = World::new();
/// let builder = GraphBuilder::new();
/// let (x, y) = (builder.leaf("x", 2.0), builder.leaf("y", 3.0));
/// let z = (&x * &y + 1.0).named("z");
/// assert_eq!(z.value(), 7.0);
/// let graph = builder.spawn(&mut world).unwrap();
/// let entity_of_z = graph.entity(&z);
/// assert!(world.get_entity(entity_of_z).is_ok());
/// ```
#[derive(Default)]
pub struct GraphBuilder {
    draft: Rc<RefCell<Draft>>,
}

/// A graph that is in the world, with the way from the draft's scalars to their entities.
#[derive(Debug)]
pub struct SpawnedGraph {
    /// The entity that holds the [`Graph`](super::Graph); despawn it to remove every node.
    pub graph: Entity,
    nodes: Vec<Entity>,
    draft: Rc<RefCell<Draft>>,
}

/// The nodes drafted so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    nodes: Vec<DraftNode>,
    first_error: Option<GraphError>,
    spawned: bool,
}

#[derive(Debug)]
struct DraftNode {
    name: Option<String>,
    value: f64,
    kind: DraftKind,
}

#[derive(Debug, Clone, Copy)]
enum DraftKind {
    Leaf,
    Constant,
    NonLeaf {
        function: Function,
        inputs: [usize; Inputs::MOST],
        saved: SavedValues,
    },
}

impl GraphBuilder {
    /// An empty draft.
    pub fn new() -> Self {
        Self::default()
    }

    /// Drafts a leaf: a variable that is set from outside.
    pub fn leaf(&self, name: impl Into<String>, value: f64) -> Scalar {
        let id = self
            .draft
            .borrow_mut()
            .push(Some(name.into()), value, DraftKind::Leaf);
        Scalar::new(&self.draft, id)
    }

    /// Drafts a constant, named by its number.
    pub fn constant(&self, value: f64) -> Scalar {
        Scalar::constant_beside(&self.draft, value)
    }

    /// Drafts a non-leaf: `function` of `inputs`.
    ///
    /// # Errors
    ///
    /// The wrong number of inputs, an input of another graph, a power with a variable exponent.
    pub fn apply(&self, function: Function, inputs: &[&Scalar]) -> Result<Scalar, GraphError> {
        Scalar::apply_in(&self.draft, function, inputs)
    }

    /// Puts every drafted node into `world`, in the order of the draft.
    ///
    /// # Errors
    ///
    /// The first mistake that an operator made, and then nothing is spawned.
    pub fn spawn(self, world: &mut World) -> Result<SpawnedGraph, GraphError> {
        let mut draft = self.draft.borrow_mut();
        if let Some(error) = draft.first_error.take() {
            return Err(error);
        }
        draft.spawned = true;
        let graph = world.spawn(Name::new("graph")).id();
        let mut nodes: Vec<Entity> = Vec::with_capacity(draft.nodes.len());
        for (id, node) in draft.nodes.iter().enumerate() {
            let shared = (NodeOf::new(graph), node.entity_name(id), Value(node.value));
            let entity = match node.kind {
                DraftKind::Leaf => world.spawn((shared, Variable, Derivative::default())),
                DraftKind::Constant => world.spawn((shared, Constant)),
                DraftKind::NonLeaf {
                    function,
                    inputs: [first, second],
                    saved,
                } => {
                    let inputs = match function.rule().arity {
                        1 => Inputs::one(nodes[first]),
                        _ => Inputs::two(nodes[first], nodes[second]),
                    };
                    world.spawn((
                        shared,
                        Variable,
                        Derivative::default(),
                        function,
                        inputs,
                        saved,
                    ))
                }
            };
            nodes.push(entity.id());
        }
        drop(draft);
        Ok(SpawnedGraph {
            graph,
            nodes,
            draft: self.draft,
        })
    }
}

impl SpawnedGraph {
    /// The entity of a scalar of this graph's draft.
    ///
    /// # Panics
    ///
    /// If `scalar` was made by another builder.
    pub fn entity(&self, scalar: &Scalar) -> Entity {
        assert!(
            scalar.is_of(&self.draft),
            "the scalar belongs to another graph"
        );
        self.nodes[scalar.id()]
    }

    /// Every node in creation order.
    pub fn nodes(&self) -> &[Entity] {
        &self.nodes
    }
}

impl Draft {
    pub(super) fn value(&self, id: usize) -> f64 {
        self.nodes[id].value
    }

    pub(super) fn rename(&mut self, id: usize, name: String) {
        assert!(
            !self.spawned,
            "a node was named after its graph had been spawned"
        );
        self.nodes[id].name = Some(name);
    }

    pub(super) fn push_constant(&mut self, value: f64) -> usize {
        self.push(Some(format!("{value}")), value, DraftKind::Constant)
    }

    pub(super) fn push_function(
        &mut self,
        function: Function,
        inputs: &[usize],
    ) -> Result<usize, GraphError> {
        let rule = function.rule();
        if !function.accepts(inputs.len()) {
            return Err(GraphError::Arity {
                function: rule.name,
                expected: rule.arity,
                given: inputs.len(),
            });
        }
        let inputs = [inputs[0], inputs[rule.arity - 1]];
        if function == Function::Pow && !matches!(self.nodes[inputs[1]].kind, DraftKind::Constant) {
            return Err(GraphError::VariableExponent);
        }
        let (value, saved) = function.forward(inputs.map(|id| self.value(id)));
        Ok(self.push(
            None,
            value,
            DraftKind::NonLeaf {
                function,
                inputs,
                saved,
            },
        ))
    }

    /// Keeps the first mistake for [`GraphBuilder::spawn`] to return.
    pub(super) fn remember(&mut self, error: GraphError) {
        self.first_error.get_or_insert(error);
    }

    fn push(&mut self, name: Option<String>, value: f64, kind: DraftKind) -> usize {
        assert!(
            !self.spawned,
            "a node was made after its graph had been spawned: make every node before that"
        );
        self.nodes.push(DraftNode { name, value, kind });
        self.nodes.len() - 1
    }
}

impl DraftNode {
    /// The given name, or the function's with the node's number: `mul_7`.
    fn entity_name(&self, id: usize) -> Name {
        match (&self.name, self.kind) {
            (Some(name), _) => Name::new(name.clone()),
            (None, DraftKind::NonLeaf { function, .. }) => {
                Name::new(format!("{}_{id}", function.rule().name))
            }
            (None, _) => Name::new(format!("node_{id}")),
        }
    }
}
