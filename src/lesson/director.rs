//! Sets the scene of each step: what is on stage, how much of the pass is done, which part of it plays.

use bevy::prelude::*;

use crate::{
    autodiff::{Trace, Value},
    training::{
        Accumulation, Exhibit, NetworkOnData, NetworkSettings, PassAgain, Playback, SeekTrace,
        ShownGraph, ShownTrace, SimulationSystems, StageExpression, StagedExpression, StepUnit,
        Stepping, ZeroDerivatives, refresh_pass, stage_network,
    },
};

use super::{
    Answer, ExpressionStage, LessonProgress, LessonStep, LessonTalk, NetworkStage, OpenLesson,
    PassPart, Stage,
};

/// Lessons: the open one, and what has been done of all. Needs the simulation.
pub struct LessonPlugin;

/// What the director waits for.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq)]
pub(super) enum Cue {
    /// Nothing: the learner goes on.
    #[default]
    None,
    /// The stage is being set; once it is, its pass is there within the frame.
    Enter {
        play: Option<PassPart>,
        passes: u32,
        is_set: bool,
    },
    /// The pass plays up to this position.
    PlayTo(usize),
}

impl Plugin for LessonPlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<LessonTalk>()
            .init_resource::<LessonProgress>()
            .init_resource::<Cue>()
            .add_observer(on_open_lesson)
            .add_systems(
                Update,
                (
                    note_stage
                        .after(SimulationSystems::Edit)
                        .before(SimulationSystems::Train),
                    direct.in_set(SimulationSystems::Lead),
                ),
            );
    }
}

fn on_open_lesson(open: On<OpenLesson>, mut commands: Commands) {
    let open = open.clone();
    commands.queue(move |world: &mut World| LessonTalk::open(world, &open));
}

