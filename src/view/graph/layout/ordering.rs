//! The order of the nodes in each column: few crossings, and else the order in which they were given.

use super::junctions::Layered;

/// Sweeps through the columns, to and fro, at the most.
const SWEEPS: usize = 40;
/// After so many that bring nothing, no more are made.
const VAIN_SWEEPS: usize = 6;
/// Rounds of swapping neighbours.
const SWAPS: usize = 8;
/// A box that more read than these keeps its place while others are sorted by their readers: it would only follow the crowd.
const MOST_READERS: usize = 3;
/// Neighbours with more pairs of edges than these are not swapped one by one.
const MOST_PAIRS: usize = 4_000;

/// Columns of nodes, from the top.
pub(super) type Order = Vec<Vec<usize>>;

/// Orders every column.
pub(super) fn order(graph: &Layered) -> Order {
    let mut best: Option<(f32, Order)> = None;
    for start in [depth_first(graph, true), depth_first(graph, false)] {
        improve(graph, start, &mut best);
    }
    let mut order = best.map(|(_, order)| order).unwrap_or_default();
    swap_neighbours(graph, &mut order);
    order
}

/// Nodes in the order in which a depth-first search finds them, from those that nobody reads or from those that read nothing.
fn depth_first(graph: &Layered, is_from_the_right: bool) -> Order {
    let mut order = vec![Vec::new(); graph.column_count()];
    let mut is_found = vec![false; graph.len()];
    let (ahead, behind): (fn(&Layered, usize) -> &[usize], _) = if is_from_the_right {
        (
            Layered::inputs,
            Layered::readers as fn(&Layered, usize) -> &[usize],
        )
    } else {
        (
            Layered::readers,
            Layered::inputs as fn(&Layered, usize) -> &[usize],
        )
    };
    for start in (0..graph.len()).filter(|&node| behind(graph, node).is_empty()) {
        let mut stack = vec![start];
        while let Some(node) = stack.pop() {
            if !std::mem::replace(&mut is_found[node], true) {
                order[graph.column(node)].push(node);
                stack.extend(ahead(graph, node).iter().rev());
            }
        }
    }
    order
}

/// Sorts every column by the middle of its neighbours' places, from left to right and back, and keeps the best that it meets.
fn improve(graph: &Layered, mut order: Order, best: &mut Option<(f32, Order)>) {
    let mut places = places_in(graph, &order);
    let mut vain = 0;
    for sweep in 0..SWEEPS {
        let crossings = weighted_crossings(graph, &order, &places);
        if best
            .as_ref()
            .is_none_or(|(least, _)| crossings < least * 0.999)
        {
            *best = Some((crossings, order.clone()));
            vain = 0;
        } else {
            vain += 1;
        }
        if vain > VAIN_SWEEPS {
            return;
        }
        let columns = order.len();
        if sweep % 2 == 0 {
            for column in order.iter_mut().skip(1) {
                sort_column(graph, column, &mut places, true);
            }
        } else {
            for column in order[..columns.saturating_sub(1)].iter_mut().rev() {
                sort_column(graph, column, &mut places, false);
            }
        }
    }
}

/// Sorts one column by its inputs, or by its readers. What has none on that side keeps its place.
fn sort_column(graph: &Layered, column: &mut [usize], places: &mut [usize], by_inputs: bool) {
    let middle = |node: usize| -> Option<f32> {
        let (neighbours, is_crowd) = if by_inputs {
            (graph.inputs(node), false)
        } else {
            let readers = graph.readers(node);
            let is_box = !graph.is_junction(node) && graph.column(node) > 0;
            (readers, is_box && readers.len() > MOST_READERS)
        };
        if neighbours.is_empty() || is_crowd {
            return None;
        }
        let (mut sum, mut total) = (0.0, 0.0);
        for &neighbour in neighbours {
            let weight = if by_inputs {
                graph.weight(neighbour)
            } else {
                1.0
            };
            sum += weight * places[neighbour] as f32;
            total += weight;
        }
        Some(sum / total)
    };
    let middles: Vec<Option<f32>> = column.iter().map(|&node| middle(node)).collect();
    let mut moving: Vec<(f32, usize)> = column
        .iter()
        .zip(&middles)
        .filter_map(|(&node, middle)| Some(((*middle)?, node)))
        .collect();
    moving.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut moving = moving.into_iter();
    for (slot, middle) in column.iter_mut().zip(&middles) {
        if middle.is_some()
            && let Some((_, node)) = moving.next()
        {
            *slot = node;
        }
    }
    for (place, &node) in column.iter().enumerate() {
        places[node] = place;
    }
}

