//! The long texts of `--help`: units, formats, exit status, examples.

pub(super) const PARAMETERS_HELP: &str =
    r#"Initial parameters from a JSON file, every name once: {"layer1.weight_0_0": 0.25, ...}"#;

pub(super) const AFTER_HELP: &str = r#"Examples:
  chainrule                                    open the window
  chainrule train                              train what the window opens with
  chainrule train --dataset xor --hidden 10,10 --epochs 200
  chainrule explain "log(x*y) + exp(x*y)" --at x=1.5 --at y=2
  chainrule check grads.json --expression "x*x*y" --at x=3,y=2
  chainrule train --help                       all options, units, exit status"#;

pub(super) const TRAIN_AFTER_HELP: &str = "\
Losses are sums over all points of -ln(p + epsilon), p being the probability that the network gives to the point's own class.
The loss and the number correct of a logged epoch are those before the update after each batch, as MiniTorch prints them.
The loss and the number correct of the summary, and of the top level of the JSON, are those of the trained parameters, after
the last update. Logged are epoch 1, every N-th and the last; --log writes every epoch.

JSON has the keys points, hidden, epochs, loss, correct, seconds, seconds_per_epoch, log (a list of epoch, loss, correct) and
parameters (by name). If training fails, nothing is printed on standard output.

Ctrl-C ends training early; what was asked for is written with the epochs done so far. A second Ctrl-C kills.

Exit status: 0 done; 1 a value stopped being finite, or writing failed; 2 bad input, nothing written; 130 interrupted.

Examples:
  chainrule train
  chainrule train --dataset xor --hidden 10,10 --epochs 200 --format json > run.json
  chainrule train --data points.csv --hidden 4 --activation tanh --learning-rate 0.1 --log run.csv
  chainrule train --epochs 100 --save-parameters half.json
  chainrule train --epochs 100 --parameters half.json     goes on where the line above ended

With --batch N the order of an epoch depends on its number, which starts at 1 in every run.";

macro_rules! expression_help {
    () => {
        "\
Expressions have numbers (1, .5, 1e-3), names, + - * / ^, parentheses and calls of
add, mul, neg, inv, log, exp, sigmoid, relu, tanh, sin, cos, sqrt, square, pow, times_five, lt, eq.
A line z = x * y names a result, and whoever uses z shares its node; a semicolon ends a line, too; the last line is the result;
# begins a comment. As in MiniTorch, a - b is add(a, neg(b)) and a / b is mul(a, inv(b)). log is the natural logarithm.

"
    };
}

pub(super) const EXPLAIN_AFTER_HELP: &str = concat!(
    expression_help!(),
    r#"Text and Markdown leave out the middle of long lists and say how much; JSON, DOT and CSV are whole. Central differences are
computed for as many variables as take no time to notice; --all computes every one.

JSON has the keys expression, value, derivatives (by variable; null where the result does not depend on it), nodes (a list of
id, name, kind, function, inputs, value, derivative, saved, local), order (ids, the result first) and check (by variable:
backward, central_difference, relative_error). CSV has a row for each node, with the same columns.

Exit status: 0 done; 1 writing failed; 2 bad input: a mistake in the expression, a value that is missing or not wanted, a node
without a finite value or derivative.

Examples:
  chainrule explain "log(x*y) + exp(x*y)" --at x=1.5 --at y=2
  chainrule explain "z = x * y; log(z) + exp(z)" --at x=1.5,y=2 --format json
  chainrule explain --file loss.txt --at w=0.5 --format dot | dot -Tsvg > loss.svg
  echo "x^3" | chainrule explain - --at x=2"#
);

pub(super) const CHECK_AFTER_HELP: &str = concat!(
    expression_help!(),
    r#"A derivative that is wrong is told why, where one of these explains it: a missing accumulation, a forgotten d_output, a
forgotten local derivative, swapped saved values, a wrong saved value, a wrong sign, a wrong order, derivatives that were not
zeroed, two variables mixed up.

Exit status: 0 every derivative is right; 1 one is wrong or missing; 2 bad input.

Examples:
  chainrule check grads.json --expression "x*x*y" --at x=3,y=2
  echo '{"x": 6, "y": 9}' | chainrule check - --expression "x*x*y" --at x=3,y=2"#
);
