//! Neurons with the same inputs, put together to one step.

use std::collections::HashMap;

use crate::autodiff::Function;

use super::{
    compile::Compiler,
    source::{NodeId, OutputSet, Source, SourceKind},
    steps::{Step, WeightedSums},
    weighted_sum::WeightedSum,
};

/// Neurons with the same inputs, for the same outputs, with or without ReLU: they become one step.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct GroupKey {
    inputs: Vec<NodeId>,
    needed_for: OutputSet,
    is_relu: bool,
}

impl Compiler<'_> {
    /// For each folded sum the ReLU that alone reads it.
    pub(super) fn fused_relus(&self) -> HashMap<NodeId, NodeId> {
        let nodes = self.source.nodes.iter().enumerate();
        nodes
            .filter_map(|(id, node)| {
                let SourceKind::Function(Function::ReLU, [sum, _]) = node.kind else {
                    return None;
                };
                let sum_node = &self.source.nodes[sum];
                let is_fused = node.needed_for != 0
                    && self.folded.sums[sum].is_some()
                    && sum_node.uses == 1
                    && !sum_node.is_read;
                is_fused.then_some((sum, id))
            })
            .collect()
    }

    /// The folded sums by what they have in common, each in the order of the graph.
    pub(super) fn groups(&self, relus: &HashMap<NodeId, NodeId>) -> HashMap<GroupKey, Vec<NodeId>> {
        let mut groups: HashMap<GroupKey, Vec<NodeId>> = HashMap::new();
        for sum in self.folded.sums.iter().flatten() {
            let key = group_key(self.source, sum, relus);
            groups.entry(key).or_default().push(sum.result);
        }
        groups
    }

    /// One step for all of `members`, which have this key.
    pub(super) fn add_weighted_sums(
        &mut self,
        key: &GroupKey,
        members: &[NodeId],
        relus: &HashMap<NodeId, NodeId>,
        output_set: u32,
    ) {
        let sums: Vec<WeightedSum> = members
            .iter()
            .filter_map(|&member| self.folded.sums[member].clone())
            .collect();
        let step = self.plan.steps.len();
        let results = members
            .iter()
            .map(|member| self.new_row(*relus.get(member).unwrap_or(member), Some(step)))
            .collect();
        let biases = sums
            .iter()
            .map(|sum| match sum.bias {
                Some(bias) => self.uniform(bias),
                None => self.constant(0.0),
            })
            .collect();
        let inputs = key.inputs.iter().map(|&input| self.row(input)).collect();
        let mut weights = Vec::with_capacity(key.inputs.len() * sums.len());
        for place in 0..key.inputs.len() {
            for sum in &sums {
                weights.push(match sum.terms[place].weight {
                    Some(weight) => self.uniform(weight),
                    None => self.constant(1.0),
                });
            }
        }
        self.plan
            .steps
            .push(Step::WeightedSums(Box::new(WeightedSums {
                inputs,
                results,
                biases,
                weights,
                is_relu: key.is_relu,
                output_set,
                ..WeightedSums::default()
            })));
    }
}

/// What a sum has in common with those that it is grouped with.
pub(super) fn group_key(
    source: &Source,
    sum: &WeightedSum,
    relus: &HashMap<NodeId, NodeId>,
) -> GroupKey {
    GroupKey {
        inputs: sum.terms.iter().map(|term| term.input).collect(),
        needed_for: source.nodes[sum.result].needed_for,
        is_relu: relus.contains_key(&sum.result),
    }
}
