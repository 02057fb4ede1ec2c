//! `TopologicalOrder`: the lecture's depth-first visit, from the output over the variables.

use bevy::{ecs::entity::EntityHashMap, prelude::*};

use super::{Inputs, NodeOf, PassCounts, PassOutput, Value, Variable};

/// The sorted variables of each output that a pass has had, until the structure of its graph changes.
#[derive(Resource, Debug, Default)]
pub struct TopologicalOrder {
    of_output: EntityHashMap<SortedVariables>,
    /// For each graph which of all changes was its latest.
    structures: EntityHashMap<u64>,
    changes: u64,
}

/// The variables that an output depends on, output first: each stands before all of its inputs. None for a constant.
///
/// Each variable's inputs are kept as places in this list, so that Backward's dictionary of derivatives is a list too.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct SortedVariables {
    graph: Option<Entity>,
    variables: Vec<Entity>,
    input_places: Vec<[Option<u32>; Inputs::MOST]>,
}

impl TopologicalOrder {
    /// The sorted variables for `output`, if a pass has sorted them since the structure last changed.
    pub fn of(&self, output: Entity) -> Option<&SortedVariables> {
        self.of_output.get(&output)
    }

    /// Another number after each change of a graph's structure: what was made from an order is of use while this stays the same.
    pub fn structure(&self, graph: Entity) -> u64 {
        self.structures.get(&graph).copied().unwrap_or_default()
    }

    /// The sorted variables for `output`, sorted now if need be.
    pub fn sorted(world: &mut World, output: Entity) -> SortedVariables {
        world.init_resource::<Self>();
        world.init_resource::<PassCounts>();
        let before = world.remove_resource::<PassOutput>();
        world.insert_resource(PassOutput::of(output));
        let sorted = world.run_system_cached(sort_variables);
        match before {
            Some(before) => world.insert_resource(before),
            None => drop(world.remove_resource::<PassOutput>()),
        }
        sorted.expect("the sort asks for nothing that was not put there above");
        world.resource::<Self>().of_output[&output].clone()
    }

    /// Drops the orders of a graph whose structure has changed; all of them, where nobody knows which it was.
    pub(super) fn forget(&mut self, graph: Option<Entity>) {
        self.changes += 1;
        self.of_output
            .retain(|_, sorted| graph.is_some() && sorted.graph != graph);
        match graph {
            Some(graph) => drop(self.structures.insert(graph, self.changes)),
            None => self
                .structures
                .values_mut()
                .for_each(|it| *it = self.changes),
        }
    }
}

impl SortedVariables {
    /// The variables, the output first.
    pub fn variables(&self) -> &[Entity] {
        &self.variables
    }

    /// For each variable, where in the list its inputs stand; `None` for a constant and for a place that has no input.
    pub(super) fn input_places(&self) -> &[[Option<u32>; Inputs::MOST]] {
        &self.input_places
    }
}

/// Sorts the variables of the output's graph, if that is not already done.
///
/// Runs in [`PassSystems::TopologicalOrder`](super::PassSystems::TopologicalOrder).
pub fn sort_variables(
    output: If<Res<PassOutput>>,
    inputs: Query<&Inputs>,
    variables: Query<(), With<Variable>>,
    constants: Query<(), (With<Value>, Without<Variable>)>,
    members: Query<&NodeOf>,
    mut order: ResMut<TopologicalOrder>,
    mut counts: ResMut<PassCounts>,
) {
    if order.of_output.contains_key(&output.variable) {
        return;
    }
    counts.sorts += 1;
    let inputs_of = |node| inputs.get(node).map_or(&[] as &[Entity], Inputs::as_slice);
    let mut sorted = if constants.contains(output.variable) {
        SortedVariables::default() // it depends on no variable
    } else {
        depth_first(output.variable, inputs_of, |node| variables.contains(node))
    };
    sorted.graph = members.get(output.variable).ok().map(NodeOf::graph);
    order.of_output.insert(output.variable, sorted);
}

/// The lecture's `visit`, with its call stack written out, so that a chain of a million nodes does not overflow it:
/// if marked, return; visit every input; mark; add to the front of the list.
fn depth_first<'a>(
    output: Entity,
    inputs_of: impl Fn(Entity) -> &'a [Entity],
    is_variable: impl Fn(Entity) -> bool,
) -> SortedVariables {
    let mut variables = Vec::new();
    // A mark is the variable's place in the list, counted from the leaves while the list is still growing.
    let mut marks: EntityHashMap<u32> = EntityHashMap::default();
    let mut stack = vec![(output, 0)];
    while let Some((node, next_input)) = stack.last_mut() {
        let node = *node;
        if let Some(&input) = inputs_of(node).get(*next_input) {
            *next_input += 1;
            if is_variable(input) && !marks.contains_key(&input) {
                stack.push((input, 0));
            }
        } else {
            marks.insert(
                node,
                u32::try_from(variables.len()).expect("a graph has fewer than 2^32 nodes"),
            );
            variables.push(node);
            stack.pop();
        }
    }
    variables.reverse();
    let last = u32::try_from(variables.len() - 1).expect("checked when the marks were made");
    let input_places = variables
        .iter()
        .map(|&node| {
            let mut places = [None; Inputs::MOST];
            for (place, input) in places.iter_mut().zip(inputs_of(node)) {
                *place = marks.get(input).map(|mark| last - mark);
            }
            places
        })
        .collect();
    SortedVariables {
        graph: None,
        variables,
        input_places,
    }
}
