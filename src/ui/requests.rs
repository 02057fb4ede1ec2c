//! What the panels and keys ask for.

use bevy::prelude::*;

use crate::{
    autodiff::BackwardOrder,
    lesson::LessonTalk,
    session::{RedoEdit, UndoEdit},
    training::{
        Accumulation, DrawParameters, DrawPoints, Exhibit, PassAgain, ResetTraining, SeekTrace,
        SimulationSystems, StepBack, StepOn, StepUnit, Stepping, TogglePlayback, ZeroDerivatives,
    },
    view::{FitPlane, graph::FitGraph},
};

use super::{GraphSearch, HelpWindow, LossChart, OpenTab, Tab};

/// Something that a button or a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Request {
    /// Play or pause.
    TogglePlayback,
    /// Pause and go one step on: a node, a pass or an epoch.
    StepOn,
    /// Pause and go one step back.
    StepBack,
    /// Let a step be this much.
    StepBy(StepUnit),
    /// Let the backward pass on show go in this order, step by step.
    Order(BackwardOrder),
    /// Open another tab.
    Tab(Tab),
    /// So many steps on in the open lesson, or back.
    LessonStep(isize),
    /// Put this on stage.
    Exhibit(Exhibit),
    /// Zero derivatives before the pass on show, or forget to.
    ForgetToZero(bool),
    /// Go to another position of the pass on show.
    Seek(SeekTrace),
    /// Run the pass on show once more.
    PassAgain,
    /// Zero the derivatives that leaves hold.
    ZeroDerivatives,
    /// Back to the initial parameters.
    Reset,
    /// New initial parameters from the next seed.
    DrawParameters,
    /// New points from the next seed.
    DrawPoints,
    /// Show all of the data, and the whole graph.
    Fit,
    /// Open or close the search for a node.
    ToggleSearch,
    /// Take back the last edit, of the points or of a leaf.
    Undo,
    /// Do it again after all.
    Redo,
    /// Open or close the list of keys.
    ToggleHelp,
    /// Loss chart with a logarithmic axis, or not.
    ToggleLogScale,
}

/// What was asked for since the last frame, in order. Each once: a button and its key within one frame are one wish.
#[derive(Resource, Debug, Default)]
pub struct Requests(Vec<Request>);

impl Request {
    /// Whether it is about training, and means nothing where something else is on stage.
    const fn is_of_training(self) -> bool {
        matches!(
            self,
            Self::StepBy(StepUnit::Pass | StepUnit::Epoch)
                | Self::Reset
                | Self::DrawParameters
                | Self::DrawPoints
                | Self::ToggleLogScale
        )
    }

    /// Whether it is about one's own training, and means nothing for a lesson's.
    const fn is_of_own_training(self) -> bool {
        matches!(self, Self::DrawParameters | Self::DrawPoints)
    }
}

impl Requests {
    /// Asks for something, once.
    pub fn ask(&mut self, request: Request) {
        if !self.contains(request) {
            self.0.push(request);
        }
    }

    /// Whether it has been asked for.
    pub fn contains(&self, request: Request) -> bool {
        self.0.contains(&request)
    }
}

/// Grants requests, from whomever they come.
pub struct RequestsPlugin;

impl Plugin for RequestsPlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<Requests>()
            .init_resource::<HelpWindow>()
            .init_resource::<LossChart>()
            .init_resource::<Tab>()
            .init_resource::<LessonTalk>()
            .init_resource::<GraphSearch>()
            .add_systems(Update, grant_requests.before(SimulationSystems::Edit));
    }
}

fn grant_requests(
    mut requests: ResMut<Requests>,
    mut help: ResMut<HelpWindow>,
    mut chart: ResMut<LossChart>,
    mut search: ResMut<GraphSearch>,
    mut stepping: ResMut<Stepping>,
    mut accumulation: ResMut<Accumulation>,
    mut exhibit: ResMut<Exhibit>,
    tab: Res<Tab>,
    talk: Res<LessonTalk>,
    mut commands: Commands,
) {
    if requests.0.is_empty() {
        return;
    }
    let is_asked = talk.open_question().is_some();
    for request in std::mem::take(&mut requests.0) {
        let trains = *tab == Tab::Train || talk.trains() && !request.is_of_own_training();
        if !trains && request.is_of_training() {
            continue;
        }
        match request {
            Request::TogglePlayback => commands.trigger(TogglePlayback),
            Request::StepOn => commands.trigger(StepOn),
            Request::StepBack => commands.trigger(StepBack),
            Request::StepBy(unit) => {
                let wanted = Stepping { unit, ..*stepping };
                stepping.set_if_neq(wanted);
            }
            Request::Order(order) => {
                let unit = StepUnit::Node;
                let wanted = Stepping {
                    order,
                    unit,
                    ..*stepping
                };
                stepping.set_if_neq(wanted);
            }
            Request::Tab(tab) => commands.trigger(OpenTab(tab)),
            Request::LessonStep(steps) if *tab == Tab::Lessons => {
                commands.queue(move |world: &mut World| LessonTalk::go(world, steps));
            }
            Request::Exhibit(wanted) if *tab == Tab::Train => {
                exhibit.set_if_neq(wanted);
            }
            Request::LessonStep(_) | Request::Exhibit(_) => {}
            Request::ForgetToZero(is_forgotten) => accumulation.is_forgotten = is_forgotten,
            Request::Seek(seek) => commands.trigger(seek),
            Request::PassAgain => commands.trigger(PassAgain),
            Request::ZeroDerivatives => commands.trigger(ZeroDerivatives),
            Request::Reset => commands.trigger(ResetTraining),
            Request::DrawParameters => commands.trigger(DrawParameters),
            Request::DrawPoints => commands.trigger(DrawPoints),
            Request::Fit => {
                commands.trigger(FitPlane);
                commands.trigger(FitGraph);
            }
            Request::ToggleSearch => search.toggle(),
            // What is asked about stays as it is.
            Request::Undo | Request::Redo if *tab == Tab::Lessons && is_asked => {}
            Request::Undo => commands.trigger(UndoEdit),
            Request::Redo => commands.trigger(RedoEdit),
            Request::ToggleHelp => help.is_open = !help.is_open,
            Request::ToggleLogScale => chart.is_logarithmic = !chart.is_logarithmic,
        }
    }
}
