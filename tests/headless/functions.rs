//! Every function on its own: its value, what it saves, and its derivative against central differences.

use bevy::prelude::*;
use chainrule::autodiff::{CHECK_EPSILON, Function, GraphBuilder, Inputs, Saves, chain_rule};

use super::harness::{
    DIFFERENCE_TOLERANCE, Graphs, assert_close, assert_derivatives, autodiff_world,
};

/// Places of both inputs at which each function is smooth for at least 0.05 around, and where f‴ is below a thousand.
fn smooth_places(function: Function) -> Vec<[f64; 2]> {
    const SIGNED: [f64; 8] = [-3.7, -1.0, -0.6, -0.1, 0.1, 0.45, 1.3, 4.2];
    const POSITIVE: [f64; 6] = [0.3, 0.8, 1.0, 1.9, 7.5, 40.0];
    let pairs = |left: &[f64], right: &[f64]| {
        left.iter()
            .flat_map(|&a| right.iter().map(move |&b| [a, b]))
            .collect()
    };
    match function {
        Function::Log | Function::Sqrt => pairs(&POSITIVE, &[0.0]),
        Function::Inv => pairs(&[-3.7, -1.0, -0.5, 0.5, 1.3, 40.0], &[0.0]),
        Function::Pow => pairs(&POSITIVE, &[0.0, 1.0, 2.0, 3.0, 0.5, -1.0]),
        Function::Add | Function::Mul => pairs(&SIGNED, &SIGNED),
        // At a distance from the jump: the second input is none of the first's places.
        Function::LT | Function::EQ => pairs(&SIGNED, &[-2.0, 0.0, 0.7]),
        _ => pairs(&SIGNED, &[0.0]),
    }
}

fn value(function: Function, inputs: [f64; 2]) -> f64 {
    function.forward(inputs).0
}

fn slopes(function: Function, inputs: [f64; 2]) -> [f64; 2] {
    function.local_derivatives(&function.forward(inputs).1)
}

/// The inputs that have a derivative: the exponent of a power is a constant.
fn differentiable_inputs(function: Function) -> usize {
    if function == Function::Pow {
        1
    } else {
        function.rule().arity
    }
}

#[test]
fn every_local_derivative_agrees_with_central_differences() {
    for function in Function::ALL {
        for place in smooth_places(function) {
            for input in 0..differentiable_inputs(function) {
                let epsilon = CHECK_EPSILON * place[input].abs().max(1.0);
                let at = |x: f64| {
                    let mut moved = place;
                    moved[input] = x;
                    value(function, moved)
                };
                let (right, left) = (place[input] + epsilon, place[input] - epsilon);
                let difference = (at(right) - at(left)) / (right - left);
                let slope = slopes(function, place)[input];
                let scale = slope.abs().max(difference.abs()).max(1.0);
                assert!(
                    (slope - difference).abs() <= DIFFERENCE_TOLERANCE * scale,
                    "{function:?} at {place:?}, input {input}: {slope} is not {difference}"
                );
            }
        }
    }
}

#[test]
fn every_function_passes_the_check_as_a_node_of_a_graph() {
    for function in Function::ALL {
        for place in smooth_places(function) {
            let mut world = autodiff_world();
            let builder = GraphBuilder::new();
            let a = builder.leaf("a", place[0]);
            let b = if function == Function::Pow {
                builder.constant(place[1])
            } else {
                builder.leaf("b", place[1])
            };
            let inputs = [&a, &b];
            let output = builder
                .apply(function, &inputs[..function.rule().arity])
                .unwrap();
            let graph = builder.spawn(&mut world).unwrap();
            let checked = assert_derivatives(&mut world, graph.entity(&output));
            assert_eq!(checked, differentiable_inputs(function), "{function:?}");
        }
    }
}

