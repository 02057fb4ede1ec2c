//! The functions a non-leaf can be made by: a closed list, each with one rule.

use bevy::prelude::*;

use super::{FunctionVisitor, Inputs, SavedValues, Saves, ScalarFunction, Variable, rules};

/// The function that made a non-leaf.
///
/// Everything known about a function stands in its [`Rule`]; `lt` and `eq` are functions too, with derivative zero.
#[derive(Component, Reflect, Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[reflect(Component)]
#[component(immutable)]
#[require(Variable, SavedValues)]
pub enum Function {
    /// a + b
    Add,
    /// a · b
    Mul,
    /// −a
    Neg,
    /// 1 / a
    Inv,
    /// ln a, the exact natural logarithm
    Log,
    /// eᵃ
    Exp,
    /// 1 / (1 + e⁻ᵃ)
    Sigmoid,
    /// max(0, a)
    ReLU,
    /// tanh a
    Tanh,
    /// sin a
    Sin,
    /// cos a
    Cos,
    /// √a
    Sqrt,
    /// a²
    Square,
    /// aᶜ with a constant exponent c
    Pow,
    /// 5a, the first example of the lecture
    TimesFive,
    /// 1 where a < b, else 0
    LT,
    /// 1 where a = b, else 0
    EQ,
}

/// One function, whole, for single numbers: [`ScalarFunction`] as data.
///
/// Inputs, saved values and local derivatives come in arrays of two; a function of one argument uses the first place only.
#[derive(Debug)]
pub struct Rule {
    /// The lower-case name, as typed in a formula: `mul`.
    pub name: &'static str,
    /// The sign drawn on the node: `×`.
    pub symbol: &'static str,
    /// How many inputs it takes.
    pub arity: usize,
    /// One line of mathematics for people.
    pub mathematics: &'static str,
    /// What its forward saves for its backward.
    pub saves: Saves,
    /// The value from the inputs.
    pub forward: fn([f64; 2]) -> f64,
    /// ∂f/∂input for each input, from the saved values.
    pub local_derivatives: fn([f64; 2]) -> [f64; 2],
}

impl Function {
    /// Every function, in the order of the palette.
    pub const ALL: [Self; 17] = [
        Self::Add,
        Self::Mul,
        Self::Neg,
        Self::Inv,
        Self::Log,
        Self::Exp,
        Self::Sigmoid,
        Self::ReLU,
        Self::Tanh,
        Self::Sin,
        Self::Cos,
        Self::Sqrt,
        Self::Square,
        Self::Pow,
        Self::TimesFive,
        Self::LT,
        Self::EQ,
    ];

    /// The function's names, mathematics and two directions.
    pub fn rule(self) -> &'static Rule {
        self.visit(RuleOf)
    }

    /// Does something with the type that defines this function.
    #[inline(always)]
    pub fn visit<V: FunctionVisitor>(self, visitor: V) -> V::Output {
        match self {
            Self::Add => visitor.visit::<rules::Add>(),
            Self::Mul => visitor.visit::<rules::Mul>(),
            Self::Neg => visitor.visit::<rules::Neg>(),
            Self::Inv => visitor.visit::<rules::Inv>(),
            Self::Log => visitor.visit::<rules::Log>(),
            Self::Exp => visitor.visit::<rules::Exp>(),
            Self::Sigmoid => visitor.visit::<rules::Sigmoid>(),
            Self::ReLU => visitor.visit::<rules::ReLU>(),
            Self::Tanh => visitor.visit::<rules::Tanh>(),
            Self::Sin => visitor.visit::<rules::Sin>(),
            Self::Cos => visitor.visit::<rules::Cos>(),
            Self::Sqrt => visitor.visit::<rules::Sqrt>(),
            Self::Square => visitor.visit::<rules::Square>(),
            Self::Pow => visitor.visit::<rules::Pow>(),
            Self::TimesFive => visitor.visit::<rules::TimesFive>(),
            Self::LT => visitor.visit::<rules::LT>(),
            Self::EQ => visitor.visit::<rules::EQ>(),
        }
    }

    /// Computes the value from `inputs` and what is saved for backward.
    ///
    /// Worked number: `Mul` of 3 and 4 is 12 and saves 3 and 4.
    pub fn forward(self, inputs: [f64; 2]) -> (f64, SavedValues) {
        let rule = self.rule();
        let value = (rule.forward)(inputs);
        let saved = match (rule.saves, rule.arity) {
            (Saves::Nothing, _) => SavedValues::NOTHING,
            (Saves::Result, _) => SavedValues::one(value),
            (Saves::Inputs, 1) => SavedValues::one(inputs[0]),
            (Saves::Inputs, _) => SavedValues::two(inputs[0], inputs[1]),
        };
        (value, saved)
    }

    /// ∂f/∂input for each input; the second is meaningless for a function of one argument.
    ///
    /// Worked number: `Mul` that saved 3 and 4 has local derivatives 4 and 3.
    pub fn local_derivatives(self, saved: &SavedValues) -> [f64; 2] {
        (self.rule().local_derivatives)(saved.places())
    }

    /// Whether `inputs` are as many as this function takes.
    pub(super) fn accepts(self, inputs: usize) -> bool {
        self.rule().arity == inputs && inputs <= Inputs::MOST
    }
}

struct RuleOf;

impl FunctionVisitor for RuleOf {
    type Output = &'static Rule;

    fn visit<F: ScalarFunction>(self) -> Self::Output {
        const {
            &Rule {
                name: F::NAME,
                symbol: F::SYMBOL,
                arity: F::ARITY,
                mathematics: F::MATHEMATICS,
                saves: F::SAVES,
                forward: F::forward::<f64>,
                local_derivatives: F::local_derivatives::<f64>,
            }
        }
    }
}
