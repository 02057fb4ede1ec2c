//! A linear layer, one node for every multiplication and addition.

use crate::autodiff::{GraphBuilder, Scalar};

use super::{Module, NamedParameter};

/// `inputs` × `outputs` weights and `outputs` biases.
///
/// yⱼ = bⱼ + x₀·w₀ⱼ + x₁·w₁ⱼ + …: starting from the bias, inputs added in order, as MiniTorch does it, so that sums round alike.
#[derive(Debug)]
pub struct Linear {
    name: String,
    /// `weights[i][j]` leads from input i to output j.
    weights: Vec<Vec<Scalar>>,
    biases: Vec<Scalar>,
}

/// What a linear layer drafts for one of its outputs.
#[derive(Debug, Clone)]
pub struct LinearUnit {
    /// Each input times its weight, in order.
    pub products: Vec<Scalar>,
    /// Bias and products, added up one by one.
    pub sums: Vec<Scalar>,
}

impl LinearUnit {
    /// The whole sum.
    pub fn sum(&self) -> &Scalar {
        self.sums.last().expect("a linear layer has an input")
    }
}

impl Linear {
    /// Drafts the parameters of a layer; `initial` is asked for each: the weights input by input, then the biases.
    pub fn new(
        builder: &GraphBuilder,
        name: &str,
        inputs: usize,
        outputs: usize,
        initial: &mut dyn FnMut() -> f64,
    ) -> Self {
        let mut parameter =
            |short_name: String| builder.leaf(format!("{name}.{short_name}"), initial());
        let weights = (0..inputs)
            .map(|i| {
                (0..outputs)
                    .map(|j| parameter(format!("weight_{i}_{j}")))
                    .collect()
            })
            .collect();
        let biases = (0..outputs)
            .map(|j| parameter(format!("bias_{j}")))
            .collect();
        Self {
            name: name.into(),
            weights,
            biases,
        }
    }

    /// Drafts the layer's sums, one for each output.
    ///
    /// # Panics
    ///
    /// If there are not as many inputs as the layer was made for.
    pub fn forward(&self, inputs: &[Scalar]) -> Vec<LinearUnit> {
        assert_eq!(
            inputs.len(),
            self.weights.len(),
            "{} takes {} inputs",
            self.name,
            self.weights.len()
        );
        let nothing = LinearUnit {
            products: Vec::new(),
            sums: Vec::new(),
        };
        let mut units = vec![nothing; self.outputs()];
        for (i, (input, weights)) in inputs.iter().zip(&self.weights).enumerate() {
            for (j, (unit, weight)) in units.iter_mut().zip(weights).enumerate() {
                let product = (input * weight).named(format!("{}.product_{i}_{j}", self.name));
                let before = unit.sums.last().unwrap_or(&self.biases[j]);
                let sum = (before + &product).named(format!("{}.sum_{i}_{j}", self.name));
                unit.products.push(product);
                unit.sums.push(sum);
            }
        }
        units
    }

    /// The layer's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The weight from input `i` to output `j`.
    pub fn weight(&self, i: usize, j: usize) -> &Scalar {
        &self.weights[i][j]
    }

    /// The bias of output `j`.
    pub fn bias(&self, j: usize) -> &Scalar {
        &self.biases[j]
    }

    /// How many inputs the layer takes.
    pub const fn inputs(&self) -> usize {
        self.weights.len()
    }

    /// How many sums the layer makes.
    pub fn outputs(&self) -> usize {
        self.biases.len()
    }
}

impl Module for Linear {
    fn own_parameters(&self) -> Vec<NamedParameter> {
        let weights = self.weights.iter().enumerate().flat_map(|(i, row)| {
            row.iter()
                .enumerate()
                .map(move |(j, weight)| (format!("weight_{i}_{j}"), weight))
        });
        let biases = self
            .biases
            .iter()
            .enumerate()
            .map(|(j, bias)| (format!("bias_{j}"), bias));
        weights
            .chain(biases)
            .map(|(name, scalar)| NamedParameter {
                name,
                scalar: scalar.clone(),
            })
            .collect()
    }
}
