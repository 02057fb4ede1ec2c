//! What a function is made of: MiniTorch's `ScalarFunction`, with its two directions.

use super::Real;

/// What a function's forward saves for its backward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saves {
    /// Nothing: the local derivatives are constants.
    Nothing,
    /// Its inputs, in order.
    Inputs,
    /// Its result, where the local derivative is cheapest written with it.
    Result,
}

/// One function, whole, for every kind of number: the entities' `f64` and the plan's lanes.
///
/// Inputs, saved values and local derivatives come in arrays of two; a function of one argument uses the first place only.
pub trait ScalarFunction {
    /// The lower-case name, as typed in a formula: `mul`.
    const NAME: &'static str;
    /// The sign drawn on the node: `×`.
    const SYMBOL: &'static str;
    /// How many inputs it takes.
    const ARITY: usize;
    /// One line of mathematics for people.
    const MATHEMATICS: &'static str;
    /// What its forward saves for its backward.
    const SAVES: Saves;

    /// The value from the inputs.
    fn forward<R: Real>(inputs: [R; 2]) -> R;

    /// ∂f/∂input for each input, from the saved values. Where nothing is saved, `saved` is any number at all.
    fn local_derivatives<R: Real>(saved: [R; 2]) -> [R; 2];
}

/// Something that can be done with any function: the way from the enum [`Function`](super::Function) to the type.
pub trait FunctionVisitor {
    /// What comes of it.
    type Output;

    /// Does it with the function `F`.
    fn visit<F: ScalarFunction>(self) -> Self::Output;
}
