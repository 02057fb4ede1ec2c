//! One rule a function: names, mathematics, forward, local derivatives. To read a function, read it here.

use super::{
    Real,
    scalar_function::{Saves, ScalarFunction},
};

pub struct Add;

impl ScalarFunction for Add {
    const NAME: &'static str = "add";
    const SYMBOL: &'static str = "+";
    const ARITY: usize = 2;
    const MATHEMATICS: &'static str = "f(a, b) = a + b,  ∂f/∂a = 1,  ∂f/∂b = 1";
    const SAVES: Saves = Saves::Nothing;

    #[inline(always)]
    fn forward<R: Real>([a, b]: [R; 2]) -> R {
        a + b
    }

    #[inline(always)]
    fn local_derivatives<R: Real>([a, _]: [R; 2]) -> [R; 2] {
        [a.like(1.0), a.like(1.0)]
    }
}

pub struct Mul;

impl ScalarFunction for Mul {
    const NAME: &'static str = "mul";
    const SYMBOL: &'static str = "×";
    const ARITY: usize = 2;
    const MATHEMATICS: &'static str = "f(a, b) = a · b,  ∂f/∂a = b,  ∂f/∂b = a";
    const SAVES: Saves = Saves::Inputs;

    #[inline(always)]
    fn forward<R: Real>([a, b]: [R; 2]) -> R {
        a * b
    }

    #[inline(always)]
    fn local_derivatives<R: Real>([a, b]: [R; 2]) -> [R; 2] {
        [b, a]
    }
}

pub struct Neg;

impl ScalarFunction for Neg {
    const NAME: &'static str = "neg";
    const SYMBOL: &'static str = "−";
    const ARITY: usize = 1;
    const MATHEMATICS: &'static str = "f(a) = −a,  f′(a) = −1";
    const SAVES: Saves = Saves::Nothing;

    #[inline(always)]
    fn forward<R: Real>([a, _]: [R; 2]) -> R {
        -a
    }

    #[inline(always)]
    fn local_derivatives<R: Real>([a, _]: [R; 2]) -> [R; 2] {
        [a.like(-1.0), a.like(0.0)]
    }
}

pub struct Inv;

impl ScalarFunction for Inv {
    const NAME: &'static str = "inv";
    const SYMBOL: &'static str = "1/(·)";
    const ARITY: usize = 1;
    const MATHEMATICS: &'static str = "f(a) = 1 / a,  f′(a) = −1 / a²";
    const SAVES: Saves = Saves::Inputs;

    #[inline(always)]
    fn forward<R: Real>([a, _]: [R; 2]) -> R {
        a.like(1.0) / a
    }

    #[inline(always)]
    fn local_derivatives<R: Real>([a, _]: [R; 2]) -> [R; 2] {
        [a.like(-1.0) / (a * a), a.like(0.0)]
    }
}

pub struct Log;

impl ScalarFunction for Log {
    const NAME: &'static str = "log";
    const SYMBOL: &'static str = "log";
    const ARITY: usize = 1;
    const MATHEMATICS: &'static str = "f(a) = ln a,  f′(a) = 1 / a";
    const SAVES: Saves = Saves::Inputs;

    #[inline(always)]
    fn forward<R: Real>([a, _]: [R; 2]) -> R {
        a.ln()
    }

    #[inline(always)]
    fn local_derivatives<R: Real>([a, _]: [R; 2]) -> [R; 2] {
        [a.like(1.0) / a, a.like(0.0)]
    }
}

pub struct Exp;

impl ScalarFunction for Exp {
    const NAME: &'static str = "exp";
    const SYMBOL: &'static str = "exp";
    const ARITY: usize = 1;
    const MATHEMATICS: &'static str = "f(a) = exp(a),  f′(a) = exp(a)";
    const SAVES: Saves = Saves::Result;

    #[inline(always)]
    fn forward<R: Real>([a, _]: [R; 2]) -> R {
        a.exp()
    }

    #[inline(always)]
    fn local_derivatives<R: Real>([result, _]: [R; 2]) -> [R; 2] {
        [result, result.like(0.0)]
    }
}

pub struct Sigmoid;

