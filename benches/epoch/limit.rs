//! The limit: the same training written by hand for this one network, with every size known when it is compiled.
//!
//! Nothing here is a graph. Points stand side by side in vectors of eight; a tile of sums stays in registers.

#![expect(
    clippy::needless_range_loop,
    reason = "units, points and columns of a tile are counted"
)]

use fearless_simd::{Level, Simd, dispatch, f64x8, prelude::*};

const LANES: usize = 8;

/// Eight points' numbers, at the start of a cache line.
#[derive(Clone, Copy, Default)]
#[repr(C, align(64))]
struct Vector([f64; LANES]);

/// A network 2 → H → H → 1 and its points. A block is of at most G vectors.
pub struct Limit<const H: usize, const G: usize> {
    level: Level,
    points: f64,
    blocks: Vec<Block<G>>,
    parameters: Parameters<H>,
    buffers: Box<Buffers<H, G>>,
    gradient: Box<Parameters<H>>,
}

struct Block<const G: usize> {
    vectors: usize,
    coordinates: [[Vector; G]; 2],
    /// p = sign · output + offset: the output for class 1, and 1 − output for class 0.
    sign: [Vector; G],
    offset: [Vector; G],
    /// 1 for a point, 0 where the block is filled up.
    counted: [Vector; G],
}

#[derive(Clone)]
struct Parameters<const H: usize> {
    first: [[f64; H]; 2],
    first_bias: [f64; H],
    second: [[f64; H]; H],
    second_bias: [f64; H],
    last: [f64; H],
    last_bias: f64,
}

struct Buffers<const H: usize, const G: usize> {
    first: [[Vector; G]; H],
    second: [[Vector; G]; H],
    d_first: [[Vector; G]; H],
    d_second: [[Vector; G]; H],
}

impl<const H: usize> Parameters<H> {
    const ZERO: Self = Self {
        first: [[0.0; H]; 2],
        first_bias: [0.0; H],
        second: [[0.0; H]; H],
        second_bias: [0.0; H],
        last: [0.0; H],
        last_bias: 0.0,
    };

    fn new(values: &[f64]) -> Self {
        let mut values = values.iter().copied();
        let mut next = || values.next().expect("a value for every parameter");
        let mut parameters = Self::ZERO;
        parameters.first.as_flattened_mut().fill_with(&mut next);
        parameters.first_bias.fill_with(&mut next);
        parameters.second.as_flattened_mut().fill_with(&mut next);
        parameters.second_bias.fill_with(&mut next);
        parameters.last.fill_with(&mut next);
        parameters.last_bias = next();
        parameters
    }

    fn descend(&mut self, gradient: &Self, rate: f64) {
        let step = |values: &mut [f64], derivatives: &[f64]| {
            for (value, derivative) in values.iter_mut().zip(derivatives) {
                *value -= rate * derivative;
            }
        };
        step(self.first.as_flattened_mut(), gradient.first.as_flattened());
        step(&mut self.first_bias, &gradient.first_bias);
        step(
            self.second.as_flattened_mut(),
            gradient.second.as_flattened(),
        );
        step(&mut self.second_bias, &gradient.second_bias);
        step(&mut self.last, &gradient.last);
        self.last_bias -= rate * gradient.last_bias;
    }
}

impl<const G: usize> Block<G> {
    fn new(points: &[([f64; 2], bool)]) -> Self {
        let mut block = Self {
            vectors: points.len().div_ceil(LANES),
            coordinates: [[Vector::default(); G]; 2],
            sign: [Vector([1.0; LANES]); G],
            offset: [Vector::default(); G],
            counted: [Vector::default(); G],
        };
        for (place, (coordinates, label)) in points.iter().enumerate() {
            let (vector, lane) = (place / LANES, place % LANES);
            for (axis, coordinate) in coordinates.iter().enumerate() {
                block.coordinates[axis][vector].0[lane] = *coordinate;
            }
            block.sign[vector].0[lane] = if *label { 1.0 } else { -1.0 };
            block.offset[vector].0[lane] = if *label { 0.0 } else { 1.0 };
            block.counted[vector].0[lane] = 1.0;
        }
        block
    }
}

