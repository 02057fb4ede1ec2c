//! Reads the graph of entities: the nodes that the outputs depend on, inputs first.

use bevy::{ecs::entity::EntityHashMap, prelude::*};

use crate::autodiff::{Constant, Function, Inputs, TopologicalOrder, Value, Variable};

use super::{MAX_OUTPUTS, PlanError, PlanRequest};

/// Which outputs a node is needed for: a bit an output.
pub(super) type OutputSet = u64;

/// A node by its place among the nodes that are compiled.
pub(super) type NodeId = usize;

/// The part of the graph that a plan is about.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// Every node after its inputs.
    pub(super) nodes: Vec<SourceNode>,
    pub(super) id_of: EntityHashMap<NodeId>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct SourceNode {
    pub(super) entity: Entity,
    pub(super) kind: SourceKind,
    /// Which outputs depend on it.
    pub(super) needed_for: OutputSet,
    /// Whether its value differs from lane to lane.
    pub(super) is_lane: bool,
    /// Whether a derivative that was asked for flows through it.
    pub(super) has_derivative: bool,
    /// How often it is an input of nodes that are needed.
    pub(super) uses: u32,
    /// Whether its value is read from outside.
    pub(super) is_read: bool,
    /// Which outputs it is itself.
    pub(super) is_output: OutputSet,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum SourceKind {
    /// Set anew for every lane; the place among the lane inputs.
    LaneInput(usize),
    /// The place among the parameters.
    Parameter(usize),
    /// A constant, or a leaf that nobody asks the derivative of: it keeps its number.
    Fixed(f64),
    /// A function of earlier nodes; of one argument, both places hold it.
    Function(Function, [NodeId; Inputs::MOST]),
}

impl Source {
    /// Reads what `request` is about from the graph, in the topological order of each output.
    pub(super) fn read(world: &mut World, request: &PlanRequest) -> Result<Self, PlanError> {
        if !(1..=MAX_OUTPUTS).contains(&request.outputs.len()) {
            return Err(PlanError::Outputs {
                given: request.outputs.len(),
            });
        }
        let mut source = Self::default();
        source.add_leaves(world, request)?;
        for output in request.outputs {
            if world.get::<Constant>(output.variable).is_some() {
                return Err(PlanError::Constant(output.variable));
            }
            if world.get::<Variable>(output.variable).is_none() {
                return Err(PlanError::NotANode(output.variable));
            }
            let sorted = TopologicalOrder::sorted(world, output.variable);
            for variable in sorted.variables().iter().rev() {
                source.add(world, *variable)?;
            }
        }
        source.mark(request)?;
        Ok(source)
    }

    /// Lane inputs and parameters come first, asked for or not: their places are those of the request.
    fn add_leaves(&mut self, world: &World, request: &PlanRequest) -> Result<(), PlanError> {
        let lane_inputs = request.lane_inputs.iter().enumerate();
        let lane_inputs = lane_inputs.map(|(place, leaf)| (*leaf, SourceKind::LaneInput(place)));
        let parameters = request.parameters.iter().enumerate();
        let parameters = parameters.map(|(place, leaf)| (*leaf, SourceKind::Parameter(place)));
        for (leaf, kind) in lane_inputs.chain(parameters) {
            if world.get::<Variable>(leaf).is_none() {
                return Err(PlanError::NotANode(leaf));
            }
            if world.get::<Function>(leaf).is_some() {
                return Err(PlanError::NotALeaf(leaf));
            }
            if self.id_of.contains_key(&leaf) {
                return Err(PlanError::AskedForTwice(leaf));
            }
            self.push(leaf, kind);
        }
        Ok(())
    }

    /// Adds a node whose variable inputs have been added; constants, which no order holds, are added with it.
    fn add(&mut self, world: &World, node: Entity) -> Result<NodeId, PlanError> {
        if let Some(&id) = self.id_of.get(&node) {
            return Ok(id);
        }
        let kind = match (world.get::<Function>(node), world.get::<Inputs>(node)) {
            (Some(&function), Some(inputs)) => {
                let mut ids = [0; Inputs::MOST];
                for (id, &input) in ids.iter_mut().zip(inputs.as_slice()) {
                    *id = match self.id_of.get(&input) {
                        Some(&id) => id,
                        None if world.get::<Constant>(input).is_some() => self.add(world, input)?,
                        None => return Err(PlanError::NotANode(input)),
                    };
                }
                if function.rule().arity == 1 {
                    ids[1] = ids[0];
                }
                SourceKind::Function(function, ids)
            }
            _ => {
                let value = world.get::<Value>(node).ok_or(PlanError::NotANode(node))?;
                SourceKind::Fixed(value.0)
            }
        };
        Ok(self.push(node, kind))
    }

    fn push(&mut self, entity: Entity, kind: SourceKind) -> NodeId {
        let inputs = match kind {
            SourceKind::Function(_, inputs) => inputs.map(|input| self.nodes[input]).to_vec(),
            _ => Vec::new(),
        };
        let id = self.nodes.len();
        self.id_of.insert(entity, id);
        self.nodes.push(SourceNode {
            entity,
            kind,
            needed_for: 0,
            is_lane: matches!(kind, SourceKind::LaneInput(_))
                || inputs.iter().any(|input| input.is_lane),
            has_derivative: matches!(kind, SourceKind::Parameter(_))
                || inputs.iter().any(|input| input.has_derivative),
            uses: 0,
            is_read: false,
            is_output: 0,
        });
        id
    }

    /// Marks from the outputs back what is needed for which, and what is read.
    fn mark(&mut self, request: &PlanRequest) -> Result<(), PlanError> {
        for (place, output) in request.outputs.iter().enumerate() {
            let id = self.id_of[&output.variable];
            let node = &mut self.nodes[id];
            node.needed_for |= 1 << place;
            node.is_read = true;
            node.is_output |= 1 << place;
        }
        for id in (0..self.nodes.len()).rev() {
            let node = self.nodes[id];
            let SourceKind::Function(function, inputs) = node.kind else {
                continue;
            };
            for &input in &inputs[..function.rule().arity] {
                self.nodes[input].needed_for |= node.needed_for;
                self.nodes[input].uses += 1;
            }
        }
        for (place, output) in request.outputs.iter().enumerate() {
            for reading in output.readings {
                self.mark_read(reading, 1 << place)?;
            }
        }
        for &observed in request.observed {
            self.mark_read(observed, 0)?;
        }
        Ok(())
    }

    fn mark_read(&mut self, entity: Entity, at_least_for: OutputSet) -> Result<(), PlanError> {
        let id = *self
            .id_of
            .get(&entity)
            .ok_or(PlanError::NotNeeded(entity))?;
        let node = &mut self.nodes[id];
        let is_function = matches!(node.kind, SourceKind::Function(..));
        if is_function && (node.needed_for == 0 || node.needed_for & at_least_for != at_least_for) {
            return Err(PlanError::NotNeeded(entity));
        }
        node.is_read = true;
        Ok(())
    }
}
