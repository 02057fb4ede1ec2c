//! The work that is timed, by a generator of its own so that every program can do the same: points of Xor and the initial
//! parameters of a network 2 → H → H → 1.

/// Points and units of each hidden layer.
pub const SIZES: [(usize, usize); 4] = [(50, 2), (50, 10), (500, 10), (5000, 32)];
/// The learning rate.
pub const RATE: f64 = 0.5;
/// The mean loss after 100 epochs, on which every float64 program agrees to 6e-15 (MiniTorch, micrograd, JAX and others).
pub const LOSSES_AFTER_100: [f64; 4] = [
    0.688_367_818_294_392,
    0.306_804_512_040_200,
    0.380_682_752_161_847,
    0.171_932_565_717_645,
];

/// Knuth's linear congruential generator: the next number in [0, 1).
struct Generator(u64);

impl Generator {
    fn next(&mut self) -> f64 {
        const MULTIPLIER: u64 = 6_364_136_223_846_793_005;
        const INCREMENT: u64 = 1_442_695_040_888_963_407;
        self.0 = self.0.wrapping_mul(MULTIPLIER).wrapping_add(INCREMENT);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Two coordinates and whether the point is of class 1.
pub fn points(count: usize) -> Vec<([f64; 2], bool)> {
    let mut generator = Generator(42);
    (0..count)
        .map(|_| {
            let (a, b) = (generator.next(), generator.next());
            ([a, b], (a < 0.5 && b > 0.5) || (a > 0.5 && b < 0.5))
        })
        .collect()
}

/// Layer by layer the weights, those of the first input first, then the biases.
pub fn parameters(units: usize) -> Vec<f64> {
    let mut generator = Generator(7);
    let count = 3 * units + units * units + units + units + 1;
    (0..count).map(|_| 2.0 * (generator.next() - 0.5)).collect()
}

/// The nodes that MiniTorch makes in an epoch: 2H² + 8H + 4 for a point, 2 more where the label is 0.
pub fn nodes_per_epoch(points: &[([f64; 2], bool)], units: usize) -> usize {
    let of_point = |label: bool| 2 * units * units + 8 * units + if label { 4 } else { 6 };
    points.iter().map(|&(_, label)| of_point(label)).sum()
}
