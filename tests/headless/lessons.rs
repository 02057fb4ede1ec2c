//! Lessons: files that a teacher writes, the talk through them, questions and their answers.

#![expect(clippy::unwrap_used, reason = "a helper of tests may panic as they do")]

mod files;
mod mistakes;
mod putting_aside;
mod slips;
mod talk;
mod unseen;

use std::{fs, path::PathBuf, sync::Arc};

use bevy::{prelude::*, state::app::StatesPlugin};
use chainrule::{
    SimulationPlugins,
    lesson::{Lesson, LessonPlugin, LessonTalk, OpenLesson, Verdict},
    training::{Playback, ShownGraph, ShownTrace},
};

/// The files of the program's own lessons and what is in them, in order.
fn own_lessons() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/lessons");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "toml"))
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[track_caller]
fn lesson(text: &str) -> Lesson {
    text.parse()
        .unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// A simulation with lessons, one of which is open. Its clock stands still.
struct Classroom(App);

impl Classroom {
    fn new() -> Self {
        let mut app = App::new();
        app.add_plugins((StatesPlugin, SimulationPlugins, LessonPlugin));
        app.update();
        Self(app)
    }

    fn with(text: &str) -> Self {
        let mut classroom = Self::new();
        classroom.open(lesson(text), 0);
        classroom
    }

    fn open(&mut self, lesson: Lesson, step: usize) {
        self.0.world_mut().trigger(OpenLesson {
            lesson: Some(("test.toml".into(), Arc::new(lesson))),
            step,
        });
        self.settle();
    }

    fn go(&mut self, steps: isize) {
        LessonTalk::go(self.0.world_mut(), steps);
        self.settle();
    }

    /// As many frames as setting a stage takes.
    fn settle(&mut self) {
        for _ in 0..30 {
            self.0.update();
        }
    }

    fn talk(&self) -> &LessonTalk {
        self.0.world().resource()
    }

    fn answer(&mut self, typed: &str) -> Verdict {
        LessonTalk::answer(self.0.world_mut(), typed);
        self.talk().verdict().unwrap().clone()
    }

    fn tell(&mut self) -> f64 {
        LessonTalk::tell(self.0.world_mut());
        match self.talk().verdict() {
            Some(&Verdict::Told(right)) => right,
            other => panic!("{other:?}"),
        }
    }

    fn shown(&self) -> &ShownGraph {
        self.0.world().resource()
    }

    /// Steps done of the pass on show, and how many there are.
    fn position(&self) -> (usize, usize) {
        let trace = self.0.world().resource::<ShownTrace>().trace().unwrap();
        (trace.position(), trace.len())
    }

    fn playback(&self) -> Playback {
        *self.0.world().resource::<State<Playback>>().get()
    }
}
