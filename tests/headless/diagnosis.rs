//! What is said of somebody's derivatives: each expectation was worked out by hand from the mistake.

use chainrule::formula::{Evaluation, Expression};

/// The sentences for these answers, in the order of the variables; nothing for a right one.
fn judge(text: &str, at: &[f64], answers: &[f64]) -> Vec<Option<String>> {
    let expression: Expression = text.parse().expect("a formula");
    let evaluation = Evaluation::new(expression, text, at).expect("within its domain");
    let answers: Vec<Option<f64>> = answers.iter().copied().map(Some).collect();
    evaluation.judge(&answers, 1e-6)
}

#[track_caller]
fn assert_blames(text: &str, at: &[f64], answers: &[f64], words: &[&str]) {
    let sentences = judge(text, at, answers);
    assert_eq!(sentences.len(), words.len());
    for (sentence, words) in sentences.iter().zip(words) {
        match sentence {
            None => assert!(words.is_empty(), "{text}: right, not {words:?}"),
            Some(sentence) => {
                assert!(!words.is_empty(), "{text}: {sentence}");
                assert!(sentence.contains(words), "{text}: {sentence}");
            }
        }
    }
}

#[test]
fn right_answers_are_right() {
    assert_blames("x * x * y", &[3.0, 2.0], &[12.0, 9.0], &["", ""]);
    // Within the tolerance, too.
    assert_blames("x * x * y", &[3.0, 2.0], &[12.000_001, 9.0], &["", ""]);
}

#[test]
fn a_missing_accumulation_is_told_at_the_variable_that_is_read_twice() {
    // x·x: both arguments send 3; whoever keeps one of them has 3.
    assert_blames(
        "x * x",
        &[3.0],
        &[3.0],
        &["a missing accumulation: x is read 2 times"],
    );
    // 5x + 2x: 5 arrives, and 2; the sort takes the sum's first argument last.
    assert_blames(
        "5 * x + 2 * x",
        &[1.0],
        &[5.0],
        &["a missing accumulation: x"],
    );
    assert_blames(
        "5 * x + 2 * x",
        &[1.0],
        &[2.0],
        &["a missing accumulation: x"],
    );
    // Of a non-leaf: z = xy, z + z·z gets 1, z and z: with z = 6 alone 6 · y = 18.
    assert_blames(
        "z = x * y; z + z * z",
        &[2.0, 3.0],
        &[18.0, 12.0],
        &["z is read 3 times", "z is read 3 times"],
    );
}

#[test]
fn a_forgotten_d_output_is_told_at_the_function() {
    // (log x)² at 2: right is 2 · ln 2 / 2; log alone sends 1/2.
    assert_blames(
        "square(log(x))",
        &[2.0],
        &[0.5],
        &["a forgotten d_output: log"],
    );
    // (xy)² at 2, 3: mul alone sends 3 and 2.
    assert_blames(
        "square(x * y)",
        &[2.0, 3.0],
        &[3.0, 2.0],
        &["a forgotten d_output: mul", "a forgotten d_output: mul"],
    );
}

#[test]
fn a_forgotten_local_derivative_is_told_at_the_function() {
    // (xy)² at 2, 3: mul sends on the 12 that it got.
    assert_blames(
        "square(x * y)",
        &[2.0, 3.0],
        &[12.0, 12.0],
        &[
            "a forgotten local derivative: mul",
            "a forgotten local derivative: mul",
        ],
    );
}

#[test]
fn swapped_saved_values_are_told_at_the_function() {
    assert_blames(
        "square(x * y)",
        &[2.0, 3.0],
        &[24.0, 36.0],
        &["swapped saved values: mul", "swapped saved values: mul"],
    );
}

#[test]
fn a_wrong_saved_value_is_told_at_the_function() {
    // sin at 1 with its result 0.8414709848… in place of 1.
    let saved_result = 1.0_f64.sin().cos();
    assert_blames(
        "sin(x)",
        &[1.0],
        &[saved_result],
        &["a wrong saved value: sin"],
    );
}

#[test]
fn a_wrong_sign_is_told_at_the_function_whose_minus_is_missing() {
    assert_blames(
        "x / y",
        &[3.0, 2.0],
        &[0.5, 0.75],
        &[
            "",
            "a wrong sign: the minus is missing in the local derivative of inv",
        ],
    );
    assert_blames(
        "cos(x)",
        &[1.0],
        &[1.0_f64.sin()],
        &["a wrong sign: the minus is missing in the local derivative of cos"],
    );
    assert_blames(
        "x * y",
        &[3.0, 2.0],
        &[-2.0, 3.0],
        &["the sign is wrong", ""],
    );
}

#[test]
fn a_wrong_order_is_told() {
    // y = 3x, 2y + 5y at 2 with what had accumulated passed on: 2 · 3, then (2 + 5) · 3: 6 + 21 = 27.
    assert_blames(
        "y = 3 * x; 2 * y + 5 * y",
        &[2.0],
        &[27.0],
        &["the wrong order"],
    );
}

#[test]
fn derivatives_that_were_not_zeroed_are_told_with_the_number_of_passes() {
    assert_blames("square(x)", &[3.0], &[12.0], &["2 times what is right"]);
    assert_blames(
        "exp(x) * y",
        &[0.5, 2.0],
        &[3.0 * 2.0 * 0.5_f64.exp(), 0.5_f64.exp()],
        &["3 times", ""],
    );
}

#[test]
fn mixed_up_variables_rounded_and_unknown_answers_are_told_as_such() {
    assert_blames(
        "x + 2 * y",
        &[1.0, 3.0],
        &[2.0, 1.0],
        &["the derivative by y", "the derivative by x"],
    );
    assert_blames(
        "log(x)",
        &[3.0],
        &[0.333],
        &["close, but not within the tolerance"],
    );
    assert_blames("log(x)", &[3.0], &[17.0], &["none of the known mistakes"]);
}

#[test]
fn a_variable_that_the_result_does_not_depend_on_has_the_derivative_0() {
    assert_blames("w = y * 2; x * 3", &[1.0, 1.0], &[0.0, 3.0], &["", ""]);
    assert_blames(
        "w = y * 2; x * 3",
        &[1.0, 1.0],
        &[2.0, 3.0],
        &["does not depend on it", ""],
    );
}

#[test]
fn one_cause_for_all_answers_is_told_of_all() {
    assert_blames("x * y", &[2.0, 4.0], &[8.0, 4.0], &["2 times", "2 times"]);
    assert_blames(
        "x / y",
        &[3.0, 2.0],
        &[-0.5, 0.75],
        &["the sign is wrong", "the sign is wrong"],
    );
}

#[test]
fn a_small_derivative_with_the_wrong_sign_is_not_called_rounded() {
    assert_blames(
        "x * y",
        &[1.0, 0.004],
        &[-0.004, 1.0],
        &["the sign is wrong", ""],
    );
}

#[test]
fn the_first_arrival_is_that_of_the_topological_order() {
    // The sort takes the last argument's branch first: 5, then 4 and 2 arrive at x.
    let text = "a = x * 2; b = x * 5; c = x * 4; a + c + b";
    assert_blames(text, &[7.0], &[5.0], &["not the first alone"]);
    assert_blames(text, &[7.0], &[2.0], &["not the latest alone"]);
}
