//! What play and step do one of at a time, and how fast.

use std::ops::RangeInclusive;

use bevy::prelude::*;

use crate::autodiff::BackwardOrder;

/// How many steps a second slow motion may make.
pub const STEPS_PER_SECOND: RangeInclusive<f64> = 0.25..=100.0;

/// What a step is.
#[derive(Reflect, Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum StepUnit {
    /// One step of the trace of the pass on show. Training waits.
    Node,
    /// One point's whole pass, by the entities; after the last of a batch the parameters move.
    Pass,
    /// All points once. Played, as many as the settings ask for in every frame.
    #[default]
    Epoch,
}

/// How play and step go on.
#[derive(Resource, Reflect, Debug, Clone, Copy, PartialEq)]
#[reflect(Resource)]
pub struct Stepping {
    /// What a step is.
    pub unit: StepUnit,
    /// How many steps a second play makes, where a step is a node or a pass.
    pub steps_per_second: f64,
    /// In which order the backward pass on show goes, where a step is a node.
    #[reflect(ignore)]
    pub order: BackwardOrder,
}

/// One step on, of the unit that is set. It pauses.
#[derive(Event, Debug, Clone, Copy)]
pub struct StepOn;

/// One step back, of the unit that is set. It pauses.
#[derive(Event, Debug, Clone, Copy)]
pub struct StepBack;

/// Goes to another position in the trace of the pass on show, and pauses. Nothing happens where a step is not a node.
#[derive(Event, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SeekTrace {
    /// Before the first step.
    Start,
    /// After the last step.
    End,
    /// To the end of the next node's steps.
    NextNode,
    /// To the end of the steps of the node before.
    PreviousNode,
    /// To the end of the phase.
    NextPhase,
    /// To the end of the phase before.
    PreviousPhase,
    /// So many steps done.
    Position(usize),
}

impl StepUnit {
    /// Every unit, the smallest first.
    pub const ALL: [Self; 3] = [Self::Node, Self::Pass, Self::Epoch];

    /// What the panel calls it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Pass => "pass",
            Self::Epoch => "epoch",
        }
    }
}

impl Default for Stepping {
    fn default() -> Self {
        Self {
            unit: StepUnit::default(),
            steps_per_second: 8.0,
            order: BackwardOrder::default(),
        }
    }
}