impl<const H: usize, const G: usize> Limit<H, G> {
    pub fn new(points: &[([f64; 2], bool)], parameters: &[f64]) -> Self {
        let zero = [[Vector::default(); G]; H];
        Self {
            level: Level::new(),
            points: points.len() as f64,
            blocks: points.chunks(G * LANES).map(Block::new).collect(),
            parameters: Parameters::new(parameters),
            buffers: Box::new(Buffers {
                first: zero,
                second: zero,
                d_first: zero,
                d_second: zero,
            }),
            gradient: Box::new(Parameters::ZERO),
        }
    }

    /// Begins again with these parameters.
    pub fn reset(&mut self, parameters: &[f64]) {
        self.parameters = Parameters::new(parameters);
    }

    /// One epoch; the mean loss before its update. R sums of C vectors are made at once, and the derivatives of P · P weights.
    #[inline(never)]
    pub fn epoch<const R: usize, const C: usize, const P: usize>(&mut self, rate: f64) -> f64 {
        *self.gradient = Parameters::ZERO;
        let level = self.level;
        let loss = dispatch!(level, simd => self.pass::<_, R, C, P>(simd));
        self.parameters.descend(&self.gradient, rate);
        loss / self.points
    }

    #[inline(always)]
    fn pass<S: Simd, const R: usize, const C: usize, const P: usize>(&mut self, simd: S) -> f64 {
        let mut loss = f64x8::splat(simd, 0.0);
        let mut d_last_bias = f64x8::splat(simd, 0.0);
        let (parameters, buffers, gradient) =
            (&self.parameters, &mut *self.buffers, &mut *self.gradient);
        for block in &self.blocks {
            // Whole tiles: what is beyond the points counts for nothing.
            let vectors = block.vectors.next_multiple_of(C).min(G);
            first_layer(simd, parameters, block, vectors, &mut buffers.first);
            for start in (0..vectors).step_by(C) {
                let mut logits = [f64x8::splat(simd, parameters.last_bias); C];
                second_layer::<S, H, G, R, C>(simd, parameters, buffers, start, &mut logits);
                for c in 0..C {
                    let vector = start + c;
                    let load = |row: &[Vector; G]| f64x8::simd_from(simd, row[vector].0);
                    let (sign, offset, counted) =
                        (load(&block.sign), load(&block.offset), load(&block.counted));
                    let output = f64x8::splat(simd, 1.0) / (exp(-logits[c]) + 1.0);
                    let probability = sign.mul_add(output, offset);
                    loss = ln(probability).mul_add(counted, loss);
                    let d_output = -(sign * counted * (1.0 / self.points)) / probability;
                    logits[c] = d_output * output * (f64x8::splat(simd, 1.0) - output);
                    d_last_bias += logits[c];
                }
                last_layer_backward(simd, parameters, buffers, start, &logits);
                second_layer_backward::<S, H, G, R, C>(simd, parameters, buffers, start);
            }
            sum_over_points::<S, H, G, C>(simd, block, buffers, vectors, gradient);
            second_weights::<S, H, G, P>(simd, buffers, vectors, gradient);
        }
        gradient.last_bias = d_last_bias.reduce_sum();
        -loss.reduce_sum()
    }
}

#[inline(always)]
fn relu<S: Simd>(x: f64x8<S>) -> f64x8<S> {
    x.max(f64x8::splat(x.token(), 0.0))
}

/// `derivative` where `result` is above 0, else 0.
#[inline(always)]
fn relu_backward<S: Simd>(result: f64x8<S>, derivative: f64x8<S>) -> f64x8<S> {
    let zero = f64x8::splat(result.token(), 0.0);
    result.simd_gt(zero).select(derivative, zero)
}

