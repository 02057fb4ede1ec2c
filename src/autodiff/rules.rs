//! One rule a function: names, mathematics, forward, local derivatives. To read a function, read it here.

use super::function::{Rule, Saves};

pub(super) const ADD: Rule = Rule {
    name: "add",
    symbol: "+",
    arity: 2,
    mathematics: "f(a, b) = a + b,  ∂f/∂a = 1,  ∂f/∂b = 1",
    saves: Saves::Nothing,
    forward: |[a, b]| a + b,
    local_derivatives: |_| [1.0, 1.0],
};

pub(super) const MUL: Rule = Rule {
    name: "mul",
    symbol: "×",
    arity: 2,
    mathematics: "f(a, b) = a · b,  ∂f/∂a = b,  ∂f/∂b = a",
    saves: Saves::Inputs,
    forward: |[a, b]| a * b,
    local_derivatives: |[a, b]| [b, a],
};

pub(super) const NEG: Rule = Rule {
    name: "neg",
    symbol: "−",
    arity: 1,
    mathematics: "f(a) = −a,  f′(a) = −1",
    saves: Saves::Nothing,
    forward: |[a, _]| -a,
    local_derivatives: |_| [-1.0, 0.0],
};

pub(super) const INV: Rule = Rule {
    name: "inv",
    symbol: "1/x",
    arity: 1,
    mathematics: "f(a) = 1 / a,  f′(a) = −1 / a²",
    saves: Saves::Inputs,
    forward: |[a, _]| 1.0 / a,
    local_derivatives: |[a, _]| [-1.0 / (a * a), 0.0],
};

pub(super) const LOG: Rule = Rule {
    name: "log",
    symbol: "log",
    arity: 1,
    mathematics: "f(a) = ln a,  f′(a) = 1 / a",
    saves: Saves::Inputs,
    forward: |[a, _]| a.ln(),
    local_derivatives: |[a, _]| [1.0 / a, 0.0],
};

pub(super) const EXP: Rule = Rule {
    name: "exp",
    symbol: "exp",
    arity: 1,
    mathematics: "f(a) = eᵃ,  f′(a) = eᵃ",
    saves: Saves::Result,
    forward: |[a, _]| a.exp(),
    local_derivatives: |[result, _]| [result, 0.0],
};

pub(super) const SIGMOID: Rule = Rule {
    name: "sigmoid",
    symbol: "σ",
    arity: 1,
    mathematics: "f(a) = 1 / (1 + e⁻ᵃ),  f′(a) = f(a) · (1 − f(a))",
    saves: Saves::Result,
    // Two branches, so that the exponential never overflows: its argument is never positive.
    forward: |[a, _]| {
        if a >= 0.0 {
            1.0 / (1.0 + (-a).exp())
        } else {
            let e = a.exp();
            e / (1.0 + e)
        }
    },
    local_derivatives: |[result, _]| [result * (1.0 - result), 0.0],
};

pub(super) const RELU: Rule = Rule {
    name: "relu",
    symbol: "ReLU",
    arity: 1,
    mathematics: "f(a) = max(0, a),  f′(a) = 1 if a > 0, else 0",
    saves: Saves::Inputs,
    // Not f64::max, which would turn a NaN into a 0 and hide where it came from.
    forward: |[a, _]| if a <= 0.0 { 0.0 } else { a },
    local_derivatives: |[a, _]| [if a > 0.0 { 1.0 } else { 0.0 }, 0.0],
};

pub(super) const TANH: Rule = Rule {
    name: "tanh",
    symbol: "tanh",
    arity: 1,
    mathematics: "f(a) = tanh a,  f′(a) = 1 − f(a)²",
    saves: Saves::Result,
    forward: |[a, _]| a.tanh(),
    local_derivatives: |[result, _]| [1.0 - result * result, 0.0],
};

pub(super) const SIN: Rule = Rule {
    name: "sin",
    symbol: "sin",
    arity: 1,
    mathematics: "f(a) = sin a,  f′(a) = cos a",
    saves: Saves::Inputs,
    forward: |[a, _]| a.sin(),
    local_derivatives: |[a, _]| [a.cos(), 0.0],
};

pub(super) const COS: Rule = Rule {
    name: "cos",
    symbol: "cos",
    arity: 1,
    mathematics: "f(a) = cos a,  f′(a) = −sin a",
    saves: Saves::Inputs,
    forward: |[a, _]| a.cos(),
    local_derivatives: |[a, _]| [-a.sin(), 0.0],
};

pub(super) const SQRT: Rule = Rule {
    name: "sqrt",
    symbol: "√",
    arity: 1,
    mathematics: "f(a) = √a,  f′(a) = 1 / (2 √a)",
    saves: Saves::Result,
    forward: |[a, _]| a.sqrt(),
    local_derivatives: |[result, _]| [0.5 / result, 0.0],
};

pub(super) const SQUARE: Rule = Rule {
    name: "square",
    symbol: "x²",
    arity: 1,
    mathematics: "f(a) = a²,  f′(a) = 2a",
    saves: Saves::Inputs,
    forward: |[a, _]| a * a,
    local_derivatives: |[a, _]| [2.0 * a, 0.0],
};

pub(super) const POW: Rule = Rule {
    name: "pow",
    symbol: "xᶜ",
    arity: 2,
    mathematics: "f(a) = aᶜ with a constant c,  f′(a) = c · aᶜ⁻¹",
    saves: Saves::Inputs,
    forward: |[a, c]| a.powf(c),
    // a⁰ is 1 everywhere, so its slope is 0 even at a = 0, where 0 · 0⁻¹ would be NaN. The exponent is a constant (the builder
    // sees to it): nobody asks for its derivative.
    local_derivatives: |[a, c]| [if c == 0.0 { 0.0 } else { c * a.powf(c - 1.0) }, 0.0],
};

pub(super) const TIMES_FIVE: Rule = Rule {
    name: "times_five",
    symbol: "×5",
    arity: 1,
    mathematics: "f(a) = 5a,  f′(a) = 5",
    saves: Saves::Nothing,
    forward: |[a, _]| 5.0 * a,
    local_derivatives: |_| [5.0, 0.0],
};

pub(super) const LT: Rule = Rule {
    name: "lt",
    symbol: "<",
    arity: 2,
    mathematics: "f(a, b) = 1 if a < b, else 0,  ∂f/∂a = 0,  ∂f/∂b = 0",
    saves: Saves::Nothing,
    forward: |[a, b]| f64::from(u8::from(a < b)),
    local_derivatives: |_| [0.0, 0.0],
};

pub(super) const EQ: Rule = Rule {
    name: "eq",
    symbol: "=",
    arity: 2,
    mathematics: "f(a, b) = 1 if a = b, else 0,  ∂f/∂a = 0,  ∂f/∂b = 0",
    saves: Saves::Nothing,
    forward: |[a, b]| f64::from(u8::from(a == b)),
    local_derivatives: |_| [0.0, 0.0],
};
