//! Sets the scene of each step: what is on stage, how much of the pass is done, which part of it plays.

use std::sync::Arc;

use bevy::prelude::*;

use crate::{
    autodiff::{Phase, Trace, Value},
    training::{
        Accumulation, Exhibit, NetworkOnData, NetworkSettings, PassAgain, Playback, SeekTrace,
        ShownGraph, ShownTrace, SimulationSystems, StageExpression, StagedExpression, StepUnit,
        Stepping, ZeroDerivatives, stage_network,
    },
};

use super::{
    ExpressionStage, LessonProgress, LessonStep, LessonTalk, NetworkStage, OpenLesson, PassPart,
    Stage,
};

/// Lessons: the open one, and what has been done of all. Needs the simulation.
pub struct LessonPlugin;

/// What the director waits for.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq)]
pub(super) enum Cue {
    /// Nothing: the learner goes on.
    #[default]
    None,
    /// The stage is being set: in so many frames its pass is there.
    Enter {
        show: PassPart,
        play: Option<PassPart>,
        passes: u32,
        frames: u8,
    },
    /// The pass plays up to here.
    PlayTo(PassPart),
}

/// In the frame after the one in which the stage is set the pass is that of what is on stage.
const FRAMES: u8 = 2;

impl Plugin for LessonPlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<LessonTalk>()
            .init_resource::<LessonProgress>()
            .init_resource::<Cue>()
            .add_observer(on_open_lesson)
            .add_systems(Update, direct.in_set(SimulationSystems::Record));
    }
}

fn on_open_lesson(open: On<OpenLesson>, mut commands: Commands) {
    let open = open.clone();
    commands.queue(move |world: &mut World| LessonTalk::open(world, &open));
}

impl Cue {
    /// Sets the scene of the talk's step. `before` is the step of the same lesson that was there.
    pub(super) fn enter(world: &mut World, before: Option<&LessonStep>) {
        pause(world);
        *world.resource_mut::<Self>() = Self::None;
        let Some(step) = world.resource::<LessonTalk>().step_on_stage().cloned() else {
            return;
        };
        let is_new_stage = before.is_none_or(|it| it.stage_number != step.stage_number);
        match &*step.stage {
            Stage::Expression(stage) => set_expression(world, stage),
            Stage::Network(stage) => set_network(world, stage, is_new_stage),
        }
        let mut stepping = world.resource_mut::<Stepping>();
        let unit = if step.train {
            StepUnit::Epoch
        } else {
            StepUnit::Node
        };
        let wanted = Stepping {
            unit,
            order: step.order,
            ..*stepping
        };
        stepping.set_if_neq(wanted);
        let mut accumulation = world.resource_mut::<Accumulation>();
        if accumulation.is_forgotten != (step.passes > 1) {
            accumulation.is_forgotten = step.passes > 1;
        }
        world.trigger(ZeroDerivatives);
        world.trigger(SeekTrace::Start);
        *world.resource_mut::<Self>() = Self::Enter {
            show: step.show,
            play: step.play,
            passes: step.passes,
            frames: FRAMES,
        };
        let talk = world.resource::<LessonTalk>();
        if let (Some(key), Some(lesson)) = (talk.key(), talk.lesson()) {
            let (key, number, steps) = (key.to_owned(), talk.step_number(), lesson.steps.len());
            world
                .resource_mut::<LessonProgress>()
                .visit(&key, number, steps);
        }
    }

    /// Waits for nothing any more.
    pub(super) fn drop(world: &mut World) {
        *world.resource_mut::<Self>() = Self::None;
    }

    /// Lets the pass play up to here.
    pub(super) fn play_to(world: &mut World, part: PassPart) {
        if let Some(trace) = world.resource::<ShownTrace>().trace() {
            if trace.position() >= position(trace, part) {
                return;
            }
            world
                .resource_mut::<NextState<Playback>>()
                .set(Playback::Playing);
            *world.resource_mut::<Self>() = Self::PlayTo(part);
        }
    }
}

