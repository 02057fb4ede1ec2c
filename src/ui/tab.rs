//! What the window is used for: training, lessons, or an expression.

use std::collections::{BTreeMap, HashMap};

use bevy::prelude::*;

use crate::{
    autodiff::{BackwardOrder, Trace},
    lesson::LessonTalk,
    session::Edits,
    training::{
        Accumulation, Exhibit, Playback, ShownTrace, StageExpression, StagedExpression, StepUnit,
        Stepping, take_training_up,
    },
    view::{
        PlaneTool,
        graph::{Folding, Highlight},
    },
};

/// Steps a second in a lesson.
const LESSON_SPEED: f64 = 3.0;

/// The window's tabs.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    /// A network trains on points.
    #[default]
    Train,
    /// The lecture, in lessons.
    Lessons,
    /// An expression of one's own.
    Expression,
}

/// Another tab is opened.
#[derive(Event, Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenTab(pub Tab);

/// What was on stage in the other tabs.
#[derive(Resource, Debug, Clone, Default)]
struct PutAside {
    training: Option<Training>,
    expression: Option<OwnExpression>,
    /// What can be undone in each tab; in a lesson it begins anew.
    edits: HashMap<Tab, Edits>,
    /// What is folded in each tab.
    foldings: HashMap<Tab, Folding>,
    /// How many steps a second each tab plays.
    speeds: HashMap<Tab, f64>,
}

/// The expression of one's own, and the values of its variables and of earlier ones.
#[derive(Debug, Clone)]
struct OwnExpression {
    staged: StageExpression,
    values: BTreeMap<String, f64>,
    /// Where its pass was.
    position: Option<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Training {
    exhibit: Exhibit,
    stepping: Stepping,
    playback: Playback,
    is_zeroing_forgotten: bool,
    /// Where its pass was, in slow motion.
    position: Option<usize>,
}

impl Tab {
    /// Every tab, in the order of the header.
    pub const ALL: [Self; 3] = [Self::Train, Self::Lessons, Self::Expression];

    /// What its button says.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Train => "Train",
            Self::Lessons => "Lessons",
            Self::Expression => "Expression",
        }
    }

    /// How many steps a second it plays at first: who is led through a pass for the first time wants to read what each does.
    fn first_speed(self) -> f64 {
        match self {
            Self::Lessons => LESSON_SPEED,
            Self::Train | Self::Expression => Stepping::default().steps_per_second,
        }
    }

    /// What its button says under the pointer.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Train => "a network learns to tell two classes of points apart (Ctrl+1)",
            Self::Lessons => "the lecture on backpropagation, to play with (Ctrl+2)",
            Self::Expression => "type an expression and see its graph (Ctrl+3)",
        }
    }
}

pub(super) fn plugin(app: &mut App) {
    // The window opens with another tab.
    app.insert_resource(LessonTalk::off_stage())
        .init_resource::<PutAside>()
        .add_observer(on_open_tab);
}

fn on_open_tab(open: On<OpenTab>, mut commands: Commands) {
    let wanted = open.0;
    commands.queue(move |world: &mut World| {
        let before = *world.resource::<Tab>();
        if before != wanted {
            leave(world, before);
            *world.resource_mut::<Tab>() = wanted;
            enter(world, wanted);
        }
    });
}

/// Keeps what is on stage in a tab.
fn leave(world: &mut World, tab: Tab) {
    match tab {
        Tab::Train => {
            let training = Training {
                exhibit: *world.resource::<Exhibit>(),
                stepping: *world.resource::<Stepping>(),
                playback: *world.resource::<State<Playback>>().get(),
                is_zeroing_forgotten: world.resource::<Accumulation>().is_forgotten,
                position: world.resource::<ShownTrace>().trace().map(Trace::position),
            };
            world.resource_mut::<PutAside>().training = Some(training);
            keep_expression(world);
        }
        Tab::Lessons => {
            LessonTalk::put_on_stage(world, false);
            world.resource_mut::<Highlight>().in_text = None;
            take_training_up(world);
        }
        Tab::Expression => {
            world.resource_mut::<PutAside>().expression = None;
            keep_expression(world);
        }
    }
    let speed = world.resource::<Stepping>().steps_per_second;
    world.resource_mut::<PutAside>().speeds.insert(tab, speed);
    let folding = world.resource::<Folding>().clone();
    world
        .resource_mut::<PutAside>()
        .foldings
        .insert(tab, folding);
    let edits = std::mem::take(&mut *world.resource_mut::<Edits>());
    world.resource_mut::<PutAside>().edits.insert(tab, edits);
    // What a tab is about to change is not to be played meanwhile.
    let mut next = world.resource_mut::<NextState<Playback>>();
    NextState::set_if_neq(&mut next, Playback::Paused);
}