#[inline(always)]
fn first_layer<S: Simd, const H: usize, const G: usize>(
    simd: S,
    parameters: &Parameters<H>,
    block: &Block<G>,
    vectors: usize,
    results: &mut [[Vector; G]; H],
) {
    for unit in 0..H {
        let bias = f64x8::splat(simd, parameters.first_bias[unit]);
        let weights = [
            f64x8::splat(simd, parameters.first[0][unit]),
            f64x8::splat(simd, parameters.first[1][unit]),
        ];
        for vector in 0..vectors {
            let x1 = f64x8::simd_from(simd, block.coordinates[0][vector].0);
            let x2 = f64x8::simd_from(simd, block.coordinates[1][vector].0);
            let sum = x2.mul_add(weights[1], x1.mul_add(weights[0], bias));
            results[unit][vector].0 = relu(sum).into();
        }
    }
}

/// The second layer, and its part of the logits.
#[inline(always)]
fn second_layer<S: Simd, const H: usize, const G: usize, const R: usize, const C: usize>(
    simd: S,
    parameters: &Parameters<H>,
    buffers: &mut Buffers<H, G>,
    start: usize,
    logits: &mut [f64x8<S>; C],
) {
    for unit in (0..H).step_by(R) {
        let mut sums = [[f64x8::splat(simd, 0.0); C]; R];
        for r in 0..R {
            sums[r] = [f64x8::splat(simd, parameters.second_bias[unit + r]); C];
        }
        for input in 0..H {
            for c in 0..C {
                let value = f64x8::simd_from(simd, buffers.first[input][start + c].0);
                for r in 0..R {
                    let weight = f64x8::splat(simd, parameters.second[input][unit + r]);
                    sums[r][c] = value.mul_add(weight, sums[r][c]);
                }
            }
        }
        for r in 0..R {
            let weight = f64x8::splat(simd, parameters.last[unit + r]);
            for c in 0..C {
                let result = relu(sums[r][c]);
                buffers.second[unit + r][start + c].0 = result.into();
                logits[c] = result.mul_add(weight, logits[c]);
            }
        }
    }
}

/// The derivatives of the second layer's sums. What the last layer's weights get from this tile takes the place of its results.
#[inline(always)]
fn last_layer_backward<S: Simd, const H: usize, const G: usize, const C: usize>(
    simd: S,
    parameters: &Parameters<H>,
    buffers: &mut Buffers<H, G>,
    start: usize,
    d_logits: &[f64x8<S>; C],
) {
    for unit in 0..H {
        let weight = f64x8::splat(simd, parameters.last[unit]);
        let mut d_weight = f64x8::splat(simd, 0.0);
        for c in 0..C {
            let result = f64x8::simd_from(simd, buffers.second[unit][start + c].0);
            d_weight = result.mul_add(d_logits[c], d_weight);
            buffers.d_second[unit][start + c].0 =
                relu_backward(result, d_logits[c] * weight).into();
        }
        buffers.second[unit][start].0 = d_weight.into();
    }
}

#[inline(always)]
fn second_layer_backward<
    S: Simd,
    const H: usize,
    const G: usize,
    const R: usize,
    const C: usize,
>(
    simd: S,
    parameters: &Parameters<H>,
    buffers: &mut Buffers<H, G>,
    start: usize,
) {
    for input in (0..H).step_by(R) {
        let mut sums = [[f64x8::splat(simd, 0.0); C]; R];
        for unit in 0..H {
            for c in 0..C {
                let d_sum = f64x8::simd_from(simd, buffers.d_second[unit][start + c].0);
                for r in 0..R {
                    let weight = f64x8::splat(simd, parameters.second[input + r][unit]);
                    sums[r][c] = d_sum.mul_add(weight, sums[r][c]);
                }
            }
        }
        for r in 0..R {
            for c in 0..C {
                let result = f64x8::simd_from(simd, buffers.first[input + r][start + c].0);
                buffers.d_first[input + r][start + c].0 = relu_backward(result, sums[r][c]).into();
            }
        }
    }
}

