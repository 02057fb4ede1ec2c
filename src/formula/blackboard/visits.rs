//! The sort, a line for each visit.

use crate::autodiff::Step;

use super::{super::Evaluation, elided::grouped};

/// Deeper visits are not indented any further.
const MOST_INDENTED: usize = 16;

/// One line of the sort.
#[derive(Debug, Clone, Copy)]
pub(super) struct VisitLine {
    depth: usize,
    node: usize,
    kind: VisitKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum VisitKind {
    /// The visit goes on below.
    Open,
    Marked,
    Constant,
    Leaf,
    /// The visit is over.
    Add,
}

impl VisitLine {
    /// The line, with its blanks and `more` levels in front.
    pub(super) fn text(&self, evaluation: &Evaluation, more: usize) -> String {
        let name = &evaluation.labels()[evaluation.place(self.node)];
        let line = match self.kind {
            VisitKind::Open => format!("visit {name}"),
            VisitKind::Marked => format!("visit {name}: marked already"),
            VisitKind::Constant => format!("visit {name}: a constant, skipped"),
            VisitKind::Leaf => format!("visit {name}: a leaf, added"),
            VisitKind::Add => format!("add {name}"),
        };
        indented(self.depth + more, &line)
    }
}

/// One line for each visit of the sort and each return from it that adds a node.
pub(super) fn visits(evaluation: &Evaluation) -> Vec<VisitLine> {
    let mut lines: Vec<VisitLine> = Vec::new();
    let mut depth = 0_usize;
    for step in evaluation.trace().steps() {
        let ended = match *step {
            Step::Visit { node, .. } => {
                let kind = VisitKind::Open;
                lines.push(VisitLine { depth, node, kind });
                depth += 1;
                continue;
            }
            Step::AlreadyMarked { .. } => VisitKind::Marked,
            Step::SkipConstant { .. } => VisitKind::Constant,
            Step::Add { node } if evaluation.trace().graph().nodes()[node].is_leaf() => {
                VisitKind::Leaf
            }
            Step::Add { node } => {
                depth -= 1;
                let kind = VisitKind::Add;
                lines.push(VisitLine { depth, node, kind });
                continue;
            }
            _ => continue,
        };
        depth -= 1;
        if let Some(last) = lines.last_mut() {
            last.kind = ended;
        }
    }
    lines
}

/// The blanks before a line of so deep a visit, and for a very deep one its depth.
fn indented(depth: usize, line: &str) -> String {
    let blanks = "  ".repeat(depth.min(MOST_INDENTED));
    if depth > MOST_INDENTED {
        format!("{blanks}({} deep) {line}", grouped(depth))
    } else {
        format!("{blanks}{line}")
    }
}
