//! What backward does, decided when a plan is compiled: which contribution comes first, and which group applies ReLU's derivative
//! for the groups before it.

use std::collections::HashMap;

use super::{
    compile::Compiler,
    source::OutputSet,
    steps::{Backward, Contribution, Place, Step},
};

impl Compiler<'_> {
    /// Decides for every contribution whether it is the first to its input, walking the steps as backward will.
    pub(super) fn plan_backward(&mut self) {
        let source = self.source;
        // For which outputs' lanes each row has a derivative so far.
        let mut reached: Vec<OutputSet> = self
            .node_of
            .iter()
            .map(|&node| source.nodes[node].is_output)
            .collect();
        for index in (0..self.plan.steps.len()).rev() {
            let mut clears = Vec::new();
            let node_of = &self.node_of;
            let wants = |row: u32| source.nodes[node_of[row as usize]].has_derivative;
            let mut contribute = |row: u32, set: OutputSet| {
                if !wants(row) {
                    return Contribution::Unwanted;
                }
                let before = reached[row as usize] & set;
                reached[row as usize] |= set;
                if before == 0 {
                    return Contribution::First;
                }
                if before != set {
                    clears.push((row, set & !before));
                }
                Contribution::Added
            };
            let has_derivative = match &mut self.plan.steps[index] {
                Step::Apply(apply) => {
                    let set = self.plan.sets[apply.output_set as usize];
                    for place in 0..apply.function.rule().arity {
                        apply.contributions[place] = match apply.inputs[place] {
                            Place::Row(row) => contribute(row, set),
                            Place::Uniform(_) => Contribution::Added,
                        };
                    }
                    wants(apply.result)
                }
                Step::WeightedSums(sums) => {
                    let set = self.plan.sets[sums.output_set as usize];
                    let inputs = sums.inputs.iter();
                    sums.contributions = inputs.map(|&row| contribute(row, set)).collect();
                    sums.results.iter().any(|&row| wants(row))
                }
            };
            for (row, missing) in clears {
                let output_set = self.set(missing);
                self.plan.backward.push(Backward::Clear { row, output_set });
            }
            if has_derivative {
                self.plan.backward.push(Backward::Step(index as u32));
            }
        }
    }

    /// Finds the groups whose inputs are all `ReLU`s of groups that nothing else reads: backward
    /// applies ReLU's derivative for those groups, and sums their biases' derivatives, while it has theirs at hand.
    pub(super) fn fuse_relu_backward(&mut self) {
        for reader in 0..self.plan.steps.len() {
            let Some(makers) = self.makers_of_inputs(reader) else {
                continue;
            };
            let mut bias_of = HashMap::new();
            for maker in makers {
                if let Step::WeightedSums(sums) = &mut self.plan.steps[maker] {
                    sums.is_fused = true;
                    bias_of.extend(
                        sums.results
                            .iter()
                            .copied()
                            .zip(sums.biases.iter().copied()),
                    );
                }
            }
            if let Step::WeightedSums(sums) = &mut self.plan.steps[reader] {
                let biases = sums.inputs.iter().map(|row| bias_of[row]);
                sums.fused_biases = Some(biases.collect());
            }
        }
    }

    /// The groups that make a group's inputs, if each of them is a `ReLU` made for it alone.
    fn makers_of_inputs(&self, reader: usize) -> Option<Vec<usize>> {
        let Step::WeightedSums(sums) = &self.plan.steps[reader] else {
            return None;
        };
        let is_alone = |&row: &u32| {
            let node = &self.source.nodes[self.node_of[row as usize]];
            node.uses as usize == sums.results.len() && node.is_output == 0
        };
        let is_first = |contribution: &Contribution| *contribution == Contribution::First;
        if !sums.inputs.iter().all(is_alone) || !sums.contributions.iter().all(is_first) {
            return None;
        }
        let makers: Option<Vec<usize>> = sums
            .inputs
            .iter()
            .map(|&row| self.made_by[row as usize])
            .collect();
        let mut makers = makers?;
        makers.sort_unstable();
        makers.dedup();
        let mut made = 0;
        for &maker in &makers {
            match &self.plan.steps[maker] {
                Step::WeightedSums(maker) if maker.is_relu => made += maker.results.len(),
                _ => return None,
            }
        }
        (made == sums.inputs.len()).then_some(makers)
    }
}
