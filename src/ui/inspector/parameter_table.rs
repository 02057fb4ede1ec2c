//! What the parameter table says: taken anew in every frame, or, while training moves everything, as often as it can be read.

use bevy::prelude::{Entity, Resource};

use crate::training::{Model, NextStep, ParameterHistory, ShownGraph, ShownNumbers};

/// Between two readings while everything moves, in seconds: faster figures cannot be read, and text is dear to lay out.
const PAUSE: f64 = 0.1;

/// The rows, as they were read last.
#[derive(Resource, Debug, Default)]
pub(super) struct ParameterTable {
    rows: Vec<ParameterRow>,
    read_at: f64,
    /// The output of the graph that they are of.
    output: Option<Entity>,
}

/// One parameter, or another leaf.
#[derive(Debug, Clone)]
pub(super) struct ParameterRow {
    pub(super) leaf: Entity,
    pub(super) name: String,
    pub(super) value: f64,
    /// The derivative of the loss of the point on show.
    pub(super) of_point: Option<f64>,
    /// What training makes of it; not of the leaves of an example.
    pub(super) training: Option<TrainedRow>,
}

/// What training makes of a parameter.
#[derive(Debug, Clone)]
pub(super) struct TrainedRow {
    /// The derivative of the mean loss of the next batch.
    pub(super) of_batch: Option<f64>,
    /// By how much it was moved when parameters moved last.
    pub(super) latest_change: Option<f64>,
    /// Its values since training began.
    pub(super) values: Vec<f64>,
    pub(super) is_frozen: bool,
}

/// What the rows are read from.
pub(super) struct TableSources<'a> {
    pub(super) shown: &'a ShownGraph,
    /// The network, if it is on stage; else the rows are the leaves on stage.
    pub(super) network: Option<&'a Model>,
    pub(super) numbers: &'a ShownNumbers,
    pub(super) next_step: &'a NextStep,
    pub(super) history: &'a ParameterHistory,
    /// The value of a leaf, and whether it is frozen.
    pub(super) values: &'a dyn Fn(Entity) -> Option<(f64, bool)>,
}

impl ParameterTable {
    /// The rows.
    pub(super) fn rows(&self) -> &[ParameterRow] {
        &self.rows
    }

    /// Reads the rows anew, unless everything is moving and they have been read a moment ago.
    pub(super) fn follow(&mut self, sources: &TableSources<'_>, is_moving: bool, now: f64) {
        let output = Some(sources.shown.output());
        if is_moving && self.output == output && (0.0..PAUSE).contains(&(now - self.read_at)) {
            return;
        }
        self.rows = sources.rows();
        self.read_at = now;
        self.output = output;
    }
}

impl TableSources<'_> {
    fn rows(&self) -> Vec<ParameterRow> {
        match self.network {
            Some(model) => {
                let parameters = model.parameters.iter().zip(&model.parameter_names);
                let row = |(index, (&parameter, name)): (usize, (&Entity, &String))| {
                    self.row(parameter, name, Some(index))
                };
                parameters.enumerate().filter_map(row).collect()
            }
            None => {
                let nodes = self.shown.graph.nodes().iter().zip(self.shown.names.iter());
                let leaves = nodes.filter(|(node, _)| node.is_leaf());
                leaves
                    .filter_map(|(node, name)| self.row(node.entity, name, None))
                    .collect()
            }
        }
    }

    /// The row of a leaf; of a parameter, by its number.
    fn row(&self, leaf: Entity, name: &str, parameter: Option<usize>) -> Option<ParameterRow> {
        let (value, is_frozen) = (self.values)(leaf)?;
        let of_batch = self.next_step.derivatives();
        let place = self.shown.graph.place(leaf);
        Some(ParameterRow {
            leaf,
            name: name.into(),
            value,
            of_point: place.and_then(|place| self.numbers.derivative(place)),
            training: parameter.map(|index| TrainedRow {
                of_batch: of_batch.and_then(|all| all.get(index).copied()),
                latest_change: self.history.latest_change(index),
                values: self.history.of(index).collect(),
                is_frozen,
            }),
        })
    }
}
