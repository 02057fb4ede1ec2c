//! The names of functions: the right ones, and what is meant by others.

use crate::autodiff::Function;

/// Other names of functions, which people try first.
const OTHER_NAMES: [(&str, &str); 8] = [
    ("ln", "log"),
    ("σ", "sigmoid"),
    ("sig", "sigmoid"),
    ("sqr", "square"),
    ("plus", "add"),
    ("times", "mul"),
    ("minus", "neg"),
    ("less", "lt"),
];

/// How like two names must be for one to be meant by the other, from 0 to 1: `sigmod` and `sigmoid` have 0.97, `foo` and `log` 0.56.
const LIKENESS: f64 = 0.8;

/// The names of all functions, as a formula calls them.
pub fn function_names() -> impl Iterator<Item = &'static str> {
    Function::ALL.iter().map(|function| function.rule().name)
}

/// The function of a name.
pub(super) fn function_named(name: &str) -> Option<Function> {
    let mut functions = Function::ALL.into_iter();
    functions.find(|function| function.rule().name == name)
}

/// The function that was meant, where the name is a known other one or close to a right one.
pub(super) fn near_function(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    // Functions that there are not, and whose names are like those of others.
    const NO_FUNCTIONS: [&str; 6] = ["asin", "acos", "atan", "sinh", "cosh", "abs"];
    let other = OTHER_NAMES.iter().find(|(other, _)| *other == lower);
    let likeness = |function: &str| strsim::jaro_winkler(&lower, function);
    let nearest = function_names().max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    match other {
        Some((_, function)) => Some(function),
        None if lower.chars().count() == 1 || NO_FUNCTIONS.contains(&lower.as_str()) => None,
        None => nearest.filter(|nearest| likeness(nearest) >= LIKENESS),
    }
}
