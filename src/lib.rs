//! See backpropagation happen: a computation graph of entities that trains while you watch.
//!
//! Dependencies point one way: `ui → view → session, lesson → training, formula → nn, plan → autodiff`, and [`cli`] on top. Everything that draws is
//! behind the feature `desktop`; the rest runs without a window.

use bevy::{app::PluginGroupBuilder, prelude::*};

pub mod autodiff;
pub mod cli;
pub mod formula;
pub mod lesson;
pub mod nn;
pub mod plan;
pub mod session;
pub mod training;
#[cfg(feature = "desktop")]
pub mod ui;
#[cfg(feature = "desktop")]
pub mod view;

/// The examples of the README are tests, too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;

/// The simulation: the graph and its pass, data, network and training, without a picture of it.
///
/// Needs Bevy's `StatesPlugin`. The window adds it to Bevy's default plugins; the command line and the tests need no more:
///
/// ```
/// use bevy::{prelude::*, state::app::StatesPlugin};
/// use chainrule::{SimulationPlugins, training::Model};
///
/// let mut app = App::new();
/// app.add_plugins((StatesPlugin, SimulationPlugins));
/// app.update();
/// assert_eq!(app.world().resource::<Model>().parameters.len(), 9);
/// ```
pub struct SimulationPlugins;

impl PluginGroup for SimulationPlugins {
    fn build(self) -> PluginGroupBuilder {
        PluginGroupBuilder::start::<Self>()
            .add(autodiff::AutodiffPlugin)
            .add(training::TrainingPlugin)
    }
}

/// What opens the window: the simulation, what is drawn of it, and the panels. Needs Bevy's default plugins.
#[cfg(feature = "desktop")]
pub struct DesktopPlugins;

#[cfg(feature = "desktop")]
impl PluginGroup for DesktopPlugins {
    fn build(self) -> PluginGroupBuilder {
        PluginGroupBuilder::start::<Self>()
            .add_group(SimulationPlugins)
            .add(training::StageTimesPlugin)
            .add(session::SessionPlugin)
            .add(lesson::LessonPlugin)
            .add(lesson::LessonLibraryPlugin)
            .add(view::ViewPlugin)
            .add(ui::UiPlugin)
    }
}