#[test]
fn every_function_agrees_with_its_definition() {
    // Independent of the rules: from the operators' definitions, by hand.
    let table: [(Function, [f64; 2], f64); 24] = [
        (Function::Add, [2.0, 3.0], 5.0),
        (Function::Mul, [2.0, -3.0], -6.0),
        (Function::Neg, [2.5, 0.0], -2.5),
        (Function::Inv, [4.0, 0.0], 0.25),
        (Function::Log, [1.0, 0.0], 0.0),
        (Function::Log, [std::f64::consts::E, 0.0], 1.0),
        (Function::Exp, [0.0, 0.0], 1.0),
        (Function::Exp, [1.0, 0.0], std::f64::consts::E),
        (Function::Sigmoid, [0.0, 0.0], 0.5),
        (Function::Sigmoid, [3.0_f64.ln(), 0.0], 0.75),
        (Function::ReLU, [3.0, 0.0], 3.0),
        (Function::ReLU, [-3.0, 0.0], 0.0),
        (Function::Tanh, [2.0_f64.ln(), 0.0], 0.6),
        (Function::Sin, [std::f64::consts::FRAC_PI_6, 0.0], 0.5),
        (Function::Cos, [std::f64::consts::FRAC_PI_3, 0.0], 0.5),
        (Function::Sqrt, [2.25, 0.0], 1.5),
        (Function::Square, [-3.0, 0.0], 9.0),
        (Function::Pow, [2.0, 3.0], 8.0),
        (Function::TimesFive, [10.0, 0.0], 50.0),
        (Function::LT, [2.0, 3.0], 1.0),
        (Function::LT, [3.0, 2.0], 0.0),
        (Function::LT, [2.0, 2.0], 0.0),
        (Function::EQ, [2.0, 2.0], 1.0),
        (Function::EQ, [2.0, 2.1], 0.0),
    ];
    for (function, inputs, expected) in table {
        assert_close(value(function, inputs), expected, 1e-15);
    }
    for function in Function::ALL {
        assert!(
            table.iter().any(|(listed, ..)| *listed == function),
            "{function:?} is missing from the table"
        );
    }
}

#[test]
fn the_local_derivatives_are_those_of_the_table() {
    let e = std::f64::consts::E;
    let table: [(Function, [f64; 2], [f64; 2]); 17] = [
        (Function::Add, [2.0, 3.0], [1.0, 1.0]),
        (Function::Mul, [2.0, 3.0], [3.0, 2.0]),
        (Function::Neg, [2.0, 0.0], [-1.0, 0.0]),
        (Function::Inv, [2.0, 0.0], [-0.25, 0.0]),
        (Function::Log, [4.0, 0.0], [0.25, 0.0]),
        (Function::Exp, [1.0, 0.0], [e, 0.0]),
        (Function::Sigmoid, [0.0, 0.0], [0.25, 0.0]),
        (Function::ReLU, [2.0, 0.0], [1.0, 0.0]),
        (Function::Tanh, [2.0_f64.ln(), 0.0], [0.64, 0.0]),
        (Function::Sin, [0.0, 0.0], [1.0, 0.0]),
        (
            Function::Cos,
            [std::f64::consts::FRAC_PI_2, 0.0],
            [-1.0, 0.0],
        ),
        (Function::Sqrt, [4.0, 0.0], [0.25, 0.0]),
        (Function::Square, [3.0, 0.0], [6.0, 0.0]),
        (Function::Pow, [2.0, 3.0], [12.0, 0.0]),
        (Function::TimesFive, [7.0, 0.0], [5.0, 0.0]),
        (Function::LT, [1.0, 2.0], [0.0, 0.0]),
        (Function::EQ, [1.0, 2.0], [0.0, 0.0]),
    ];
    for (function, inputs, expected) in table {
        let slopes = slopes(function, inputs);
        for input in 0..differentiable_inputs(function) {
            assert_close(slopes[input], expected[input], 1e-15);
        }
    }
}

#[test]
fn names_are_unique_and_lower_case() {
    let mut names: Vec<&str> = Function::ALL
        .iter()
        .map(|function| function.rule().name)
        .collect();
    for name in &names {
        assert!(
            name.chars()
                .all(|letter| letter.is_ascii_lowercase() || letter == '_'),
            "{name}"
        );
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Function::ALL.len());
}

#[test]
fn a_rule_takes_as_many_inputs_as_its_mathematics_names() {
    for function in Function::ALL {
        let rule = function.rule();
        assert!((1..=Inputs::MOST).contains(&rule.arity));
        // f(a) … or f(a, b) …; the constant exponent is an input too.
        let named = rule.mathematics[2..]
            .split(')')
            .next()
            .unwrap()
            .split(',')
            .count();
        let exponent = usize::from(function == Function::Pow);
        assert_eq!(rule.arity, named + exponent, "{}", rule.mathematics);
    }
}