impl ScalarFunction for Sigmoid {
    const NAME: &'static str = "sigmoid";
    const SYMBOL: &'static str = "σ";
    const ARITY: usize = 1;
    const MATHEMATICS: &'static str = "f(a) = 1 / (1 + exp(−a)),  f′(a) = f(a) · (1 − f(a))";
    const SAVES: Saves = Saves::Result;

    // The argument of the exponential is never positive, so that it never overflows: below 0 the fraction is expanded by eᵃ.
    #[inline(always)]
    fn forward<R: Real>([a, _]: [R; 2]) -> R {
        let (zero, one) = (a.like(0.0), a.like(1.0));
        let e = (-a.abs()).exp();
        a.if_less(zero, e, one) / (one + e)
    }

    #[inline(always)]
    fn local_derivatives<R: Real>([result, _]: [R; 2]) -> [R; 2] {
        [result * (result.like(1.0) - result), result.like(0.0)]
    }
}

pub struct ReLU;

impl ScalarFunction for ReLU {
    const NAME: &'static str = "relu";
    const SYMBOL: &'static str = "ReLU";
    const ARITY: usize = 1;
    const MATHEMATICS: &'static str = "f(a) = max(0, a),  f′(a) = 1 if a > 0, else 0";
    const SAVES: Saves = Saves::Inputs;

    // Not the maximum of floating point, which would turn a NaN into a 0 and hide where it came from.
    #[inline(always)]
    fn forward<R: Real>([a, _]: [R; 2]) -> R {
        let zero = a.like(0.0);
        a.if_at_most(zero, zero, a)
    }

    #[inline(always)]
    fn local_derivatives<R: Real>([a, _]: [R; 2]) -> [R; 2] {
        let (zero, one) = (a.like(0.0), a.like(1.0));
        [zero.if_less(a, one, zero), zero]
    }
}

pub struct Tanh;

impl ScalarFunction for Tanh {
    const NAME: &'static str = "tanh";
    const SYMBOL: &'static str = "tanh";
    const ARITY: usize = 1;
    const MATHEMATICS: &'static str = "f(a) = tanh a,  f′(a) = 1 − f(a)²";
    const SAVES: Saves = Saves::Result;

    #[inline(always)]
    fn forward<R: Real>([a, _]: [R; 2]) -> R {
        a.tanh()
    }

    #[inline(always)]
    fn local_derivatives<R: Real>([result, _]: [R; 2]) -> [R; 2] {
        [result.like(1.0) - result * result, result.like(0.0)]
    }
}

pub struct Sin;

impl ScalarFunction for Sin {
    const NAME: &'static str = "sin";
    const SYMBOL: &'static str = "sin";
    const ARITY: usize = 1;
    const MATHEMATICS: &'static str = "f(a) = sin a,  f′(a) = cos a";
    const SAVES: Saves = Saves::Inputs;

    #[inline(always)]
    fn forward<R: Real>([a, _]: [R; 2]) -> R {
        a.sin()
    }

    #[inline(always)]
    fn local_derivatives<R: Real>([a, _]: [R; 2]) -> [R; 2] {
        [a.cos(), a.like(0.0)]
    }
}

pub struct Cos;

impl ScalarFunction for Cos {
    const NAME: &'static str = "cos";
    const SYMBOL: &'static str = "cos";
    const ARITY: usize = 1;
    const MATHEMATICS: &'static str = "f(a) = cos a,  f′(a) = −sin a";
    const SAVES: Saves = Saves::Inputs;

    #[inline(always)]
    fn forward<R: Real>([a, _]: [R; 2]) -> R {
        a.cos()
    }

    #[inline(always)]
    fn local_derivatives<R: Real>([a, _]: [R; 2]) -> [R; 2] {
        [-a.sin(), a.like(0.0)]
    }
}

pub struct Sqrt;

impl ScalarFunction for Sqrt {
    const NAME: &'static str = "sqrt";
    const SYMBOL: &'static str = "√";
    const ARITY: usize = 1;
    const MATHEMATICS: &'static str = "f(a) = √a,  f′(a) = 1 / (2 √a)";
    const SAVES: Saves = Saves::Result;

