//! Mistakes in a backward pass: what the derivatives would be if one was made.

use super::{Function, NodeKind, OutputGraph, Saves};

/// A mistake that people make in backward, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mistake {
    /// What arrives at a variable replaces what had arrived before instead of being added: the latest arrival is kept, in the
    /// topological order.
    KeptLatest(Scope),
    /// Only what arrives first at a variable is kept.
    KeptFirst(Scope),
    /// A function sends its local derivative without multiplying it by `d_output`.
    ForgotDOutput(Scope),
    /// A function sends `d_output` on without multiplying it by its local derivative.
    ForgotLocal(Scope),
    /// A function of two arguments reads what it saved in the wrong order.
    SwappedSaved(Scope),
    /// A function saved its result where backward needs its input.
    SavedResult(Scope),
    /// The minus of a local derivative is missing: of neg, inv or cos.
    ForgotMinus(Scope),
}

/// Where a mistake is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// At one node.
    Node(usize),
    /// At every node.
    Everywhere,
}

impl Mistake {
    /// Every mistake that can be made in a graph, the likeliest first: at each node, then everywhere.
    pub fn all(graph: &OutputGraph) -> Vec<Self> {
        let kinds: [fn(Scope) -> Self; 7] = [
            Self::KeptLatest,
            Self::KeptFirst,
            Self::ForgotDOutput,
            Self::SwappedSaved,
            Self::ForgotMinus,
            Self::ForgotLocal,
            Self::SavedResult,
        ];
        let nodes = (0..graph.len()).rev().map(Scope::Node);
        let scopes: Vec<Scope> = nodes.chain([Scope::Everywhere]).collect();
        let of_kind = |kind: fn(Scope) -> Self| scopes.iter().map(move |&scope| kind(scope));
        let all = kinds.into_iter().flat_map(of_kind);
        all.filter(|mistake| mistake.can_be_made(graph)).collect()
    }

    /// Where it is made.
    pub const fn scope(&self) -> Scope {
        match *self {
            Self::KeptLatest(scope)
            | Self::KeptFirst(scope)
            | Self::ForgotDOutput(scope)
            | Self::ForgotLocal(scope)
            | Self::SwappedSaved(scope)
            | Self::SavedResult(scope)
            | Self::ForgotMinus(scope) => scope,
        }
    }

    fn can_be_made(&self, graph: &OutputGraph) -> bool {
        let Scope::Node(place) = self.scope() else {
            return true;
        };
        let node = &graph.nodes()[place];
        match self {
            Self::KeptLatest(_) | Self::KeptFirst(_) => {
                node.is_variable() && graph.readers(place).len() > 1
            }
            Self::SwappedSaved(_) => node
                .function()
                .is_some_and(|it| it.rule().arity == 2 && it.rule().saves == Saves::Inputs),
            Self::SavedResult(_) => node
                .function()
                .is_some_and(|it| it.rule().arity == 1 && it.rule().saves == Saves::Inputs),
            Self::ForgotMinus(_) => has_minus(node.function()),
            Self::ForgotDOutput(_) | Self::ForgotLocal(_) => node.function().is_some(),
        }
    }

    fn is_made_at(&self, node: usize) -> bool {
        match self.scope() {
            Scope::Node(place) => place == node,
            Scope::Everywhere => true,
        }
    }
}

impl OutputGraph {
    /// The derivatives of the output, were this mistake made by a pass that takes the variables in this topological order.
    pub fn derivatives_with(
        &self,
        values: &[f64],
        order: &[usize],
        mistake: Mistake,
    ) -> Vec<Option<f64>> {
        let mut d: Vec<Option<f64>> = vec![None; self.len()];
        d[self.output()] = Some(1.0);
        for &place in order {
            let Some(d_output) = d[place] else { continue };
            let is_made = mistake.is_made_at(place);
            let local = match mistake {
                Mistake::SwappedSaved(_) if is_made => self.swapped_local(values, place),
                Mistake::SavedResult(_) if is_made => self.local_at_result(values, place),
                _ => self.local_derivatives(values, place),
            };
            let function = self.nodes()[place].function();
            for (&input, local) in self.nodes()[place].inputs().iter().zip(local) {
                if !self.nodes()[input].is_variable() {
                    continue;
                }
                let sent = match mistake {
                    Mistake::ForgotDOutput(_) if is_made => local,
                    Mistake::ForgotLocal(_) if is_made => d_output,
                    Mistake::ForgotMinus(_) if is_made && has_minus(function) => -local * d_output,
                    _ => local * d_output,
                };
                d[input] = Some(match (mistake, d[input]) {
                    (Mistake::KeptLatest(_), Some(_)) if mistake.is_made_at(input) => sent,
                    (Mistake::KeptFirst(_), Some(before)) if mistake.is_made_at(input) => before,
                    (_, before) => before.unwrap_or(0.0) + sent,
                });
            }
        }
        d
    }

    fn swapped_local(&self, values: &[f64], place: usize) -> [f64; 2] {
        match self.nodes()[place].kind {
            NodeKind::NonLeaf { function, inputs } if function.rule().arity == 2 => {
                let [a, b] = inputs.map(|input| values[input]);
                local_at(function, [b, a])
            }
            _ => self.local_derivatives(values, place),
        }
    }

    fn local_at_result(&self, values: &[f64], place: usize) -> [f64; 2] {
        match self.nodes()[place].kind {
            NodeKind::NonLeaf { function, .. }
                if function.rule().saves == Saves::Inputs && function.rule().arity == 1 =>
            {
                local_at(function, [values[place], 0.0])
            }
            _ => self.local_derivatives(values, place),
        }
    }
}

/// The local derivatives of a function that saves its inputs, had they been these.
fn local_at(function: Function, inputs: [f64; 2]) -> [f64; 2] {
    function.local_derivatives(&function.forward(inputs).1)
}

/// Whether a function's local derivative is written with a minus.
const fn has_minus(function: Option<Function>) -> bool {
    matches!(
        function,
        Some(Function::Neg | Function::Inv | Function::Cos)
    )
}