#[test]
fn functions_save_what_minitorch_saves() {
    let saved = |function: Function, inputs| function.forward(inputs).1.as_slice().to_vec();
    let nothing: [f64; 0] = [];
    assert_eq!(saved(Function::Add, [2.0, 3.0]), nothing);
    assert_eq!(saved(Function::Neg, [2.0, 0.0]), nothing);
    assert_eq!(saved(Function::LT, [2.0, 3.0]), nothing);
    assert_eq!(saved(Function::EQ, [2.0, 3.0]), nothing);
    assert_eq!(saved(Function::Log, [2.0, 0.0]), [2.0]);
    assert_eq!(saved(Function::Mul, [2.0, 3.0]), [2.0, 3.0]);
    assert_eq!(saved(Function::Inv, [2.0, 0.0]), [2.0]);
    assert_eq!(saved(Function::ReLU, [2.0, 0.0]), [2.0]);
    assert_eq!(saved(Function::Square, [3.0, 0.0]), [3.0]);
    assert_eq!(saved(Function::Sigmoid, [0.0, 0.0]), [0.5]);
    assert_eq!(saved(Function::Exp, [0.0, 0.0]), [1.0]);
    for function in Function::ALL {
        let expected = match function.rule().saves {
            Saves::Nothing => 0,
            Saves::Inputs => function.rule().arity,
            Saves::Result => 1,
        };
        assert_eq!(saved(function, [1.0, 2.0]).len(), expected, "{function:?}");
    }
}

#[test]
fn relu_at_zero_has_value_and_derivative_zero() {
    for zero in [0.0, -0.0] {
        assert_eq!(value(Function::ReLU, [zero, 0.0]), 0.0);
        assert_eq!(slopes(Function::ReLU, [zero, 0.0])[0], 0.0);
    }
}

#[test]
fn relu_lets_a_nan_through() {
    assert!(value(Function::ReLU, [f64::NAN, 0.0]).is_nan());
}

#[test]
fn sigmoid_neither_overflows_nor_leaves_its_range() {
    for a in [
        -800.0,
        -709.0,
        -40.0,
        40.0,
        709.0,
        800.0,
        f64::MAX,
        f64::MIN,
    ] {
        let (sigmoid, slope) = (
            value(Function::Sigmoid, [a, 0.0]),
            slopes(Function::Sigmoid, [a, 0.0])[0],
        );
        assert!((0.0..=1.0).contains(&sigmoid), "σ({a}) = {sigmoid}");
        assert!((0.0..=0.25).contains(&slope), "σ′({a}) = {slope}");
    }
    assert_eq!(value(Function::Sigmoid, [-800.0, 0.0]), 0.0);
    assert_eq!(value(Function::Sigmoid, [800.0, 0.0]), 1.0);
    // Far on the left the value is small, not zero: e⁻⁷⁰⁰.
    assert!(value(Function::Sigmoid, [-700.0, 0.0]) > 0.0);
}

#[test]
fn sigmoid_is_symmetric_and_never_falls() {
    let mut before = 0.0;
    for step in -400..=400 {
        let a = f64::from(step) * 0.25;
        let sigmoid = value(Function::Sigmoid, [a, 0.0]);
        let mirrored = value(Function::Sigmoid, [-a, 0.0]);
        // Three roundings of numbers of at most 1.
        assert!((1.0 - sigmoid - mirrored).abs() <= 3.0 * f64::EPSILON);
        assert!(sigmoid >= before, "σ falls at {a}");
        before = sigmoid;
    }
    assert_eq!(value(Function::Sigmoid, [0.0, 0.0]), 0.5);
}

#[test]
fn comparisons_have_derivative_zero_even_where_they_jump() {
    for function in [Function::LT, Function::EQ] {
        assert_eq!(slopes(function, [2.0, 2.0]), [0.0, 0.0]);
        assert_eq!(slopes(function, [2.0, 3.0]), [0.0, 0.0]);
    }
}

#[test]
fn log_is_the_exact_logarithm() {
    assert_eq!(value(Function::Log, [1.0, 0.0]), 0.0);
    assert_eq!(value(Function::Log, [0.0, 0.0]), f64::NEG_INFINITY);
    assert!(value(Function::Log, [-1.0, 0.0]).is_nan());
}

#[test]
fn a_power_with_exponent_zero_is_flat_everywhere() {
    for base in [-2.0, 0.0, 3.0] {
        assert_eq!(value(Function::Pow, [base, 0.0]), 1.0);
        assert_eq!(slopes(Function::Pow, [base, 0.0])[0], 0.0);
    }
}

#[test]
fn powers_follow_the_power_rule() {
    // (base, exponent, value, slope), by hand.
    let table = [
        (3.0, 2.0, 9.0, 6.0),
        (-3.0, 2.0, 9.0, -6.0),
        (0.0, 2.0, 0.0, 0.0),
        (-2.0, 3.0, -8.0, 12.0),
        (4.0, 0.5, 2.0, 0.25),
        (2.0, -1.0, 0.5, -0.25),
        (-2.0, -1.0, -0.5, -0.25),
        (0.0, 1.0, 0.0, 1.0),
    ];
    for (base, exponent, power, slope) in table {
        assert_close(value(Function::Pow, [base, exponent]), power, 1e-15);
        assert_close(slopes(Function::Pow, [base, exponent])[0], slope, 1e-15);
    }
    assert!(value(Function::Pow, [-2.0, 0.5]).is_nan());
}