fn pause(world: &mut World) {
    let mut next = world.resource_mut::<NextState<Playback>>();
    NextState::set_if_neq(&mut next, Playback::Paused);
}

fn set_expression(world: &mut World, stage: &ExpressionStage) {
    world
        .resource_mut::<Exhibit>()
        .set_if_neq(Exhibit::Expression);
    let names = stage.expression.variables().map(str::to_owned);
    let at: Vec<(String, f64)> = names.zip(stage.at.iter().copied()).collect();
    let staged = world.resource::<StagedExpression>();
    if staged.text() != stage.text || staged.leaves().len() != at.len() {
        let expression = stage.expression.clone();
        world.trigger(StageExpression {
            text: stage.text.clone(),
            expression,
            at,
        });
    } else {
        // What the learner has tried out goes back to where it was.
        let leaves = staged.leaves().to_vec();
        for (leaf, (_, value)) in leaves.into_iter().zip(at) {
            if let Some(mut held) = world.get_mut::<Value>(leaf) {
                held.set_if_neq(Value(value));
            }
        }
    }
}

fn set_network(world: &mut World, stage: &NetworkStage, is_new: bool) {
    world.resource_mut::<Exhibit>().set_if_neq(Exhibit::Network);
    if is_new {
        let staged = NetworkOnData {
            data: stage.data.clone(),
            network: NetworkSettings::default(),
            parameters: stage.parameters.clone(),
            point: stage.point,
            learning_rate: stage.learning_rate,
        };
        stage_network(world, staged);
    }
}

/// Goes on with what the step asks for, once its pass is there.
///
/// Runs in [`SimulationSystems::Record`].
fn direct(
    mut cue: ResMut<Cue>,
    shown: Option<Res<ShownGraph>>,
    trace: Res<ShownTrace>,
    accumulation: Res<Accumulation>,
    playback: Res<State<Playback>>,
    next: Res<NextState<Playback>>,
    mut commands: Commands,
) {
    match *cue {
        Cue::None => {}
        Cue::Enter {
            show,
            play,
            passes,
            frames: 0,
        } => {
            let Some(trace) = trace.trace() else {
                *cue = Cue::None; // epochs have no trace to play
                return;
            };
            let is_current = shown.is_some_and(|shown| Arc::ptr_eq(&shown.graph, trace.graph()));
            if !is_current {
                return;
            }
            if accumulation.passes() < passes {
                commands.trigger(PassAgain);
                return;
            }
            commands.trigger(SeekTrace::Position(position(trace, show)));
            *cue = match play {
                Some(part) => {
                    // After the seek, which pauses.
                    commands.queue(|world: &mut World| {
                        world
                            .resource_mut::<NextState<Playback>>()
                            .set(Playback::Playing);
                    });
                    Cue::PlayTo(part)
                }
                None => Cue::None,
            };
        }
        Cue::Enter {
            show,
            play,
            passes,
            frames,
        } => {
            *cue = Cue::Enter {
                show,
                play,
                passes,
                frames: frames - 1,
            };
        }
        Cue::PlayTo(part) => {
            let is_waiting =
                matches!(*next, NextState::Unchanged) && *playback.get() == Playback::Paused;
            let Some(trace) = trace.trace().filter(|_| !is_waiting) else {
                *cue = Cue::None; // somebody has paused it, or wants epochs
                return;
            };
            let end = position(trace, part);
            if trace.position() >= end {
                if part != PassPart::All {
                    commands.trigger(SeekTrace::Position(end));
                }
                *cue = Cue::None;
            }
        }
    }
}

/// The position at which a part of the pass is done.
fn position(trace: &Trace, part: PassPart) -> usize {
    let last = match part {
        PassPart::Nothing => return 0,
        PassPart::Forward => Phase::Forward,
        PassPart::Sort => Phase::TopologicalOrder,
        PassPart::All => return trace.len(),
    };
    let steps = trace.steps().iter();
    steps.take_while(|step| step.phase() <= last).count()
}
