//! The multivariable chain rule, spelt out: a derivative is the sum over all paths to the output of the products along them.

use super::{Edge, OutputGraph};

/// How many paths lead to the output. Exact up to 2⁵³; a chain of n doublings has 2ⁿ.
#[derive(Debug, Clone, PartialEq)]
pub struct PathCounts {
    from: Vec<f64>,
}

/// One path from a node to the output.
#[derive(Debug, Clone, PartialEq)]
pub struct GraphPath {
    /// The edges along it, that of the first reader first.
    pub edges: Vec<Edge>,
    /// The local derivative along each edge.
    pub local: Vec<f64>,
    /// Their product.
    pub product: f64,
}

impl GraphPath {
    fn along(edges: &[Edge], local_of: impl Fn(&Edge) -> f64) -> Self {
        let local: Vec<f64> = edges.iter().map(local_of).collect();
        Self {
            edges: edges.to_vec(),
            product: local.iter().product(),
            local,
        }
    }
}

impl PathCounts {
    /// Counts the paths from every node to the output, in one go from the output back.
    pub fn of(graph: &OutputGraph) -> Self {
        let mut from = vec![0.0; graph.len()];
        from[graph.output()] = 1.0;
        for node in (0..graph.output()).rev() {
            let readers = graph.readers(node).iter();
            from[node] = readers.map(|edge| from[edge.reader]).sum();
        }
        Self { from }
    }

    /// The number of paths from a node to the output; 1 for the output itself.
    pub fn from(&self, node: usize) -> f64 {
        self.from[node]
    }

    /// How many visits a backward pass makes that passes every contribution on as it arrives: one for every path of every variable.
    pub fn visits(&self, graph: &OutputGraph) -> f64 {
        let nodes = graph.nodes().iter().zip(&self.from);
        nodes
            .filter(|(node, _)| node.is_variable())
            .map(|(_, paths)| paths)
            .sum()
    }
}

impl OutputGraph {
    /// The paths from `node` to the output, `most` of them at most, with the local derivatives that these values give.
    ///
    /// Their products add up to the derivative of the output with respect to the node, if these are all of them.
    pub fn paths(&self, values: &[f64], node: usize, most: usize) -> Vec<GraphPath> {
        // Once for every node that can be on the way, not for every path through it.
        let local: Vec<_> = (node..self.len())
            .map(|place| self.local_derivatives(values, place))
            .collect();
        let local_of = |edge: &Edge| local[edge.reader - node][edge.argument];
        let mut found = Vec::new();
        let mut edges: Vec<Edge> = Vec::new();
        // For every node on the way the next of its readers to try.
        let mut stack = vec![(node, 0)];
        while let Some((at, next)) = stack.last_mut() {
            if found.len() == most {
                break;
            }
            let readers = self.readers(*at);
            if *at == self.output() {
                found.push(GraphPath::along(&edges, local_of));
            }
            if let Some(&edge) = readers.get(*next) {
                *next += 1;
                edges.push(edge);
                stack.push((edge.reader, 0));
            } else {
                stack.pop();
                edges.pop();
            }
        }
        found
    }

    /// How many different edges lie on the paths from a node to the output.
    pub fn edges_on_paths(&self, node: usize) -> usize {
        let mut is_above = vec![false; self.len()];
        is_above[node] = true;
        let mut edges = 0;
        for place in node..self.len() {
            if is_above[place] {
                // Everything reads towards the output, so that every edge from here is on a path to it.
                edges += self.readers(place).len();
                for edge in self.readers(place) {
                    is_above[edge.reader] = true;
                }
            }
        }
        edges
    }
}
