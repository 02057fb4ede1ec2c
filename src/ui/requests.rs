//! What the panels and keys ask for.

use bevy::prelude::*;

use crate::{
    session::{RedoEdit, UndoEdit},
    training::{
        DrawParameters, DrawPoints, ResetTraining, SimulationSystems, StepEpoch, TogglePlayback,
    },
    view::FitPlane,
};

use super::{HelpWindow, LossChart};

/// Something that a button or a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Request {
    /// Play or pause.
    TogglePlayback,
    /// Pause and run one epoch.
    StepEpoch,
    /// Back to the initial parameters.
    Reset,
    /// New initial parameters from the next seed.
    DrawParameters,
    /// New points from the next seed.
    DrawPoints,
    /// Show all of the data.
    FitPlane,
    /// Take back the last edit of the points.
    Undo,
    /// Do it again after all.
    Redo,
    /// Open or close the list of keys.
    ToggleHelp,
    /// Loss chart with a logarithmic axis, or not.
    ToggleLogScale,
}

/// What was asked for since the last frame, in order. Each once: egui may draw a frame twice, and then a click is seen twice.
#[derive(Resource, Debug, Default)]
pub struct Requests(Vec<Request>);

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
            .add_systems(Update, grant_requests.before(SimulationSystems::Edit));
    }
}

fn grant_requests(
    mut requests: ResMut<Requests>,
    mut help: ResMut<HelpWindow>,
    mut chart: ResMut<LossChart>,
    mut commands: Commands,
) {
    if requests.0.is_empty() {
        return;
    }
    for request in std::mem::take(&mut requests.0) {
        match request {
            Request::TogglePlayback => commands.trigger(TogglePlayback),
            Request::StepEpoch => commands.trigger(StepEpoch),
            Request::Reset => commands.trigger(ResetTraining),
            Request::DrawParameters => commands.trigger(DrawParameters),
            Request::DrawPoints => commands.trigger(DrawPoints),
            Request::FitPlane => commands.trigger(FitPlane),
            Request::Undo => commands.trigger(UndoEdit),
            Request::Redo => commands.trigger(RedoEdit),
            Request::ToggleHelp => help.is_open = !help.is_open,
            Request::ToggleLogScale => chart.is_logarithmic = !chart.is_logarithmic,
        }
    }
}
