//! From the graph of entities to a plan.

use std::collections::HashMap;

use bevy::prelude::*;

use super::{
    Level, Plan, PlanError, PlanRequest,
    group_sums::group_key,
    plan::{OutputPlaces, PlacedNode},
    source::{NodeId, OutputSet, Source, SourceKind},
    steps::{Apply, Contribution, Place, Step, UniformStep},
    weighted_sum::{Folded, fold},
};

impl Plan {
    /// Compiles what `request` is about.
    ///
    /// The numbers of constants and of leaves that are neither lane inputs nor parameters are taken over as they are; those of the
    /// parameters are set before each run.
    ///
    /// # Errors
    ///
    /// An output that is a constant; a lane input or parameter that is not a leaf, or is asked for twice; a node to be read that
    /// the output does not depend on; anything that is not a node; no output, or more than [`MAX_OUTPUTS`](super::MAX_OUTPUTS).
    pub fn compile(world: &mut World, request: &PlanRequest) -> Result<Self, PlanError> {
        Self::compile_for(Level::new(), world, request)
    }

    /// Compiles for another instruction set than the best that the machine has: one of [`levels`](super::levels()).
    ///
    /// # Errors
    ///
    /// Those of [`Self::compile`].
    pub fn compile_for(
        level: Level,
        world: &mut World,
        request: &PlanRequest,
    ) -> Result<Self, PlanError> {
        let source = Source::read(world, request)?;
        let plan = Self::empty(level, request.lane_inputs.len(), request.parameters.len());
        let mut compiler = Compiler::new(&source, plan);
        compiler.place_uniforms();
        compiler.place_lanes();
        compiler.plan_backward();
        compiler.fuse_relu_backward();
        compiler.cut_tiles();
        Ok(compiler.finish(request))
    }
}

/// What a function takes, forward and backward, in multiplications: of the order of an exponential.
const WORK_OF_A_FUNCTION: usize = 20;

pub(super) struct Compiler<'a> {
    pub(super) source: &'a Source,
    pub(super) folded: Folded,
    pub(super) plan: Plan,
    pub(super) place: Vec<Option<Place>>,
    /// The step that computes a row.
    pub(super) made_by: Vec<Option<usize>>,
    /// The node that a row belongs to.
    pub(super) node_of: Vec<NodeId>,
    pub(super) set_index: HashMap<OutputSet, u32>,
    pub(super) constants: HashMap<u64, u32>,
}

impl<'a> Compiler<'a> {
    fn new(source: &'a Source, plan: Plan) -> Self {
        Self {
            source,
            folded: fold(source),
            plan,
            place: vec![None; source.nodes.len()],
            made_by: Vec::new(),
            node_of: Vec::new(),
            set_index: HashMap::new(),
            constants: HashMap::new(),
        }
    }

    /// Parameters first, then everything else that is the same in every lane.
    fn place_uniforms(&mut self) {
        self.plan.uniforms.resize(self.plan.parameters, 0.0);
        for (id, node) in self.source.nodes.iter().enumerate() {
            let place = match node.kind {
                SourceKind::Parameter(place) => place as u32,
                SourceKind::Fixed(value) => self.new_uniform(value),
                SourceKind::Function(function, inputs) if !node.is_lane => {
                    let inputs = inputs.map(|input| self.uniform(input));
                    let result = self.new_uniform(0.0);
                    self.plan.uniform_steps.push(UniformStep {
                        needed_for: node.needed_for,
                        function,
                        inputs,
                        result,
                    });
                    result
                }
                SourceKind::LaneInput(_) | SourceKind::Function(..) => continue,
            };
            self.place[id] = Some(Place::Uniform(place));
        }
    }

    fn place_lanes(&mut self) {
        let source = self.source;
        // Lane inputs are the first rows, whether they are needed or not: that is where they are loaded.
        for (id, node) in source.nodes.iter().enumerate() {
            if matches!(node.kind, SourceKind::LaneInput(_)) {
                self.new_row(id, None);
            }
        }
        let relus = self.fused_relus();
        let groups = self.groups(&relus);
        for (id, node) in source.nodes.iter().enumerate() {
            if self.place[id].is_some() || self.folded.is_inside[id] || node.needed_for == 0 {
                continue;
            }
            let SourceKind::Function(function, inputs) = node.kind else {
                continue;
            };
            let output_set = self.set(node.needed_for);
            if let Some(sum) = &self.folded.sums[id] {
                let key = group_key(source, sum, &relus);
                if let Some(members) = groups.get(&key).filter(|members| members[0] == id) {
                    self.add_weighted_sums(&key, members, &relus, output_set);
                }
                continue;
            }
            let inputs = inputs.map(|input| self.place[input].expect("inputs come first"));
            let result = self.new_row(id, Some(self.plan.steps.len()));
            self.plan.steps.push(Step::Apply(Apply {
                function,
                inputs,
                result,
                output_set,
                contributions: [Contribution::Unwanted; 2],
            }));
        }
    }

    fn finish(mut self, request: &PlanRequest) -> Plan {
        let place = |entity: Entity| self.place[self.source.id_of[&entity]];
        self.plan.outputs = request
            .outputs
            .iter()
            .map(|output| OutputPlaces {
                variable: place(output.variable).expect("outputs are placed"),
                readings: output
                    .readings
                    .map(|reading| place(reading).expect("what is read is placed")),
            })
            .collect();
        let placed = self.source.nodes.iter().zip(&self.place);
        self.plan.nodes = placed
            .filter_map(|(node, place)| {
                let placed = PlacedNode {
                    place: (*place)?,
                    needed_for: node.needed_for,
                };
                Some((node.entity, placed))
            })
            .collect();
        self.plan.rows = self.node_of.len();
        let work_of = |step: &Step| match step {
            Step::Apply(_) => WORK_OF_A_FUNCTION,
            // Once forward, once for the inputs' derivatives, once for the weights'.
            Step::WeightedSums(sums) => 3 * sums.weights.len(),
        };
        self.plan.work = self.plan.steps.iter().map(work_of).sum();
        self.plan
    }

    // No place is beyond u32: nor is the number of entities.
    pub(super) fn new_uniform(&mut self, value: f64) -> u32 {
        self.plan.uniforms.push(value);
        (self.plan.uniforms.len() - 1) as u32
    }

    /// A number that the plan needs beside those of the graph.
    pub(super) fn constant(&mut self, value: f64) -> u32 {
        if let Some(&place) = self.constants.get(&value.to_bits()) {
            return place;
        }
        let place = self.new_uniform(value);
        self.constants.insert(value.to_bits(), place);
        place
    }

    pub(super) fn new_row(&mut self, node: NodeId, made_by: Option<usize>) -> u32 {
        let row = self.node_of.len() as u32;
        self.node_of.push(node);
        self.made_by.push(made_by);
        self.place[node] = Some(Place::Row(row));
        row
    }

    pub(super) fn uniform(&self, node: NodeId) -> u32 {
        match self.place[node] {
            Some(Place::Uniform(place)) => place,
            other => unreachable!("a uniform stands at {other:?}"),
        }
    }

    pub(super) fn row(&self, node: NodeId) -> u32 {
        match self.place[node] {
            Some(Place::Row(row)) => row,
            other => unreachable!("a lane node stands at {other:?}"),
        }
    }

    pub(super) fn set(&mut self, set: OutputSet) -> u32 {
        *self.set_index.entry(set).or_insert_with(|| {
            self.plan.sets.push(set);
            (self.plan.sets.len() - 1) as u32
        })
    }
}