    #[inline(always)]
    fn forward<R: Real>([a, _]: [R; 2]) -> R {
        a.sqrt()
    }

    #[inline(always)]
    fn local_derivatives<R: Real>([result, _]: [R; 2]) -> [R; 2] {
        [result.like(0.5) / result, result.like(0.0)]
    }
}

pub struct Square;

impl ScalarFunction for Square {
    const NAME: &'static str = "square";
    const SYMBOL: &'static str = "(·)²";
    const ARITY: usize = 1;
    const MATHEMATICS: &'static str = "f(a) = a²,  f′(a) = 2a";
    const SAVES: Saves = Saves::Inputs;

    #[inline(always)]
    fn forward<R: Real>([a, _]: [R; 2]) -> R {
        a * a
    }

    #[inline(always)]
    fn local_derivatives<R: Real>([a, _]: [R; 2]) -> [R; 2] {
        [a.like(2.0) * a, a.like(0.0)]
    }
}

pub struct Pow;

impl ScalarFunction for Pow {
    const NAME: &'static str = "pow";
    const SYMBOL: &'static str = "(·)^c";
    const ARITY: usize = 2;
    const MATHEMATICS: &'static str = "f(a) = a^c with a constant c,  f′(a) = c · a^(c − 1)";
    const SAVES: Saves = Saves::Inputs;

    #[inline(always)]
    fn forward<R: Real>([a, c]: [R; 2]) -> R {
        a.powf(c)
    }

    // a⁰ is 1 everywhere, so its slope is 0 even at a = 0, where 0 · 0⁻¹ would be NaN. The exponent is a constant (the builder
    // sees to it): nobody asks for its derivative.
    #[inline(always)]
    fn local_derivatives<R: Real>([a, c]: [R; 2]) -> [R; 2] {
        let zero = c.like(0.0);
        let slope = c * a.powf(c - c.like(1.0));
        [c.if_equal(zero, zero, slope), zero]
    }
}

pub struct TimesFive;

impl ScalarFunction for TimesFive {
    const NAME: &'static str = "times_five";
    const SYMBOL: &'static str = "×5";
    const ARITY: usize = 1;
    const MATHEMATICS: &'static str = "f(a) = 5a,  f′(a) = 5";
    const SAVES: Saves = Saves::Nothing;

    #[inline(always)]
    fn forward<R: Real>([a, _]: [R; 2]) -> R {
        a.like(5.0) * a
    }

    #[inline(always)]
    fn local_derivatives<R: Real>([a, _]: [R; 2]) -> [R; 2] {
        [a.like(5.0), a.like(0.0)]
    }
}

pub struct LT;

impl ScalarFunction for LT {
    const NAME: &'static str = "lt";
    const SYMBOL: &'static str = "<";
    const ARITY: usize = 2;
    const MATHEMATICS: &'static str = "f(a, b) = 1 if a < b, else 0,  ∂f/∂a = 0,  ∂f/∂b = 0";
    const SAVES: Saves = Saves::Nothing;

    #[inline(always)]
    fn forward<R: Real>([a, b]: [R; 2]) -> R {
        a.if_less(b, a.like(1.0), a.like(0.0))
    }

    #[inline(always)]
    fn local_derivatives<R: Real>([a, _]: [R; 2]) -> [R; 2] {
        [a.like(0.0), a.like(0.0)]
    }
}

pub struct EQ;

impl ScalarFunction for EQ {
    const NAME: &'static str = "eq";
    const SYMBOL: &'static str = "=";
    const ARITY: usize = 2;
    const MATHEMATICS: &'static str = "f(a, b) = 1 if a = b, else 0,  ∂f/∂a = 0,  ∂f/∂b = 0";
    const SAVES: Saves = Saves::Nothing;

    #[inline(always)]
    fn forward<R: Real>([a, b]: [R; 2]) -> R {
        a.if_equal(b, a.like(1.0), a.like(0.0))
    }

    #[inline(always)]
    fn local_derivatives<R: Real>([a, _]: [R; 2]) -> [R; 2] {
        [a.like(0.0), a.like(0.0)]
    }
}
