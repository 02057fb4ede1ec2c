//! What is said of a wrong answer: which typical mistake it is.

use chainrule::lesson::Verdict;

use super::Classroom;

/// A question about one expression, and what is said of an answer.
fn said(expression: &str, at: &str, question: &str, typed: &str) -> Option<String> {
    let mut classroom = Classroom::with(&format!(
        "title = \"T\"\n[stage]\nexpression = \"{expression}\"\nat = {{ {at} }}\n[[steps]]\ntext = \"?\"\n[steps.question]\nask = \
         \"?\"\nanswer = {{ {question} }}\n"
    ));
    match classroom.answer(typed) {
        Verdict::Wrong { reason, .. } => reason,
        other => panic!("{typed} is {other:?}"),
    }
}

#[track_caller]
fn assert_said(question: &str, typed: &str, words: &str) {
    // p = 12, r = 120; ∂r/∂p = 10, ∂r/∂x = 30, ∂r/∂y = 40, ∂r/∂k = 12.
    let reason = said(
        "p = x * y; r = p * k",
        "x = 4, y = 3, k = 10",
        question,
        typed,
    );
    let reason = reason.unwrap_or_else(|| panic!("nothing is said of {typed}"));
    assert!(reason.contains(words), "{typed}: {reason}");
}

#[test]
fn a_derivative_is_told_apart_from_values_and_from_other_derivatives() {
    assert_said(
        "derivative = \"x\"",
        "4",
        "the value of x, not the derivative",
    );
    assert_said("derivative = \"p\"", "120", "the value of r");
    assert_said("derivative = \"y\"", "30", "swapped saved values");
    assert_said("derivative = \"y\"", "4", "a forgotten d_output: mul at p");
    assert_said("derivative = \"y\"", "-40", "the sign is wrong");
    assert_said("derivative = \"y\"", "40.1", "four digits");
}

#[test]
fn several_times_the_right_number_is_no_missing_zeroing_where_one_pass_runs() {
    let reason = said(
        "p = x * y; r = p * k",
        "x = 4, y = 3, k = 10",
        "derivative = \"y\"",
        "80",
    );
    assert_eq!(reason, None);
}

#[test]
fn what_a_node_sends_has_its_own_slips() {
    let question = "sent = { node = \"p\", input = \"y\" }";
    assert_said(question, "4", "the local derivative alone");
    assert_said(question, "10", "the d_output as it arrived");
    assert_said(question, "30", "belongs to x");
    let question = "local = { node = \"p\", input = \"y\" }";
    assert_said(question, "40", "times d_output");
    assert_said(question, "3", "belongs to x");
}

#[test]
fn values_saved_numbers_places_and_steps_have_theirs() {
    assert_said("value = \"p\"", "10", "the derivative by p");
    let saved = said(
        "u = times_five(x); y = square(u)",
        "x = 3",
        "saved = \"y\"",
        "225",
    );
    assert!(saved.unwrap().contains("the result of y"));
    let saved = said(
        "u = times_five(x); y = square(u)",
        "x = 3",
        "saved = \"y\"",
        "3",
    );
    assert!(saved.unwrap().contains("the value of x"));
    // The list is r, k, p, y, x.
    assert_said("place = \"r\"", "5", "from the other end");
    assert_said("place = \"r\"", "0", "counts from 0");
    let step = "stepped = { leaf = \"y\", learning_rate = 0.1 }";
    assert_said(step, "7", "uphill");
    assert_said(step, "4", "the length of the step");
    assert_said(step, "-37", "the learning rate is missing");
}

#[test]
fn central_differences_and_sums_of_passes_have_theirs() {
    let question = "central_difference = { leaf = \"x\", epsilon = 1.0 }";
    let of = |typed: &str| said("x^3", "x = 2", question, typed).unwrap();
    // (27 − 1) / 2 = 13.
    assert!(of("26").contains("2ε"));
    assert!(of("12").contains("the exact derivative"));
    let question = "accumulated = { leaf = \"x\", passes = 3 }";
    let of = |typed: &str| said("5 * x", "x = 2", question, typed).unwrap();
    assert!(of("5").contains("one pass"));
    assert!(of("10").contains("the sum of 2 passes"));
}

#[test]
fn the_value_from_before_a_small_step_is_not_the_one_after_it() {
    // The derivative is 1e-3: the step of 0.1 leads to 7.9999.
    let expression = "0.001 * b";
    let question = "stepped = { leaf = \"b\", learning_rate = 0.1 }";
    let reason = said(expression, "b = 8", question, "8").unwrap();
    assert!(reason.contains("from before the step"), "{reason}");
    let mut classroom = Classroom::with(&format!(
        "title = \"T\"\n[stage]\nexpression = \"{expression}\"\nat = {{ b = 8 }}\n[[steps]]\ntext = \"?\"\n[steps.question]\nask = \
         \"?\"\nanswer = {{ {question} }}\n"
    ));
    let Verdict::Right(right) = classroom.answer("7.9999") else {
        panic!("it is right");
    };
    assert!((right - 7.9999).abs() < 1e-12);
}

#[test]
fn four_digits_are_right_and_three_are_not() {
    let mut classroom = Classroom::with(
        "title = \"T\"\n[stage]\nexpression = \"square(log(x))\"\nat = { x = 10 }\n[[steps]]\ntext = \"?\"\n[steps.question]\nask = \
         \"?\"\nanswer = { derivative = \"x\" }\n",
    );
    // 2 · ln 10 / 10 = 0.460517…
    assert!(matches!(classroom.answer("0.46"), Verdict::Wrong { .. }));
    assert!(matches!(classroom.answer("0.4605"), Verdict::Right(_)));
}
