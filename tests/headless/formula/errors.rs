//! What is said of a text that is no formula.

use super::error;

/// The message, and the part of the text that it is about.
#[track_caller]
fn assert_complains(text: &str, place: &str, message: &str, help: Option<&str>) {
    let error = error(text);
    assert_eq!(error.to_string(), message, "{text}");
    assert_eq!(&text[error.span.clone()], place, "{text}");
    assert_eq!(error.help().as_deref(), help, "{text}");
}

#[test]
fn a_sign_in_the_wrong_place_is_named_with_what_would_be_right() {
    assert_complains(
        "log(x * )",
        ")",
        "line 1, column 9: expected a number, a name, a function or `(`, found `)`",
        None,
    );
    assert_complains(
        "log(x",
        "",
        "line 1, column 6: expected an operator, `,` or `)`, found the end",
        None,
    );
    assert_complains(
        "x + y)",
        ")",
        "line 1, column 6: expected an operator or the end, found `)`",
        None,
    );
    assert_complains(
        "z = x * y\nlog(z) +* 3",
        "*",
        "line 2, column 9: expected a number, a name, a function or `(`, found `*`",
        None,
    );
}

#[test]
fn two_operands_side_by_side_are_taken_for_a_product() {
    let help = Some("to multiply, write `*` between the two");
    assert_complains(
        "2x",
        "x",
        "line 1, column 2: expected an operator or the end, found `x`",
        help,
    );
    assert_complains(
        "x (y)",
        "x",
        "line 1, column 1: there is no function `x`",
        Some("to multiply, write x * (...)"),
    );
}

#[test]
fn a_misspelt_function_is_told_the_near_name() {
    for (wrong, right) in [
        ("sigmod", "sigmoid"),
        ("ReLU", "relu"),
        ("Log", "log"),
        ("ln", "log"),
        ("sqr", "square"),
        ("tan", "tanh"),
        ("timesfive", "times_five"),
    ] {
        let text = format!("1 + {wrong}(x)");
        assert_complains(
            &text,
            wrong,
            &format!("line 1, column 5: there is no function `{wrong}`"),
            Some(&format!("did you mean `{right}`?")),
        );
    }
    let far = error("gamma(x)").help().unwrap();
    assert!(far.starts_with("the functions are add, mul, neg"), "{far}");
}

#[test]
fn functions_need_their_arguments() {
    assert_complains(
        "log + 1",
        "log",
        "line 1, column 1: `log` is a function: its argument in parentheses is missing",
        Some("write log(x)"),
    );
    assert_complains(
        "mul(x)",
        "mul(x)",
        "line 1, column 1: `mul` takes 2 arguments, not 1",
        None,
    );
    assert_complains(
        "y = 2\nexp(x, y)",
        "exp(x, y)",
        "line 2, column 1: `exp` takes 1 argument, not 2",
        None,
    );
}

#[test]
fn a_name_means_one_node() {
    assert_complains(
        "z = x * y\nz = z + 1\nz",
        "z",
        "line 2, column 1: `z` is already defined in line 1; a name means one node",
        None,
    );
    assert_complains(
        "w = z + 1\nz = x * y\nw",
        "z",
        "line 2, column 1: `z` is already used as a variable in line 1; a name means one node",
        None,
    );
    assert_complains(
        "exp = x",
        "exp",
        "line 1, column 1: `exp` is a function and cannot be a name for a result",
        None,
    );
}

#[test]
fn only_the_last_line_needs_no_name() {
    assert_complains(
        "x * y\nx + y",
        "x * y",
        "line 1, column 1: only the last line is the result: give this line a name, as in z = x * y",
        None,
    );
}

#[test]
fn a_text_without_an_expression_is_told_what_one_looks_like() {
    for text in ["", "  \n\n", "# nothing\n"] {
        let error = error(text);
        assert!(
            error.to_string().contains("log(x * y) + exp(x * y)"),
            "{error}"
        );
    }
}

#[test]
fn characters_and_numbers_without_a_meaning_are_shown() {
    assert_complains(
        "x $ y",
        "$",
        "line 1, column 3: `$` has no meaning here",
        None,
    );
    assert_complains(
        "x²",
        "²",
        "line 1, column 2: `²` has no meaning here",
        Some("write a power as x^2"),
    );
    assert_complains(
        "\u{7}",
        "\u{7}",
        "line 1, column 1: `\\u{7}` has no meaning here",
        None,
    );
    assert_complains(
        "x + 1e999",
        "1e999",
        "line 1, column 5: this number is too large for float64, whose largest is 1.797e308",
        None,
    );
    assert_complains(
        "x^(1 / 0)",
        "1 / 0",
        "line 1, column 4: the exponent is constant, and its value is inf; it must be a finite number",
        None,
    );
}

#[test]
fn columns_count_characters_not_bytes() {
    assert_complains(
        "α·β·$",
        "$",
        "line 1, column 5: `$` has no meaning here",
        None,
    );
}

#[test]
fn a_report_shows_the_line_with_the_place_underlined() {
    let text = "z = x * y\nlog(z) + sigmod(z)";
    let report = error(text).report(text, "expression", false);
    let expected = "\
error: there is no function `sigmod`
 --> expression:2:10
  |
2 | log(z) + sigmod(z)
  |          ^^^^^^
  |
help: did you mean `sigmoid`?";
    assert_eq!(report, expected);
}

#[test]
fn a_report_of_a_long_line_shows_the_part_that_it_is_about() {
    let text = format!("{} $ {}", "x + ".repeat(20_000), " + x".repeat(20_000));
    let report = error(&text).report(&text, "expression", false);
    assert!(report.contains('$'), "{report}");
    assert!(report.len() < 1000, "{} characters", report.len());
}

#[test]
fn a_semicolon_ends_a_line_wherever_it_stands() {
    assert_complains(
        "x + ; y",
        ";",
        "line 1, column 5: expected a number, a name, a function or `(`, found `;`",
        None,
    );
    assert_complains(
        "pow(x;, 2)",
        ";",
        "line 1, column 6: expected an operator, `,` or `)`, found `;`",
        None,
    );
}

#[test]
fn functions_that_there_are_not_are_not_taken_for_others() {
    for name in ["e", "sinh", "acos", "abs"] {
        let help = error(&format!("{name}(x)")).help().unwrap_or_default();
        assert!(!help.contains("did you mean"), "{name}: {help}");
    }
}

#[test]
fn a_parenthesis_that_was_not_closed_is_no_product() {
    let error = error("z = (x * y\nlog(z)");
    assert_eq!(error.help(), None, "{error}");
    assert!(error.to_string().contains("`)`"), "{error}");
}

#[test]
fn what_is_nested_without_end_is_refused() {
    for text in ["(", "-", "x^", "neg("] {
        let error = error(&text.repeat(200_000));
        assert!(error.to_string().contains("100000 levels"), "{error}");
    }
}
