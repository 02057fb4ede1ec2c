//! Somebody's derivatives against the right ones: which are wrong, and which mistake explains them.

use std::sync::Arc;

use super::{BackwardOrder, Mistake, OutputGraph, Scope, Trace};

/// How many nodes are computed in search of a mistake; one node under one mistake counts once.
const MOST_WORK: usize = 30_000_000;

/// Up to how many passes that nobody zeroed are recognized.
const MOST_PASSES: u32 = 4;

/// How far from right an answer may be to be called rounded, relative; MiniTorch's own check allows as much.
const ROUNDED: f64 = 1e-2;

/// Why an answer is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// This mistake gives the answer.
    Mistake(Mistake),
    /// The variables were taken in the wrong order: what had accumulated so far was passed on at every arrival.
    WrongOrder,
    /// It is the negative of what is right.
    Negative,
    /// It is so many times what is right: what earlier passes left was not zeroed.
    NotZeroed(u32),
    /// It is the derivative of another leaf.
    OfOtherLeaf(usize),
    /// It is close, but not close enough: rounded, or a difference quotient.
    Rounded,
    /// None of these.
    Unknown,
}

/// One answer, judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// The leaf.
    pub leaf: usize,
    /// The answer.
    pub answer: f64,
    /// The right derivative; 0 for a leaf that the output does not depend on.
    pub right: f64,
    /// Why the answer is wrong; `None` if it is right.
    pub reason: Option<Reason>,
}

impl OutputGraph {
    /// Judges answers: leaves and the derivatives of the output by them, right within `tolerance` (relative, or absolute below 1).
    ///
    /// A mistake that gives every answer, the right ones too, explains all that are wrong; else each is explained for itself.
    pub fn judge(
        &self,
        values: &[f64],
        answers: &[(usize, f64)],
        tolerance: f64,
    ) -> Vec<Judgement> {
        let right = self.derivatives(values, 1.0);
        let right = |leaf: usize| right[leaf].unwrap_or(0.0);
        let is_near = |one: f64, other: f64| answer_error(one, other) <= tolerance;
        let mut judgements: Vec<Judgement> = answers
            .iter()
            .map(|&(leaf, answer)| Judgement {
                leaf,
                answer,
                right: right(leaf),
                reason: (!is_near(answer, right(leaf))).then_some(Reason::Unknown),
            })
            .collect();
        if judgements.iter().all(|it| it.reason.is_none()) {
            return judgements;
        }
        // The first mistake that gives each answer by itself, should none give all of them.
        let mut each: Vec<Option<Reason>> = vec![None; judgements.len()];
        for (reason, derivatives) in self.wrong_derivatives(values) {
            let prediction = |it: &Judgement| derivatives[it.leaf].unwrap_or(0.0);
            if judgements
                .iter()
                .all(|it| is_near(it.answer, prediction(it)))
            {
                explain(&mut judgements, |_| reason);
                return judgements;
            }
            for (it, own) in judgements.iter().zip(&mut each) {
                let prediction = prediction(it);
                if own.is_none() && is_near(it.answer, prediction) && !is_near(prediction, it.right)
                {
                    *own = Some(reason);
                }
            }
        }
        let leaves: Vec<(usize, f64)> = judgements.iter().map(|it| (it.leaf, it.right)).collect();
        let by_size: Vec<Reason> = judgements
            .iter()
            .map(|it| reason_by_size(it, &leaves, is_near))
            .collect();
        // One cause that the sizes tell for all that are wrong is likelier than a mistake for each.
        let is_for_all = |is_it: &dyn Fn(&Judgement, Reason) -> bool| {
            let mut both = judgements.iter().zip(&by_size);
            both.all(|(it, &by_size)| it.reason.is_none() || is_it(it, by_size))
        };
        let has_many = judgements.iter().filter(|it| it.reason.is_some()).count() > 1;
        let passes = (2..=MOST_PASSES)
            .find(|&passes| is_for_all(&|it, _| is_near(it.answer, f64::from(passes) * it.right)));
        let is_negative = is_for_all(&|it, _| is_near(it.answer, -it.right));
        let is_mixed_up = is_for_all(&|_, by_size| matches!(by_size, Reason::OfOtherLeaf(_)));
        explain(&mut judgements, |place| match passes {
            Some(passes) if has_many => Reason::NotZeroed(passes),
            _ if has_many && is_negative => Reason::Negative,
            _ if is_mixed_up => by_size[place],
            _ => each[place].unwrap_or(by_size[place]),
        });
        judgements
    }

    /// What comes out if a mistake is made, for every mistake, the likeliest first.
    fn wrong_derivatives<'a>(
        &'a self,
        values: &'a [f64],
    ) -> impl Iterator<Item = (Reason, Vec<Option<f64>>)> + 'a {
        let mut mistakes = Mistake::all(self);
        if mistakes.len() * self.len() > MOST_WORK {
            mistakes.retain(|mistake| mistake.scope() == Scope::Everywhere);
        }
        let nothing = vec![None; self.len()];
        let graph: Arc<Self> = self.clone().into();
        let mut sorted = Trace::new(graph.clone(), values, 1.0, &nothing, BackwardOrder::Sorted);
        sorted.seek(sorted.len());
        let order: Vec<usize> = sorted.state().list.iter().rev().copied().collect();
        let by_mistake = mistakes.into_iter().map(move |mistake| {
            let derivatives = self.derivatives_with(values, &order, mistake);
            (Reason::Mistake(mistake), derivatives)
        });
        let in_wrong_order = move || {
            let order = BackwardOrder::AccumulatedSoFar;
            let mut trace = Trace::new(graph, values, 1.0, &nothing, order);
            trace.seek(trace.len());
            let derivatives = (0..self.len()).map(|node| trace.state().derivative(node));
            (!trace.is_cut()).then(|| (Reason::WrongOrder, derivatives.collect()))
        };
        by_mistake.chain(std::iter::once_with(in_wrong_order).flatten())
    }
}

/// Gives every wrong answer its reason, by its place.
fn explain(judgements: &mut [Judgement], reason: impl Fn(usize) -> Reason) {
    for (place, it) in judgements.iter_mut().enumerate() {
        if it.reason.is_some() {
            it.reason = Some(reason(place));
        }
    }
}

/// What the size of an answer alone tells.
fn reason_by_size(
    judged: &Judgement,
    leaves: &[(usize, f64)],
    is_near: impl Fn(f64, f64) -> bool,
) -> Reason {
    let Judgement { answer, right, .. } = *judged;
    let other = || {
        let mut others = leaves.iter().filter(|(leaf, _)| *leaf != judged.leaf);
        others.find(|(_, derivative)| is_near(answer, *derivative))
    };
    let passes = || (2..=MOST_PASSES).find(|&passes| is_near(answer, f64::from(passes) * right));
    if is_near(answer, -right) {
        Reason::Negative
    } else if let Some(&(leaf, _)) = other() {
        Reason::OfOtherLeaf(leaf)
    } else if let Some(passes) = passes() {
        Reason::NotZeroed(passes)
    } else if (answer - right).abs() <= ROUNDED * right.abs() {
        Reason::Rounded
    } else {
        Reason::Unknown
    }
}

/// |answer − right|, relative to the right one, or absolute where that is below 1.
pub fn answer_error(answer: f64, right: f64) -> f64 {
    (answer - right).abs() / right.abs().max(1.0)
}
