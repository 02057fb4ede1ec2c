//! Folding: a neuron's chain of multiplications and additions becomes one operation.
//!
//! A chain b + x₁w₁ + x₂w₂ + … is folded where its steps serve nothing else, in the graph's own order of additions: the result
//! differs from that of the single nodes by no more than the roundings that a fused multiply-add leaves out.

use crate::autodiff::Function;

use super::source::{NodeId, Source, SourceKind};

/// A chain that is computed at once: bias + Σ input · weight, from left to right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WeightedSum {
    /// The node that holds the whole sum.
    pub(super) result: NodeId,
    /// A uniform node; none where the chain begins with a product.
    pub(super) bias: Option<NodeId>,
    /// Lane nodes with their uniform weights, in the order of addition.
    pub(super) terms: Vec<Term>,
}

/// An input with its weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) input: NodeId,
    /// A uniform node; none stands for 1.
    pub(super) weight: Option<NodeId>,
}

/// The chains of the graph, by the node that holds their result, and which nodes are inside one.
#[derive(Debug)]
pub(super) struct Folded {
    /// For each node the chain that ends in it.
    pub(super) sums: Vec<Option<WeightedSum>>,
    /// Whether a node is a step inside a chain, and has no place of its own.
    pub(super) is_inside: Vec<bool>,
}

/// Fewer products are not worth an operation of their own.
const LEAST_TERMS: usize = 2;

/// Finds every chain. A longer one takes precedence over those inside it.
pub(super) fn fold(source: &Source) -> Folded {
    let count = source.nodes.len();
    let mut folded = Folded {
        sums: vec![None; count],
        is_inside: vec![false; count],
    };
    for id in (0..count).rev() {
        if folded.is_inside[id] || source.nodes[id].needed_for == 0 {
            continue;
        }
        let Some((sum, inside)) = chain(source, id) else {
            continue;
        };
        for id in inside {
            folded.is_inside[id] = true;
        }
        folded.sums[id] = Some(sum);
    }
    folded
}

/// The chain that ends in `result`, if it is one, and the nodes inside it.
fn chain(source: &Source, result: NodeId) -> Option<(WeightedSum, Vec<NodeId>)> {
    let mut terms = Vec::new();
    let mut inside = Vec::new();
    // From the last addition back to where the chain begins.
    let mut start = result;
    while let Some((product, rest)) = last_addition(source, start) {
        if start != result {
            inside.push(start);
        }
        terms.extend(as_product(source, product));
        inside.push(product);
        start = rest;
        if !is_step(source, start) {
            break;
        }
    }
    let mut products = terms.len();
    let bias = (!source.nodes[start].is_lane).then_some(start);
    if let Some(term) = as_product(source, start) {
        products += 1;
        terms.push(term);
        inside.push(start);
    } else if bias.is_none() {
        terms.push(Term {
            input: start,
            weight: None,
        });
    }
    if products < LEAST_TERMS {
        return None;
    }
    terms.reverse();
    let sum = WeightedSum {
        result,
        bias,
        terms,
    };
    Some((sum, inside))
}

/// The product and the rest of an addition. As a + b is b + a to the last bit, either operand may be the product.
fn last_addition(source: &Source, node: NodeId) -> Option<(NodeId, NodeId)> {
    let SourceKind::Function(Function::Add, [a, b]) = source.nodes[node].kind else {
        return None;
    };
    if as_product(source, b).is_some() {
        Some((b, a))
    } else {
        as_product(source, a).map(|_| (a, b))
    }
}

/// The term that a node is, if it multiplies a lane node by a uniform one and serves nothing but the addition that reads it.
fn as_product(source: &Source, node: NodeId) -> Option<Term> {
    let SourceKind::Function(Function::Mul, [a, b]) = source.nodes[node].kind else {
        return None;
    };
    let (input, weight) = match (source.nodes[a].is_lane, source.nodes[b].is_lane) {
        (true, false) => (a, b),
        (false, true) => (b, a),
        _ => return None,
    };
    is_step(source, node).then_some(Term {
        input,
        weight: Some(weight),
    })
}

/// Whether a node is of use to one other node alone, so that it need not be kept.
fn is_step(source: &Source, node: NodeId) -> bool {
    let node = &source.nodes[node];
    node.is_lane && node.uses == 1 && !node.is_read
}
