//! What graph a text means.

use chainrule::formula::{Expression, ExpressionKind};
use proptest::prelude::*;

use super::read;

/// Every node that a function made, written with its inputs as calls: `add(x, neg(y))`.
fn calls(expression: &Expression) -> String {
    let mut texts: Vec<String> = Vec::new();
    for node in expression.nodes() {
        let inputs: Vec<&str> = node
            .inputs()
            .iter()
            .map(|&input| texts[input].as_str())
            .collect();
        texts.push(match node.kind {
            ExpressionKind::Variable => node.name.clone().unwrap(),
            ExpressionKind::Constant(number) => format!("{number}"),
            ExpressionKind::Apply(function, _) => {
                format!("{}({})", function.rule().name, inputs.join(", "))
            }
        });
    }
    texts[expression.result()].clone()
}

#[track_caller]
fn assert_means(text: &str, expected: &str) {
    assert_eq!(calls(&read(text)), expected, "{text}");
}

/// How many nodes are not variables, and what the whole is at the given values.
fn nodes_and_value(text: &str, at: &[f64]) -> (usize, f64) {
    let expression = read(text);
    let functions = expression.nodes().len() - expression.variables().len();
    (functions, expression.evaluate(at)[expression.result()])
}

#[test]
fn precedence_is_the_usual_one() {
    assert_means("a + b * c", "add(a, mul(b, c))");
    assert_means("(a + b) * c", "mul(add(a, b), c)");
    assert_means("-x^2", "neg(pow(x, 2))");
    assert_means("(-x)^2", "pow(neg(x), 2)");
    assert_means("-a * b", "mul(neg(a), b)");
    assert_means("a * -b", "mul(a, neg(b))");
    assert_means("x^-2", "pow(x, -2)");
    assert_means("-2^2", "neg(pow(2, 2))");
    assert_means("2^3^2", "pow(2, 9)");
    assert_means("x^2^-1", "pow(x, 0.5)");
    assert_means("--x", "neg(neg(x))");
}

#[test]
fn what_has_one_precedence_is_done_from_the_left() {
    assert_means("a + b + c", "add(add(a, b), c)");
    assert_means("a - b - c", "add(add(a, neg(b)), neg(c))");
    assert_means("a / b / c", "mul(mul(a, inv(b)), inv(c))");
    assert_means("a / b * c", "mul(mul(a, inv(b)), c)");
}

#[test]
fn differences_and_quotients_are_made_as_minitorch_makes_them() {
    assert_means("a - b", "add(a, neg(b))");
    assert_means("a / b", "mul(a, inv(b))");
    assert_means("a - 3", "add(a, neg(3))");
}

#[test]
fn a_minus_before_a_number_makes_a_negative_number() {
    assert_means("-3 * x", "mul(-3, x)");
    assert_means("2 + -1", "add(2, -1)");
    assert_means("neg(3)", "neg(3)");
}

#[test]
fn a_power_with_a_constant_exponent_is_one_node() {
    assert_eq!(nodes_and_value("x^3", &[2.0]), (2, 8.0));
    assert_eq!(nodes_and_value("pow(x, 3)", &[2.0]), (2, 8.0));
    assert_eq!(nodes_and_value("x**3", &[2.0]), (2, 8.0));
    // The exponent is worked out first and is one constant.
    assert_eq!(nodes_and_value("x^((1 + 5) / 2)", &[2.0]), (2, 8.0));
}

#[test]
fn a_constant_exponent_with_a_name_is_the_named_constant() {
    let shared = read("c = 2; x^c + c");
    assert_eq!(calls(&shared), "add(pow(x, 2), 2)");
    assert_eq!(shared.nodes().len(), 4);
    // What is computed from it stays in the graph if it has a name.
    assert_means("c = 1 + 1; x^c + c", "add(pow(x, 2), add(1, 1))");
}

#[test]
fn a_power_with_a_variable_exponent_is_the_exponential_of_a_product() {
    assert_means("a^b", "exp(mul(b, log(a)))");
    assert_means("pow(2, x)", "exp(mul(x, log(2)))");
}

#[test]
fn every_function_is_called_by_its_lower_case_name() {
    for name in [
        "log",
        "exp",
        "sigmoid",
        "relu",
        "tanh",
        "sin",
        "cos",
        "sqrt",
        "inv",
        "neg",
        "square",
        "times_five",
    ] {
        assert_means(&format!("{name}(x)"), &format!("{name}(x)"));
    }
    for name in ["lt", "eq", "add", "mul"] {
        assert_means(&format!("{name}(x, y)"), &format!("{name}(x, y)"));
    }
}

