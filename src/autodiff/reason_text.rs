//! A diagnosis in words.

use super::{Mistake, OutputGraph, Reason, Scope};

impl Reason {
    /// One sentence for people, without a full stop; `name` names a node.
    pub fn sentence(&self, graph: &OutputGraph, name: impl Fn(usize) -> String) -> String {
        let mistake = match *self {
            Self::Mistake(mistake) => mistake,
            Self::WrongOrder => {
                return "the variables were taken in the wrong order: something was passed on before everything had arrived, and \
                        then once more"
                    .into();
            }
            Self::Negative => return "the sign is wrong".into(),
            Self::NotZeroed(passes) => {
                return format!(
                    "it is {passes} times what is right: what an earlier pass left was not zeroed"
                );
            }
            Self::OfOtherLeaf(leaf) => {
                return format!("it is the derivative by {}", name(leaf));
            }
            Self::Rounded => return "it is close, but not within the tolerance".into(),
            Self::Unknown => return "none of the known mistakes gives this number".into(),
        };
        let place = match mistake.scope() {
            Scope::Node(node) => Some((node, name(node))),
            Scope::Everywhere => None,
        };
        let variable = place.as_ref().map_or_else(
            || "a variable that is read more than once".to_owned(),
            |(node, name)| format!("{name} is read {} times, and", graph.readers(*node).len()),
        );
        let everywhere = match mistake {
            Mistake::SwappedSaved(_) => "every function of two arguments",
            Mistake::SavedResult(_) => "every function that saves its input",
            Mistake::ForgotMinus(_) => "every function with a minus in it (neg, inv, cos)",
            _ => "every function",
        };
        let function = place.as_ref().map_or_else(
            || everywhere.to_owned(),
            |(node, name)| match graph.nodes()[*node].function() {
                Some(function) => format!("{} at {name}", function.rule().name),
                None => name.clone(),
            },
        );
        match mistake {
            Mistake::KeptLatest(_) => format!(
                "a missing accumulation: {variable} gets the sum of all that arrives, not the latest alone"
            ),
            Mistake::KeptFirst(_) => format!(
                "a missing accumulation: {variable} gets the sum of all that arrives, not the first alone"
            ),
            Mistake::ForgotDOutput(_) => format!(
                "a forgotten d_output: {function} must multiply its local derivative by the derivative that arrived"
            ),
            Mistake::ForgotLocal(_) => format!(
                "a forgotten local derivative: {function} must multiply what arrived by it, not send it on as it is"
            ),
            Mistake::SwappedSaved(_) => {
                format!("swapped saved values: {function} read them in the wrong order")
            }
            Mistake::SavedResult(_) => format!(
                "a wrong saved value: {function} needs its input in backward, not its result"
            ),
            Mistake::ForgotMinus(_) => {
                format!("a wrong sign: the minus is missing in the local derivative of {function}")
            }
        }
    }
}