/// The derivatives of all parameters but the second layer's weights.
#[inline(always)]
fn sum_over_points<S: Simd, const H: usize, const G: usize, const C: usize>(
    simd: S,
    block: &Block<G>,
    buffers: &Buffers<H, G>,
    vectors: usize,
    gradient: &mut Parameters<H>,
) {
    let zero = f64x8::splat(simd, 0.0);
    for unit in 0..H {
        let (mut last, mut second_bias, mut first_bias, mut first) = (zero, zero, zero, [zero; 2]);
        for vector in (0..vectors).step_by(C) {
            last += f64x8::simd_from(simd, buffers.second[unit][vector].0);
        }
        for vector in 0..vectors {
            second_bias += f64x8::simd_from(simd, buffers.d_second[unit][vector].0);
            let d_sum = f64x8::simd_from(simd, buffers.d_first[unit][vector].0);
            first_bias += d_sum;
            for axis in 0..2 {
                let coordinate = f64x8::simd_from(simd, block.coordinates[axis][vector].0);
                first[axis] = d_sum.mul_add(coordinate, first[axis]);
            }
        }
        gradient.last[unit] += last.reduce_sum();
        gradient.second_bias[unit] += second_bias.reduce_sum();
        gradient.first_bias[unit] += first_bias.reduce_sum();
        for axis in 0..2 {
            gradient.first[axis][unit] += first[axis].reduce_sum();
        }
    }
}

/// The derivatives of the second layer's weights.
#[inline(always)]
fn second_weights<S: Simd, const H: usize, const G: usize, const P: usize>(
    simd: S,
    buffers: &Buffers<H, G>,
    vectors: usize,
    gradient: &mut Parameters<H>,
) {
    for input in (0..H).step_by(P) {
        for unit in (0..H).step_by(P) {
            let mut sums = [[f64x8::splat(simd, 0.0); P]; P];
            for vector in 0..vectors {
                let mut d_sums = [f64x8::splat(simd, 0.0); P];
                for j in 0..P {
                    d_sums[j] = f64x8::simd_from(simd, buffers.d_second[unit + j][vector].0);
                }
                for i in 0..P {
                    let value = f64x8::simd_from(simd, buffers.first[input + i][vector].0);
                    for j in 0..P {
                        sums[i][j] = value.mul_add(d_sums[j], sums[i][j]);
                    }
                }
            }
            for i in 0..P {
                for j in 0..P {
                    gradient.second[input + i][unit + j] += sums[i][j].reduce_sum();
                }
            }
        }
    }
}

/// eˣ for finite x of moderate size.
#[inline(always)]
fn exp<S: Simd>(x: f64x8<S>) -> f64x8<S> {
    const ROUNDER: f64 = 6_755_399_441_055_744.0;
    let simd = x.token();
    let number = |value: f64| f64x8::splat(simd, value);
    let x = x.max(number(-708.0)).min(number(708.0));
    let shifted = x.mul_add(number(std::f64::consts::LOG2_E), number(ROUNDER));
    let whole = shifted - ROUNDER;
    let rest = whole.mul_add(number(-6.931_471_803_691_238e-1), x);
    let rest = whole.mul_add(number(-1.908_214_929_270_587_7e-10), rest);
    let mut factorial = 6_227_020_800.0;
    let mut sum = number(1.0 / factorial);
    for place in (1..14).rev() {
        factorial /= f64::from(place);
        sum = sum.mul_add(rest, number(1.0 / factorial));
    }
    sum * f64x8::from_bits((shifted.to_bits() << 52) + 1.0f64.to_bits())
}

/// ln x for normal x above 0.
#[inline(always)]
fn ln<S: Simd>(x: f64x8<S>) -> f64x8<S> {
    const ROOT_HALF: u64 = 0x3FE6_A09E_667F_3BCD;
    const TWO_POW_52: u64 = 0x4330_0000_0000_0000;
    let simd = x.token();
    let number = |value: f64| f64x8::splat(simd, value);
    let bits = x.to_bits() + (1.0f64.to_bits() - ROOT_HALF);
    let exponent =
        f64x8::from_bits((bits >> 52) | TWO_POW_52) - (f64::from_bits(TWO_POW_52) + 1023.0);
    let mantissa = f64x8::from_bits((bits & ((1 << 52) - 1)) + ROOT_HALF);
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let square = t * t;
    let mut sum = number(1.0 / 23.0);
    for place in (0..10).rev() {
        sum = sum.mul_add(square, number(1.0 / f64::from(2 * place + 3)));
    }
    let twice = t + t;
    exponent.mul_add(
        number(std::f64::consts::LN_2),
        twice.mul_add(sum * square, twice),
    )
}
