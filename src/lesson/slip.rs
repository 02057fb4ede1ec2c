//! What a wrong answer is instead of what was asked.

use crate::{
    autodiff::{BackwardOrder, Reason},
    training::own_name,
};

use super::{
    Answer,
    answer::{Moment, answers},
    names::NameError,
};

/// In graphs of more nodes, some value is near to any answer by chance.
const FEW: usize = 14;

/// A number that somebody could have answered, and what it is.
type Guess = (f64, String);

/// What explains a wrong answer, in words that follow "… is not it:"; nothing where nothing does. A step that runs several `passes`
/// is about zeroing.
pub(super) fn slip(
    question: &Answer,
    given: f64,
    moment: &Moment<'_>,
    passes: u32,
) -> Option<String> {
    let right = question.compute(moment).ok()?;
    // What is nearly right explains nothing, unless it was named to the last digit.
    let is_given = |guess: f64| answers(given, guess) && (!answers(guess, right) || given == guess);
    if given != 0.0 && is_given(-right) {
        return Some("the sign is wrong".into());
    }
    let reason = match question {
        Answer::Derivative(node) if given != 0.0 => reason(node, given, moment),
        _ => None,
    };
    let name = |node: usize| own_name(&moment.names.name(node)).to_owned();
    if let Some(reason @ (Reason::Mistake(_) | Reason::WrongOrder)) = reason {
        let sentence = reason.sentence(moment.graph, name);
        return Some(match reason {
            Reason::Mistake(_) => format!("that is what comes out with {sentence}"),
            _ => sentence,
        });
    }
    let own = own_guesses(question, moment).unwrap_or_default();
    let found = own.into_iter().chain(other_nodes(question, moment));
    let found = found.into_iter().find(|(guess, _)| is_given(*guess));
    if let Some((_, what)) = found {
        return Some(what);
    }
    match reason? {
        Reason::NotZeroed(_) if passes < 2 => None,
        Reason::Unknown => None,
        Reason::Rounded => Some("it is close; four digits are asked".into()),
        reason => Some(reason.sentence(moment.graph, name)),
    }
}

/// Which mistake in backward gives this derivative.
fn reason(node: &str, given: f64, moment: &Moment<'_>) -> Option<Reason> {
    let place = moment.names.place(node).ok()?;
    let answers = [(place, given)];
    let judged = moment
        .graph
        .judge(moment.values, &answers, super::TOLERANCE);
    judged.first()?.reason
}

