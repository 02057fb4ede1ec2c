//! How high each node stands in its column: as near to its neighbours as the others let it.

use super::{EDGE_GAP, LayoutInput, ROW_GAP, junctions::Layered, ordering::Order};

/// How often all columns are moved, to and fro.
const ROUNDS: usize = 60;
/// In the last of them, a node looks to both sides.
const LAST_ROUNDS: usize = 20;
/// How strongly a node without neighbours on the side in question stays where it is.
const INERTIA: f32 = 0.05;

/// The heights of all nodes, junctions included; y points down.
pub(super) fn assign(input: &LayoutInput, graph: &Layered, order: &Order) -> Vec<f32> {
    let gaps: Vec<Vec<f32>> = order
        .iter()
        .map(|column| {
            let pairs = column.windows(2);
            pairs
                .map(|pair| distance(input, graph, pair[0], pair[1]))
                .collect()
        })
        .collect();
    let mut heights = vec![0.0; graph.len()];
    for (column, gaps) in order.iter().zip(&gaps) {
        let mut height = -0.5 * gaps.iter().sum::<f32>();
        for (place, &node) in column.iter().enumerate() {
            heights[node] = height;
            height += gaps.get(place).copied().unwrap_or(0.0);
        }
    }
    for round in 0..ROUNDS {
        let is_last = round + LAST_ROUNDS >= ROUNDS;
        let is_rightwards = round % 2 == 0;
        let mut move_column = |place: usize| {
            let sides = (is_rightwards || is_last, !is_rightwards || is_last);
            let wanted = order[place]
                .iter()
                .map(|&node| wanted_height(graph, &heights, node, sides));
            let wanted: Vec<(f32, f32)> = wanted.collect();
            for (&node, height) in order[place].iter().zip(isotonic(&wanted, &gaps[place])) {
                heights[node] = height;
            }
        };
        if is_rightwards {
            (0..order.len()).for_each(&mut move_column);
        } else {
            (0..order.len()).rev().for_each(&mut move_column);
        }
    }
    heights
}

/// The least distance between the middles of two neighbours in a column.
fn distance(input: &LayoutInput, graph: &Layered, upper: usize, lower: usize) -> f32 {
    let height = |node: usize| input.sizes.get(node).map_or(0.0, |size| size.y);
    let gap = match (graph.is_junction(upper), graph.is_junction(lower)) {
        (true, true) => EDGE_GAP,
        (false, false) => ROW_GAP,
        _ => EDGE_GAP.max(0.5 * ROW_GAP),
    };
    0.5 * (height(upper) + height(lower)) + gap
}

/// Where a node would like to be, and how much: the middle of its inputs or readers, or of both.
fn wanted_height(
    graph: &Layered,
    heights: &[f32],
    node: usize,
    (by_inputs, by_readers): (bool, bool),
) -> (f32, f32) {
    // Long edges want to be straight, most of all in their middle.
    let stiffness = |a: usize, b: usize| match (graph.is_junction(a), graph.is_junction(b)) {
        (true, true) => 8.0,
        (false, false) => 1.0,
        _ => 2.0,
    };
    let (mut sum, mut total) = (0.0, 0.0);
    if by_inputs {
        for &input in graph.inputs(node) {
            let weight = stiffness(input, node) * graph.weight(input);
            sum += weight * heights[input];
            total += weight;
        }
    }
    if by_readers {
        for &reader in graph.readers(node) {
            let weight = stiffness(node, reader) * graph.weight(node);
            sum += weight * heights[reader];
            total += weight;
        }
    }
    if total == 0.0 {
        (heights[node], INERTIA)
    } else {
        (sum / total, total)
    }
}

/// The heights nearest to the wanted ones, by their weights and in the least squares, of which each is at least its gap below the one
/// before: pooled adjacent violators.
fn isotonic(wanted: &[(f32, f32)], gaps: &[f32]) -> Vec<f32> {
    // Without the gaps, heights only have to grow. A pool is a sum, its weight and how many it holds.
    let mut pools: Vec<(f32, f32, usize)> = Vec::with_capacity(wanted.len());
    let mut offsets = Vec::with_capacity(wanted.len());
    let mut offset = 0.0;
    for (place, &(height, weight)) in wanted.iter().enumerate() {
        if place > 0 {
            offset += gaps[place - 1];
        }
        offsets.push(offset);
        let mut pool = ((height - offset) * weight, weight, 1);
        while let Some(&(sum, total, count)) = pools.last()
            && sum / total > pool.0 / pool.1
        {
            pools.pop();
            pool = (pool.0 + sum, pool.1 + total, pool.2 + count);
        }
        pools.push(pool);
    }
    let heights = pools
        .into_iter()
        .flat_map(|(sum, total, count)| std::iter::repeat_n(sum / total, count));
    heights
        .zip(offsets)
        .map(|(height, offset)| height + offset)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_where_it_wants_to_be() {
        let wanted = [(0.0, 1.0), (10.0, 1.0), (30.0, 1.0)];
        assert_eq!(isotonic(&wanted, &[5.0, 5.0]), [0.0, 10.0, 30.0]);
    }

    #[test]
    fn what_does_not_fit_shares_the_way() {
        // Both want to be at 0 and must be 10 apart; the second weighs three times as much.
        assert_eq!(isotonic(&[(0.0, 1.0), (0.0, 3.0)], &[10.0]), [-7.5, 2.5]);
        // A wrong order is mended by the gaps as well.
        assert_eq!(isotonic(&[(5.0, 1.0), (-5.0, 1.0)], &[2.0]), [-1.0, 1.0]);
    }
}