#[test]
fn a_named_result_is_one_node_however_often_it_is_used() {
    let expression = read("z = x * y\nlog(z) + exp(z)");
    assert_eq!(calls(&expression), "add(log(mul(x, y)), exp(mul(x, y)))");
    assert_eq!(expression.nodes().len(), 6);
    let written_out = read("log(x * y) + exp(x * y)");
    assert_eq!(written_out.nodes().len(), 7);
}

#[test]
fn a_variable_is_one_node_and_every_number_is_another() {
    let expression = read("x * x + 2 * x + 2");
    assert_eq!(expression.variables().collect::<Vec<_>>(), ["x"]);
    let is_constant = |kind| matches!(kind, ExpressionKind::Constant(_));
    let constants = expression
        .nodes()
        .iter()
        .filter(|node| is_constant(node.kind));
    assert_eq!(constants.count(), 2);
}

#[test]
fn the_last_line_is_the_result_with_or_without_a_name() {
    assert_means("b = a + a; c = b + b", "add(add(a, a), add(a, a))");
    assert_means("b = a + a; c = b + b; b", "add(a, a)");
    assert_means("y = x; y * y", "mul(x, x)");
}

#[test]
fn blanks_comments_and_ends_of_lines_within_an_expression_mean_nothing() {
    assert_means("# first\n\n  x*\n  y # product\n\n", "mul(x, y)");
    assert_means("f = log(\n  x\n)\r\nf + 1", "add(log(x), 1)");
    assert_means("x − y·z ÷ 2", "add(x, neg(mul(mul(y, z), inv(2))))");
}

#[test]
fn numbers_are_read_to_the_last_bit() {
    for text in [
        "1",
        ".5",
        "1.",
        "1e-3",
        "2.5E+7",
        "0.1",
        "1.7976931348623157e308",
        "5e-324",
        "00012",
    ] {
        let expected: f64 = text.parse().unwrap();
        assert_eq!(nodes_and_value(text, &[]), (1, expected));
    }
}

#[test]
fn names_may_have_letters_of_all_alphabets_and_lowered_digits() {
    let expression = read("α * x₁ + w_0 * größe2");
    let variables: Vec<&str> = expression.variables().collect();
    assert_eq!(variables, ["α", "x₁", "w_0", "größe2"]);
}

#[test]
fn ten_thousand_levels_of_nesting_are_read() {
    const LEVELS: usize = 10_000;
    let nested =
        |before: &str, after: &str| format!("{}x{}", before.repeat(LEVELS), after.repeat(LEVELS));
    assert_eq!(nodes_and_value(&nested("(", ")"), &[7.0]), (0, 7.0));
    assert_eq!(nodes_and_value(&nested("-", ""), &[7.0]), (LEVELS, 7.0));
    assert_eq!(nodes_and_value(&nested("neg(", ")"), &[7.0]), (LEVELS, 7.0));
    assert_eq!(
        nodes_and_value(&nested("(1 * ", ")"), &[7.0]),
        (2 * LEVELS, 7.0)
    );
    assert_eq!(nodes_and_value(&nested("", "^1"), &[7.0]), (2, 7.0));
    assert_eq!(
        nodes_and_value(&nested("", " * 1"), &[7.0]),
        (2 * LEVELS, 7.0)
    );
    assert_eq!(nodes_and_value(&nested("", " - x"), &[1.0]).0, 2 * LEVELS);
}

/// Everything that is done with a text: whatever it is, nothing panics.
fn read_and_say_what_is_wrong(text: &str) {
    match text.parse::<Expression>() {
        Ok(expression) => {
            let at = vec![0.5; expression.variables().len()];
            let _ = chainrule::formula::Evaluation::new(expression.clone(), text, &at)
                .map(|evaluation| chainrule::formula::text(&evaluation, false));
            let _ = expression.to_string();
        }
        Err(error) => {
            let _ = (error.report(text, "expression", false), error.help());
        }
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>()) {
        read_and_say_what_is_wrong(&text);
    }

    #[test]
    fn no_row_of_words_and_signs_makes_the_reader_panic(words in prop::collection::vec(
        prop::sample::select(vec![
            "x", "y", "log", "pow", "lt", "foo", "1", ".5", "1e999", "1e", "(", ")", ",", "=", "+", "-", "*", "/", "^", "**",
            "\n", ";", " ", "#", "²", "\u{0}", "𝒳", "₂",
        ]),
        0..40,
    )) {
        read_and_say_what_is_wrong(&words.concat());
        read_and_say_what_is_wrong(&words.join(" "));
    }
}