#[test]
fn the_chain_rule_multiplies_by_d_output() {
    // MiniTorch's test_chain_rule: the result for each input, the function with d_output 5.
    let (_, saved) = Function::Mul.forward([5.0, 10.0]);
    assert_eq!(chain_rule(Function::Mul, &saved, 5.0), [50.0, 25.0]);
    let (_, saved) = Function::Add.forward([5.0, 10.0]);
    assert_eq!(chain_rule(Function::Add, &saved, 5.0), [5.0, 5.0]);
}

/// MiniTorch's Function1, x + y + 10, and Function2, xy + x, drafted from the builder's functions.
mod minitorch {
    use chainrule::autodiff::Scalar;

    pub fn function_1(x: &Scalar, y: &Scalar) -> Scalar {
        x + y + 10.0
    }

    pub fn function_2(x: &Scalar, y: &Scalar) -> Scalar {
        x * y + x
    }
}

/// Runs a pass from `draft`'s output with `d_output` 5; the derivatives of x = 3 and y = 10.
fn derivatives_at_3_and_10(
    draft: fn(&GraphBuilder, [&chainrule::autodiff::Scalar; 2]) -> chainrule::autodiff::Scalar,
) -> [Option<f64>; 2] {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let (x, y) = (builder.leaf("x", 3.0), builder.leaf("y", 10.0));
    let output = draft(&builder, [&x, &y]);
    let graph = builder.spawn(&mut world).expect("a legal graph");
    world.pass_from(graph.entity(&output), 5.0);
    [&x, &y].map(|leaf| world.derivative(graph.entity(leaf)))
}

#[test]
fn chain_rule_1_gives_two_results_and_chain_rule_2_passes_d_output_on() {
    let derivatives = derivatives_at_3_and_10(|_, [x, y]| minitorch::function_1(x, y));
    assert_eq!(derivatives, [Some(5.0), Some(5.0)]);
}

#[test]
fn chain_rule_4_of_xy_plus_x_is_55_and_15() {
    // d(y + 1) and dx; MiniTorch has x = 5 there, hence its 25.
    let derivatives = derivatives_at_3_and_10(|_, [x, y]| minitorch::function_2(x, y));
    assert_eq!(derivatives, [Some(55.0), Some(15.0)]);
}

#[test]
fn chain_rule_3_skips_a_constant() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let (ten, y) = (builder.constant(10.0), builder.leaf("y", 5.0));
    let output = minitorch::function_2(&ten, &y);
    let graph = builder.spawn(&mut world).unwrap();
    world.pass_from(graph.entity(&output), 5.0);
    // MiniTorch's constant 10 sends 5 · 10 to the variable.
    assert_eq!(world.derivative(graph.entity(&y)), Some(50.0));
    assert!(
        world
            .get::<chainrule::autodiff::Derivative>(graph.entity(&ten))
            .is_none()
    );
}

#[test]
fn backprop_1_to_4_end_with_minitorchs_numbers() {
    // d_output 5: a chain of one, of two, a diamond, a chain into a diamond.
    let cases: [(
        fn(&chainrule::autodiff::Scalar) -> chainrule::autodiff::Scalar,
        f64,
    ); 4] = [
        (|x| 0.0 + x, 5.0),
        (|x| 0.0 + (0.0 + x), 5.0),
        (
            |x| {
                let (left, right) = (0.0 + x, 0.0 + x);
                minitorch::function_1(&left, &right)
            },
            10.0,
        ),
        (
            |x| {
                let chain = 0.0 + x;
                let (left, right) = (0.0 + &chain, 0.0 + &chain);
                minitorch::function_1(&left, &right)
            },
            10.0,
        ),
    ];
    for (number, (draft, expected)) in cases.into_iter().enumerate() {
        let mut world = autodiff_world();
        let builder = GraphBuilder::new();
        let x = builder.leaf("x", 0.0);
        let output = draft(&x);
        let graph = builder.spawn(&mut world).unwrap();
        world.pass_from(graph.entity(&output), 5.0);
        assert_eq!(
            world.derivative(graph.entity(&x)),
            Some(expected),
            "backprop{}",
            number + 1
        );
    }
}
