//! Long edges, cut at every column on their way. All edges of one box share their junctions: they run as one and fan out.

use std::collections::{BTreeMap, BTreeSet};

use super::LayoutInput;

/// The graph with junctions: every edge leads to the next column. Boxes come first, then junctions.
#[derive(Debug, Clone)]
pub(super) struct Layered {
    boxes: usize,
    columns: Vec<usize>,
    /// What each node reads, and who reads it.
    inputs: Vec<Vec<usize>>,
    readers: Vec<Vec<usize>>,
    /// What an edge from this node counts: 1 over the number of its box's readers, so that a box that many read does not pull.
    weights: Vec<f32>,
    /// The junctions of each edge, in order.
    of_edges: Vec<Vec<usize>>,
}

impl Layered {
    /// Cuts the edges between boxes that stand in these columns.
    pub(super) fn new(input: &LayoutInput, columns: Vec<usize>) -> Self {
        let boxes = columns.len();
        let mut different: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); boxes];
        for &(from, to) in &input.edges {
            different[from].insert(to);
        }
        let weight = |readers: &BTreeSet<usize>| 1.0 / readers.len().max(1) as f32;
        let mut this = Self {
            boxes,
            columns,
            inputs: vec![Vec::new(); boxes],
            readers: vec![Vec::new(); boxes],
            weights: different.iter().map(weight).collect(),
            of_edges: Vec::new(),
        };
        let mut junctions: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for &(from, to) in &input.edges {
            let mut before = from;
            let mut on_the_way = Vec::new();
            for column in this.columns[from] + 1..this.columns[to] {
                let junction = *junctions
                    .entry((from, column))
                    .or_insert_with(|| this.add_junction(from, column));
                this.connect(before, junction);
                on_the_way.push(junction);
                before = junction;
            }
            this.connect(before, to);
            this.of_edges.push(on_the_way);
        }
        this
    }

    fn add_junction(&mut self, from: usize, column: usize) -> usize {
        self.columns.push(column);
        self.weights.push(self.weights[from]);
        self.inputs.push(Vec::new());
        self.readers.push(Vec::new());
        self.columns.len() - 1
    }

    fn connect(&mut self, from: usize, to: usize) {
        // Where a folded box reads another twice, it is connected once.
        if !self.inputs[to].contains(&from) {
            self.inputs[to].push(from);
            self.readers[from].push(to);
        }
    }

    /// How many nodes there are, junctions included.
    pub(super) const fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether a node is where an edge passes a column.
    pub(super) const fn is_junction(&self, node: usize) -> bool {
        node >= self.boxes
    }

    /// How many columns there are.
    pub(super) fn column_count(&self) -> usize {
        self.columns.iter().max().map_or(0, |last| last + 1)
    }

    pub(super) fn column(&self, node: usize) -> usize {
        self.columns[node]
    }

    pub(super) fn inputs(&self, node: usize) -> &[usize] {
        &self.inputs[node]
    }

    pub(super) fn readers(&self, node: usize) -> &[usize] {
        &self.readers[node]
    }

    pub(super) fn weight(&self, node: usize) -> f32 {
        self.weights[node]
    }

    pub(super) fn junctions_of_edges(&self) -> &[Vec<usize>] {
        &self.of_edges
    }
}
