//! A leaf of the graph on show set by hand, whatever stands behind it: a parameter, a point's coordinate, a variable of an example.

use bevy::prelude::*;

use crate::autodiff::{Function, NodeOf, Value, Variable};

use super::{Model, MovePoint, Points, SetParameter, ShownPoint, StagedGraph};

/// Gives a leaf another value. Anything that is not finite is refused.
#[derive(Event, Debug, Clone, Copy, PartialEq)]
pub struct SetLeaf {
    /// Which.
    pub leaf: Entity,
    /// The value.
    pub value: f64,
}

pub(super) fn plugin(app: &mut App) {
    app.add_observer(on_set_leaf);
}

fn on_set_leaf(
    set: On<SetLeaf>,
    model: Option<Res<Model>>,
    points: Res<Points>,
    shown: Res<ShownPoint>,
    example: Option<Res<StagedGraph>>,
    leaves: Query<&NodeOf, (With<Variable>, Without<Function>)>,
    mut commands: Commands,
) {
    let SetLeaf { leaf, value } = *set;
    if !value.is_finite() {
        return;
    }
    if let Some(model) = &model {
        if let Some(index) = model.parameter_index(leaf) {
            commands.trigger(SetParameter { index, value });
            return;
        }
        let axis = model.coordinates.iter().position(|&found| found == leaf);
        if let Some(axis) = axis {
            // The coordinate is the point's: the leaf shows it.
            if let Some(point) = points.get(shown.0) {
                let mut to = point.place();
                to[axis] = value;
                commands.trigger(MovePoint { index: shown.0, to });
            }
            return;
        }
    }
    if let Some(example) = example
        && let Ok(graph) = leaves.get(leaf)
        && graph.graph() == example.graph()
    {
        // Not yet: another observer may want to know what it was before.
        commands.queue(move |world: &mut World| {
            if let Some(mut held) = world.get_mut::<Value>(leaf) {
                held.set_if_neq(Value(value));
            }
        });
    }
}