/// What is near to the question itself.
fn own_guesses(question: &Answer, moment: &Moment<'_>) -> Result<Vec<Guess>, NameError> {
    let Moment {
        graph,
        values,
        names,
        ..
    } = *moment;
    let derivatives = graph.derivatives(values, 1.0);
    let derivative = |node: usize| derivatives[node].unwrap_or(0.0);
    let mut guesses: Vec<Guess> = Vec::new();
    let mut guess = |number: f64, what: String| guesses.push((number, what));
    match question {
        Answer::Value(node) => {
            let place = names.place(node)?;
            guess(
                derivative(place),
                format!("that is the derivative by {node}, not its value"),
            );
        }
        Answer::Derivative(node) => {
            let place = names.place(node)?;
            guess(
                values[place],
                format!("that is the value of {node}, not the derivative by it"),
            );
        }
        Answer::Saved(node) => {
            let place = names.place(node)?;
            guess(
                values[place],
                format!("that is the result of {node}; asked is what it wrote down for backward"),
            );
            for &input in graph.nodes()[place].inputs() {
                let input_name = names.name(input);
                guess(
                    values[input],
                    format!(
                        "that is its input {input_name}; backward of this function needs something else"
                    ),
                );
            }
        }
        Answer::Local { node, input } | Answer::Sent { node, input } => {
            let (place, of) = (names.place(node)?, names.place(input)?);
            let is_sent = matches!(question, Answer::Sent { .. });
            let d_output = derivative(place);
            let inputs = graph.nodes()[place].inputs();
            let of_input = |wanted: usize| moment.local_by(place, wanted).unwrap_or(0.0);
            if is_sent {
                guess(of_input(of), "that is the local derivative alone; it is multiplied by the d_output that arrived".into());
                guess(
                    d_output,
                    "that is the d_output as it arrived; it is multiplied by the local derivative"
                        .into(),
                );
                guess(
                    derivative(of),
                    format!("that is all that arrives at {input}; asked is what {node} sends"),
                );
            } else {
                guess(
                    of_input(of) * d_output,
                    format!(
                        "that is what {node} sends: the local derivative times d_output; asked is the local derivative alone"
                    ),
                );
                guess(
                    derivative(of),
                    format!(
                        "that is the derivative of the result by {input}; asked is how {node} alone depends on it"
                    ),
                );
            }
            for &other in inputs.iter().filter(|&&it| it != of) {
                let factor = if is_sent { d_output } else { 1.0 };
                let other_name = names.name(other);
                guess(
                    of_input(other) * factor,
                    format!("that belongs to {other_name}: the two are swapped"),
                );
            }
            guess(values[place], format!("that is the value of {node}"));
            guess(values[of], format!("that is the value of {input}"));
        }
        Answer::Visits(node) => {
            let place = names.place(node)?;
            let readers = graph.readers(place).len();
            if moment.order == BackwardOrder::Sorted {
                guess(
                    readers as f64,
                    format!(
                        "so many read {node}; sorted, it waits for all of them and is taken once"
                    ),
                );
            } else {
                guess(
                    readers as f64,
                    format!(
                        "so many read {node}; the visits are more, one for every path that arrives"
                    ),
                );
                guess(1.0, "once is what the sorted order would do".into());
            }
        }
        Answer::Place(_) => {
            let count = graph
                .nodes()
                .iter()
                .filter(|node| node.is_variable())
                .count() as f64;
            let right = question.compute(moment)?;
            guess(
                count + 1.0 - right,
                "that counts from the other end: the result is first".into(),
            );
            guess(
                right - 1.0,
                "that counts from 0: the result has place 1".into(),
            );
        }
        Answer::CentralDifference { leaf, epsilon } => {
            let place = names.leaf(graph, leaf)?;
            let quotient = graph.central_difference(values, place, *epsilon).quotient;
            guess(
                quotient * 2.0 * epsilon,
                "that is the difference; it is divided by 2ε, the way between the two points"
                    .into(),
            );
            guess(
                quotient * 2.0,
                "it is divided by 2ε, not by ε: the two points are 2ε apart".into(),
            );
            guess(
                derivative(place),
                "that is the exact derivative; asked is the central difference for this ε".into(),
            );
        }
        Answer::Stepped {
            leaf,
            learning_rate,
        } => {
            let place = names.leaf(graph, leaf)?;
            let (value, slope) = (values[place], derivative(place));
            guess(
                value + learning_rate * slope,
                "that is uphill: the step is subtracted".into(),
            );
            guess(
                learning_rate * slope,
                "that is the length of the step; asked is where it ends".into(),
            );
            guess(
                -learning_rate * slope,
                "that is the step; asked is where it ends".into(),
            );
            guess(value - slope, "the learning rate is missing".into());
            guess(slope, "that is the derivative".into());
            guess(
                value - learning_rate,
                "the derivative is missing: a step is the learning rate times the derivative"
                    .into(),
            );
            guess(value, "that is the value from before the step".into());
        }
        Answer::Accumulated { leaf, passes } => {
            let one = derivative(names.leaf(graph, leaf)?);
            guess(
                one,
                "that is what one pass sends; nobody has zeroed, so it adds up".into(),
            );
            for other in 2..=passes + 1 {
                guess(
                    one * f64::from(other),
                    format!("that is the sum of {other} passes"),
                );
            }
        }
    }
    Ok(guesses)
}

/// What is asked, of other nodes.
fn other_nodes(question: &Answer, moment: &Moment<'_>) -> Vec<Guess> {
    let Moment {
        graph,
        values,
        names,
        ..
    } = *moment;
    let is_asked = matches!(
        question,
        Answer::Value(_) | Answer::Derivative(_) | Answer::Saved(_)
    );
    if !is_asked || graph.len() > FEW {
        return Vec::new();
    }
    let own = names.place(question.node()).ok();
    let others = || (0..graph.len()).filter(move |&node| Some(node) != own);
    let of_value = others().map(|node| {
        (
            values[node],
            format!("that is the value of {}", names.name(node)),
        )
    });
    let mut guesses: Vec<Guess> = of_value.collect();
    if matches!(question, Answer::Derivative(_)) {
        let derivatives = graph.derivatives(values, 1.0);
        let of_derivative = others().filter_map(|node| {
            let name = names.name(node);
            Some((
                derivatives[node]?,
                format!("that is the derivative by {name}"),
            ))
        });
        guesses.extend(of_derivative);
    }
    // 0 and 1 are what one says who does not know.
    guesses.retain(|(guess, _)| *guess != 0.0 && *guess != 1.0);
    guesses
}
