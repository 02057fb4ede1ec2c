//! How long each stage of a frame took. The simulation does not need it: only who shows it adds the plugin.

use std::time::{Duration, Instant};

use bevy::prelude::*;

use crate::autodiff::{Pass, PassSystems};

use super::SimulationSystems;

/// Over how much time the stages are averaged: figures that change with every frame cannot be read.
const WINDOW: Duration = Duration::from_millis(250);

/// Measures the simulation's stages and those of the [`Pass`] schedule.
pub struct StageTimesPlugin;

/// The stages of a frame in the order in which they ran, with their times as means over the latest quarter of a second.
#[derive(Resource, Debug, Default)]
pub struct StageTimes {
    shown: Vec<StageTime>,
    sums: Vec<Sum>,
    frames: u32,
    window: Duration,
    frame_mark: Option<Instant>,
    pass_mark: Option<Instant>,
}

/// The mark after the simulation's last stage: whoever adds stages after it puts their marks after this.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StageTimesSystems;

/// One stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StageTime {
    /// What it is called.
    pub name: &'static str,
    /// How long it took in a frame.
    pub time: Duration,
    /// How often it ran in a frame; the stages of a pass may run for many points.
    pub runs: f64,
}

#[derive(Debug, Clone, Copy)]
struct Sum {
    name: &'static str,
    time: Duration,
    runs: u32,
}

impl StageTimes {
    /// The stages that ran; nothing before the first quarter of a second is over.
    pub fn stages(&self) -> &[StageTime] {
        &self.shown
    }

    /// A frame begins: what comes before the first stage belongs to none.
    fn begin_frame(&mut self, passed: Duration) {
        self.window += passed;
        if self.window >= WINDOW && self.frames > 0 {
            let frames = self.frames;
            let mean = |sum: &Sum| StageTime {
                name: sum.name,
                time: sum.time / frames,
                runs: f64::from(sum.runs) / f64::from(frames),
            };
            self.shown = self.sums.iter().map(mean).collect();
            self.sums.clear();
            self.frames = 0;
            self.window = Duration::ZERO;
        }
        self.frames += 1;
        self.begin();
    }

    /// What was done since the latest mark belongs to no stage.
    pub fn begin(&mut self) {
        self.frame_mark = Some(Instant::now());
    }

    /// What was done since the latest mark was this stage.
    pub fn end(&mut self, name: &'static str) {
        let now = Instant::now();
        if let Some(mark) = self.frame_mark.replace(now) {
            self.add(name, now - mark);
        }
    }

    fn begin_pass_stage(&mut self) {
        self.pass_mark = Some(Instant::now());
    }

    /// As [`end`](Self::end), within a pass: passes run within other stages.
    fn end_pass_stage(&mut self, name: &'static str) {
        let now = Instant::now();
        if let Some(mark) = self.pass_mark.replace(now) {
            self.add(name, now - mark);
        }
    }

    fn add(&mut self, name: &'static str, time: Duration) {
        match self.sums.iter_mut().find(|sum| sum.name == name) {
            Some(sum) => {
                sum.time += time;
                sum.runs += 1;
            }
            None => self.sums.push(Sum {
                name,
                time,
                runs: 1,
            }),
        }
    }
}

/// A system that says that this stage of a frame is over.
pub fn end_of(name: &'static str) -> impl FnMut(ResMut<StageTimes>) {
    move |mut times: ResMut<StageTimes>| times.end(name)
}

fn end_of_pass_stage(name: &'static str) -> impl FnMut(ResMut<StageTimes>) {
    move |mut times: ResMut<StageTimes>| times.end_pass_stage(name)
}

fn begin_frame(time: Res<Time<Real>>, mut times: ResMut<StageTimes>) {
    times.begin_frame(time.delta());
}

fn begin_pass_stage(mut times: ResMut<StageTimes>) {
    times.begin_pass_stage();
}

impl Plugin for StageTimesPlugin {
    fn build(&self, app: &mut App) {
        use PassSystems as Within;
        use SimulationSystems as Of;
        app.init_resource::<StageTimes>()
            .add_systems(
                Update,
                (
                    begin_frame.before(Of::Edit),
                    end_of("Edit").after(Of::Edit).before(Of::Train),
                    end_of("Train").after(Of::Train).before(Of::Evaluate),
                    end_of("Evaluate").after(Of::Evaluate).before(Of::Pass),
                    end_of("Pass").after(Of::Pass).before(Of::Record),
                    end_of("Record")
                        .in_set(StageTimesSystems)
                        .after(Of::Record)
                        .before(Of::Lead),
                ),
            )
            .add_systems(
                Pass,
                (
                    begin_pass_stage.before(Within::Forward),
                    end_of_pass_stage("Forward")
                        .after(Within::Forward)
                        .before(Within::TopologicalOrder),
                    end_of_pass_stage("Topological order")
                        .after(Within::TopologicalOrder)
                        .before(Within::Seed),
                    end_of_pass_stage("Seed")
                        .after(Within::Seed)
                        .before(Within::Backward),
                    end_of_pass_stage("Backward").after(Within::Backward),
                ),
            );
    }
}
