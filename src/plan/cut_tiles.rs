//! Groups of neurons, cut into tiles that fit the registers.

use fearless_simd::Level;

use super::{
    compile::Compiler,
    steps::{Contribution, Step, Tile},
    sum_tiles,
};

impl Compiler<'_> {
    /// Cuts the groups into tiles, and orders their weights as the tiles will read them.
    pub(super) fn cut_tiles(&mut self) {
        let most = tile_width(self.plan.level);
        let order = &mut self.plan.weight_order;
        for step in &mut self.plan.steps {
            let Step::WeightedSums(sums) = step else {
                continue;
            };
            let (inputs, results) = (sums.inputs.len(), sums.results.len());
            sums.result_tiles = tiles(results, most);
            for tile in &mut sums.result_tiles {
                tile.first_weight = order.len() as u32;
                order.extend_from_slice(&sums.biases[tile.range()]);
                for input in 0..inputs {
                    order.extend_from_slice(&sums.weights[input * results..][tile.range()]);
                }
            }
            let wanted = sums.contributions.iter().enumerate();
            sums.pulled = wanted
                .filter(|(_, contribution)| **contribution != Contribution::Unwanted)
                .map(|(input, _)| input as u32)
                .collect();
            sums.input_tiles = tiles(sums.pulled.len(), most);
            for tile in &mut sums.input_tiles {
                tile.first_weight = order.len() as u32;
                for result in 0..results {
                    let pulled = sums.pulled[tile.range()].iter();
                    order.extend(
                        pulled.map(|&input| sums.weights[input as usize * results + result]),
                    );
                }
            }
        }
    }
}

/// How many neurons are computed together in registers: as many as leave room for the inputs.
fn tile_width(level: Level) -> usize {
    fearless_simd::dispatch!(level, simd => sum_tiles::most_in_a_tile(simd))
}

/// Cuts `count` neighbours into as few tiles as `most` allows, as equal as can be.
fn tiles(count: usize, most: usize) -> Vec<Tile> {
    let tiles = count.div_ceil(most);
    let mut first = 0;
    (0..tiles)
        .map(|tile| {
            let width = (count - first).div_ceil(tiles - tile);
            let placed = Tile {
                first: first as u32,
                width: width as u32,
                first_weight: 0,
            };
            first += width;
            placed
        })
        .collect()
}