/// Notes the expression of one's own, unless it is noted and a lesson's is on stage.
fn keep_expression(world: &mut World) {
    if world.resource::<PutAside>().expression.is_some() {
        return;
    }
    let staged = world.resource::<StagedExpression>();
    let own = OwnExpression {
        staged: StageExpression {
            text: staged.text().to_owned(),
            expression: staged.expression().clone(),
            at: Vec::new(),
        },
        values: StagedExpression::remembered(world),
        position: (*world.resource::<Tab>() == Tab::Expression)
            .then(|| world.resource::<ShownTrace>().trace().map(Trace::position))
            .flatten(),
    };
    world.resource_mut::<PutAside>().expression = Some(own);
}

/// Puts on stage what belongs there in a tab.
fn enter(world: &mut World, tab: Tab) {
    let mut put_aside = world.resource::<PutAside>().clone();
    if tab != Tab::Lessons
        && let Some(edits) = put_aside.edits.remove(&tab)
    {
        *world.resource_mut::<Edits>() = edits;
    }
    if let Some(folding) = put_aside.foldings.remove(&tab) {
        *world.resource_mut::<Folding>() = folding;
    }
    let speed = put_aside.speeds.get(&tab).copied();
    let mut stepping = world.resource_mut::<Stepping>();
    let at_its_speed = Stepping {
        steps_per_second: speed.unwrap_or_else(|| tab.first_speed()),
        ..*stepping
    };
    stepping.set_if_neq(at_its_speed);
    match tab {
        Tab::Train => {
            if let Some(training) = put_aside.training {
                world.resource_mut::<Exhibit>().set_if_neq(training.exhibit);
                let mut stepping = world.resource_mut::<Stepping>();
                let wanted = Stepping {
                    steps_per_second: stepping.steps_per_second,
                    ..training.stepping
                };
                stepping.set_if_neq(wanted);
                world.resource_mut::<Accumulation>().is_forgotten = training.is_zeroing_forgotten;
                world
                    .resource_mut::<NextState<Playback>>()
                    .set(training.playback);
                if let Some(position) = training.position {
                    world.resource_mut::<ShownTrace>().resume_at(position);
                }
            }
        }
        Tab::Lessons => {
            world
                .resource_mut::<PlaneTool>()
                .set_if_neq(PlaneTool::Move);
            let mut stepping = world.resource_mut::<Stepping>();
            let slow = Stepping {
                unit: StepUnit::Node,
                ..*stepping
            };
            stepping.set_if_neq(slow);
            // The lesson that was open begins its step anew.
            LessonTalk::put_on_stage(world, true);
        }
        Tab::Expression => {
            world
                .resource_mut::<Exhibit>()
                .set_if_neq(Exhibit::Expression);
            if let Some(own) = put_aside.expression {
                world.trigger(own.staged);
                world.flush();
                // A lesson's values are not one's own.
                world.resource_mut::<StagedExpression>().recall(own.values);
                // At rest the whole pass is done, at first.
                let position = own.position.unwrap_or(usize::MAX);
                world.resource_mut::<ShownTrace>().resume_at(position);
            }
            world.resource_mut::<Accumulation>().is_forgotten = false;
            let mut stepping = world.resource_mut::<Stepping>();
            // At rest the whole pass is done: every number can be seen.
            let slow = Stepping {
                unit: StepUnit::Node,
                order: BackwardOrder::Sorted,
                ..*stepping
            };
            stepping.set_if_neq(slow);
        }
    }
}
