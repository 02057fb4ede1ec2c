//! The graph of one point's loss apart from what is on stage, to be asked what a pass would give.

use bevy::prelude::*;

use crate::{autodiff::OutputGraph, nn::NetworkShape};

use super::{DataPoint, Model, entity_epoch, model::node_name, settings::LOG_EPSILON};

/// A network's graph for one point, in plain data.
#[derive(Debug, Clone)]
pub struct PointGraph {
    /// Its nodes; the last is the loss.
    pub graph: OutputGraph,
    /// Their values, by place.
    pub values: Vec<f64>,
    /// Their names, by place: those that they have on stage.
    pub names: Vec<String>,
}

impl PointGraph {
    /// That of a network with these parameters, in the order of their names; `None` for a shape without nodes.
    pub fn of(shape: &NetworkShape, parameters: &[f64], point: DataPoint) -> Option<Self> {
        let mut world = World::new();
        Model::build(&mut world, shape, parameters, LOG_EPSILON);
        let model = world.remove_resource::<Model>()?;
        entity_epoch::load_point(&mut world, &model, point.place());
        let graph = OutputGraph::of(&world, model.loss(point.label))?;
        let mut values = graph.values_in(&world);
        graph.evaluate(&mut values, 0);
        let nodes = graph.nodes().iter();
        let names = nodes.map(|node| node_name(&world, node.entity)).collect();
        Some(Self {
            graph,
            values,
            names,
        })
    }
}
