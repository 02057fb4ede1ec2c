//! A number in a draft: MiniTorch's `Scalar`, with Rust's operators.

use std::{
    cell::RefCell,
    ops::{Add, Div, Mul, Neg, Sub},
    rc::Rc,
};

use super::{Function, GraphError, builder::Draft};

/// A node of a draft. Cheap to clone: it is a name for the node, not the node.
///
/// Making or naming a node after [`GraphBuilder::spawn`](super::GraphBuilder::spawn) panics: it could not reach the world.
/// `a - b` is `Add(a, Neg(b))` and `a / b` is `Mul(a, Inv(b))`, as in MiniTorch; a plain number becomes a constant.
#[derive(Debug, Clone)]
pub struct Scalar {
    draft: Rc<RefCell<Draft>>,
    id: usize,
}

impl Scalar {
    pub(super) fn new(draft: &Rc<RefCell<Draft>>, id: usize) -> Self {
        Self {
            draft: Rc::clone(draft),
            id,
        }
    }

    pub(super) const fn id(&self) -> usize {
        self.id
    }

    pub(super) fn is_of(&self, draft: &Rc<RefCell<Draft>>) -> bool {
        Rc::ptr_eq(&self.draft, draft)
    }

    pub(super) fn constant_beside(draft: &Rc<RefCell<Draft>>, value: f64) -> Self {
        let id = draft.borrow_mut().push_constant(value);
        Self::new(draft, id)
    }

    pub(super) fn apply_in(
        draft: &Rc<RefCell<Draft>>,
        function: Function,
        inputs: &[&Self],
    ) -> Result<Self, GraphError> {
        if inputs.iter().any(|input| !input.is_of(draft)) {
            return Err(GraphError::ForeignInput {
                function: function.rule().name,
            });
        }
        let ids: Vec<usize> = inputs.iter().map(|input| input.id).collect();
        let id = draft.borrow_mut().push_function(function, &ids)?;
        Ok(Self::new(draft, id))
    }

    /// The value that the draft computed.
    pub fn value(&self) -> f64 {
        self.draft.borrow().value(self.id)
    }

    /// Gives the node a name of its own.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        self.draft.borrow_mut().rename(self.id, name.into());
        self
    }

    /// −self
    #[must_use]
    pub fn negated(&self) -> Self {
        self.applied(Function::Neg, &[self])
    }

    /// 1 / self
    #[must_use]
    pub fn inv(&self) -> Self {
        self.applied(Function::Inv, &[self])
    }

    /// ln self
    #[must_use]
    pub fn log(&self) -> Self {
        self.applied(Function::Log, &[self])
    }

    /// e to the power of self
    #[must_use]
    pub fn exp(&self) -> Self {
        self.applied(Function::Exp, &[self])
    }

    /// 1 / (1 + e^−self)
    #[must_use]
    pub fn sigmoid(&self) -> Self {
        self.applied(Function::Sigmoid, &[self])
    }

    /// max(0, self)
    #[must_use]
    pub fn relu(&self) -> Self {
        self.applied(Function::ReLU, &[self])
    }

    /// tanh self
    #[must_use]
    pub fn tanh(&self) -> Self {
        self.applied(Function::Tanh, &[self])
    }

    /// sin self
    #[must_use]
    pub fn sin(&self) -> Self {
        self.applied(Function::Sin, &[self])
    }

    /// cos self
    #[must_use]
    pub fn cos(&self) -> Self {
        self.applied(Function::Cos, &[self])
    }

    /// √self
    #[must_use]
    pub fn sqrt(&self) -> Self {
        self.applied(Function::Sqrt, &[self])
    }

    /// self², one node
    #[must_use]
    pub fn square(&self) -> Self {
        self.applied(Function::Square, &[self])
    }

    /// self to the power of a constant
    #[must_use]
    pub fn pow(&self, exponent: f64) -> Self {
        self.applied(Function::Pow, &[self, &self.beside(exponent)])
    }

    /// 5 · self
    #[must_use]
    pub fn times_five(&self) -> Self {
        self.applied(Function::TimesFive, &[self])
    }

    /// 1 where self < other, else 0
    #[must_use]
    pub fn lt(&self, other: &Self) -> Self {
        self.applied(Function::LT, &[self, other])
    }

    /// 1 where self equals other, else 0
    #[must_use]
    pub fn equals(&self, other: &Self) -> Self {
        self.applied(Function::EQ, &[self, other])
    }

    /// A function of scalars where no error can be returned: the draft keeps it and stays as it was.
    fn applied(&self, function: Function, inputs: &[&Self]) -> Self {
        Self::apply_in(&self.draft, function, inputs).unwrap_or_else(|error| {
            for input in inputs {
                input.draft.borrow_mut().remember(error.clone());
            }
            self.clone()
        })
    }

    fn beside(&self, value: f64) -> Self {
        Self::constant_beside(&self.draft, value)
    }
}

/// Writes one operator for scalars and plain numbers, by value and by reference.
macro_rules! operator {
    ($Operator:ident, $method:ident, |$a:ident, $b:ident| $body:expr) => {
        impl $Operator<&Scalar> for &Scalar {
            type Output = Scalar;
            fn $method(self, other: &Scalar) -> Scalar {
                let ($a, $b) = (self, other);
                $body
            }
        }
        operator!(@forward $Operator, $method, Scalar, Scalar, |a, b| (&a, &b));
        operator!(@forward $Operator, $method, Scalar, &Scalar, |a, b| (&a, b));
        operator!(@forward $Operator, $method, &Scalar, Scalar, |a, b| (a, &b));
        operator!(@forward $Operator, $method, &Scalar, f64, |a, b| (a, &a.beside(b)));
        operator!(@forward $Operator, $method, Scalar, f64, |a, b| (&a, &a.beside(b)));
        operator!(@forward $Operator, $method, f64, &Scalar, |a, b| (&b.beside(a), b));
        operator!(@forward $Operator, $method, f64, Scalar, |a, b| (&b.beside(a), &b));
    };
    (@forward $Operator:ident, $method:ident, $Left:ty, $Right:ty, |$a:ident, $b:ident| ($left:expr, $right:expr)) => {
        impl $Operator<$Right> for $Left {
            type Output = Scalar;
            fn $method(self, other: $Right) -> Scalar {
                let ($a, $b) = (self, other);
                $Operator::$method($left, $right)
            }
        }
    };
}

operator!(Add, add, |a, b| a.applied(Function::Add, &[a, b]));
operator!(Sub, sub, |a, b| a
    .applied(Function::Add, &[a, &b.negated()]));
operator!(Mul, mul, |a, b| a.applied(Function::Mul, &[a, b]));
operator!(Div, div, |a, b| a.applied(Function::Mul, &[a, &b.inv()]));

impl Neg for &Scalar {
    type Output = Scalar;
    fn neg(self) -> Scalar {
        self.negated()
    }
}

impl Neg for Scalar {
    type Output = Self;
    fn neg(self) -> Self {
        self.negated()
    }
}