/// Swaps neighbours where fewer edges cross then.
fn swap_neighbours(graph: &Layered, order: &mut Order) {
    let mut places = places_in(graph, order);
    for _ in 0..SWAPS {
        let mut has_swapped = false;
        for column in order.iter_mut() {
            for upper in 0..column.len().saturating_sub(1) {
                let (a, b) = (column[upper], column[upper + 1]);
                if pairs(graph, a, b) < MOST_PAIRS
                    && crossings_of(graph, &places, a, b)
                        > crossings_of(graph, &places, b, a) + 1e-6
                {
                    column.swap(upper, upper + 1);
                    places.swap(a, b);
                    has_swapped = true;
                }
            }
        }
        if !has_swapped {
            return;
        }
    }
}

fn pairs(graph: &Layered, a: usize, b: usize) -> usize {
    graph.inputs(a).len() * graph.inputs(b).len() + graph.readers(a).len() * graph.readers(b).len()
}

/// What crosses between the edges of two neighbours if `upper` is above `lower`.
fn crossings_of(graph: &Layered, places: &[usize], upper: usize, lower: usize) -> f32 {
    let mut crossings = 0.0;
    for &a in graph.inputs(upper) {
        for &b in graph.inputs(lower) {
            if places[a] > places[b] {
                crossings += graph.weight(a) * graph.weight(b);
            }
        }
    }
    let own = graph.weight(upper) * graph.weight(lower);
    for &a in graph.readers(upper) {
        for &b in graph.readers(lower) {
            if places[a] > places[b] {
                crossings += own;
            }
        }
    }
    crossings
}

fn places_in(graph: &Layered, order: &Order) -> Vec<usize> {
    let mut places = vec![0; graph.len()];
    for column in order {
        for (place, &node) in column.iter().enumerate() {
            places[node] = place;
        }
    }
    places
}

/// The crossings of all edges, each as heavy as its edge at the left is.
///
/// Edges are gone through from the top; of those before, the ones that end lower cross. A Fenwick tree knows how many those are.
fn weighted_crossings(graph: &Layered, order: &Order, places: &[usize]) -> f32 {
    let mut crossings = 0.0;
    for pair in order.windows(2) {
        let mut ends = Fenwick::new(pair[1].len());
        for &node in &pair[0] {
            let weight = graph.weight(node);
            for &reader in graph.readers(node) {
                crossings += weight * ends.after(places[reader]);
            }
            for &reader in graph.readers(node) {
                ends.add(places[reader], weight);
            }
        }
    }
    crossings
}

/// Sums of the numbers at and before a place.
struct Fenwick {
    sums: Vec<f32>,
    total: f32,
}

impl Fenwick {
    fn new(places: usize) -> Self {
        Self {
            sums: vec![0.0; places + 1],
            total: 0.0,
        }
    }

    fn add(&mut self, place: usize, number: f32) {
        self.total += number;
        let mut at = place + 1;
        while at < self.sums.len() {
            self.sums[at] += number;
            at += at & at.wrapping_neg();
        }
    }

    /// The sum of what stands after a place.
    fn after(&self, place: usize) -> f32 {
        let mut at = place + 1;
        let mut up_to = 0.0;
        while at > 0 {
            up_to += self.sums[at];
            at &= at - 1;
        }
        self.total - up_to
    }
}