impl Cue {
    /// Sets the scene of the talk's step. `before` is the step of the same lesson that was there.
    pub(super) fn enter(world: &mut World, before: Option<&LessonStep>) {
        *world.resource_mut::<Self>() = Self::None;
        if !world.resource::<LessonTalk>().is_on_stage() {
            return; // what plays there is not a lesson's
        }
        pause(world);
        let Some(step) = world.resource::<LessonTalk>().step_on_stage().cloned() else {
            return;
        };
        let is_new_stage = before.is_none_or(|it| it.stage_number != step.stage_number);
        match &*step.stage {
            Stage::Expression(stage) => set_expression(world, stage),
            Stage::Network(stage) => {
                let is_asked = step.question.is_some();
                set_network(world, stage, is_new_stage, is_asked);
            }
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
            play: step.play,
            passes: step.passes,
            is_set: false,
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

    /// Shows what the step's question was about: plays the pass to where its answer is seen, as often as was asked.
    pub(super) fn reveal(world: &mut World) {
        let step = world.resource::<LessonTalk>().step();
        let passes = step.and_then(|step| match step.question.as_ref()?.answer {
            Answer::Accumulated { passes, .. } => Some(passes),
            _ => None,
        });
        if let Some(passes) = passes {
            run_passes(world, passes);
        }
        let revealed = with_trace(world, LessonTalk::revealed).flatten();
        let shown = world.resource::<ShownTrace>();
        let (Some(trace), Some(end)) = (shown.trace(), revealed) else {
            return;
        };
        let before = trace.position();
        if before >= end && passes.is_none() {
            return;
        }
        // The sort between the values and the derivatives has lessons of its own.
        let sorted = PassPart::Sort.end(trace);
        if end > sorted && (before < sorted || passes.is_some()) {
            world.trigger(SeekTrace::Position(sorted));
        }
        world
            .resource_mut::<NextState<Playback>>()
            .set(Playback::Playing);
        *world.resource_mut::<Self>() = Self::PlayTo(end);
    }
}

/// Asks the talk about the pass on show.
fn with_trace<T>(
    world: &World,
    ask: impl FnOnce(&LessonTalk, &Trace, &ShownGraph) -> T,
) -> Option<T> {
    let trace = world.resource::<ShownTrace>().trace()?;
    let shown = world.get_resource::<ShownGraph>()?;
    Some(ask(world.resource::<LessonTalk>(), trace, shown))
}

/// Runs the pass on show until leaves hold the sum of so many.
fn run_passes(world: &mut World, passes: u32) {
    world.resource_mut::<Accumulation>().is_forgotten = true;
    for _ in 0..=passes {
        if world.resource::<Accumulation>().passes() < passes {
            world.trigger(PassAgain);
            if let Err(error) = refresh_pass(world) {
                warn!("{error}");
            }
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

/// Whoever `is_asked` about a network is asked about the file's: what has been tried out goes back.
fn set_network(world: &mut World, stage: &NetworkStage, is_new: bool, is_asked: bool) {
    world.resource_mut::<Exhibit>().set_if_neq(Exhibit::Network);
    if is_new || (is_asked && !stage.is_as_given(world)) {
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

/// What was wanted on stage is there now: the pass that follows in this frame is its.
fn note_stage(mut cue: ResMut<Cue>) {
    if let Cue::Enter { is_set, .. } = cue.bypass_change_detection() {
        *is_set = true;
    }
}

/// Goes on with what the step asks for, once its pass is there.
///
/// Runs in [`SimulationSystems::Lead`].
fn direct(world: &mut World) -> Result {
    match *world.resource::<Cue>() {
        Cue::None | Cue::Enter { is_set: false, .. } => {}
        Cue::Enter { play, passes, .. } => begin(world, play, passes)?,
        Cue::PlayTo(end) => play_on(world, end),
    }
    hold_back(world)
}

/// While a question waits, the pass goes no further than to where its answer would be seen.
fn hold_back(world: &mut World) -> Result {
    let Some(end) = with_trace(world, LessonTalk::held_at).flatten() else {
        return Ok(());
    };
    let shown = world.resource::<ShownTrace>();
    let position = shown.trace().map_or(0, Trace::position);
    if position > end || (position == end && shown.part() > 0.0) {
        world.trigger(SeekTrace::Position(end));
        refresh_pass(world)?;
    }
    Ok(())
}

/// Shows so much of the pass, in the frame in which it is there: what comes later is not seen before its time.
fn begin(world: &mut World, play: Option<PassPart>, passes: u32) -> Result {
    *world.resource_mut::<Cue>() = Cue::None;
    if world.resource::<ShownTrace>().trace().is_none() {
        return Ok(()); // epochs have no trace to play
    }
    for _ in 1..passes {
        world.trigger(PassAgain);
        refresh_pass(world)?;
    }
    let first = with_trace(world, LessonTalk::begins_at).unwrap_or(0);
    world.trigger(SeekTrace::Position(first));
    refresh_pass(world)?;
    let end = with_trace(world, |_, trace, _| play.map(|part| part.end(trace)));
    if let Some(end) = end.flatten() {
        // After the seek, which pauses.
        world
            .resource_mut::<NextState<Playback>>()
            .set(Playback::Playing);
        *world.resource_mut::<Cue>() = Cue::PlayTo(end);
    }
    Ok(())
}

/// Ends what plays where the step wants it to end.
fn play_on(world: &mut World, end: usize) {
    let next = world.resource::<NextState<Playback>>();
    let playback = world.resource::<State<Playback>>().get();
    let is_waiting = matches!(next, NextState::Unchanged) && *playback == Playback::Paused;
    let trace = world.resource::<ShownTrace>().trace();
    let Some(trace) = trace.filter(|_| !is_waiting) else {
        *world.resource_mut::<Cue>() = Cue::None; // somebody has paused it, or wants epochs
        return;
    };
    if trace.position() >= end {
        if !trace.is_at_end() {
            world.trigger(SeekTrace::Position(end));
        }
        *world.resource_mut::<Cue>() = Cue::None;
    }
}
