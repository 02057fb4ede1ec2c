//! Parts of a pass, and the order of its backward, as a lesson's file names them.

use toml::Spanned;

use crate::autodiff::BackwardOrder;

use super::LessonError;

/// How much of a pass is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PassPart {
    /// Leaves and constants have their values.
    Nothing,
    /// Every node has its value.
    Forward,
    /// The variables are sorted.
    Sort,
    /// Every variable has its derivative.
    All,
}

/// Reads the name of a part.
pub(super) fn part(
    text: &str,
    field: Option<&Spanned<String>>,
    name: &str,
) -> Result<Option<PassPart>, LessonError> {
    let Some(field) = field else { return Ok(None) };
    let part = match (field.get_ref().as_str(), name) {
        ("nothing", "show") => PassPart::Nothing,
        ("forward", _) => PassPart::Forward,
        ("sort", _) => PassPart::Sort,
        ("backward", "play") | ("all", _) => PassPart::All,
        (other, _) => {
            let right = if name == "show" {
                "nothing, forward, sort or all"
            } else {
                "forward, sort, backward or all"
            };
            let words = format!("{other:?} is no part of a pass; it should be {right}");
            return Err(LessonError::at(text, &field.span(), name, words));
        }
    };
    Ok(Some(part))
}

/// What is done just before a part that plays.
pub(super) const fn before(play: PassPart) -> PassPart {
    match play {
        PassPart::Nothing | PassPart::Forward => PassPart::Nothing,
        PassPart::Sort => PassPart::Forward,
        PassPart::All => PassPart::Sort,
    }
}

/// Reads the name of an order.
pub(super) fn order(
    text: &str,
    field: Option<&Spanned<String>>,
) -> Result<BackwardOrder, LessonError> {
    let Some(field) = field else {
        return Ok(BackwardOrder::Sorted);
    };
    match field.get_ref().as_str() {
        "sorted" => Ok(BackwardOrder::Sorted),
        "each contribution" => Ok(BackwardOrder::EachContribution),
        "accumulated so far" => Ok(BackwardOrder::AccumulatedSoFar),
        other => Err(LessonError::at(
            text,
            &field.span(),
            "order",
            format!(
                "{other:?} is no order; it should be \"sorted\", \"each contribution\" or \"accumulated so far\""
            ),
        )),
    }
}
