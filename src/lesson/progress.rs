//! What has been done of each lesson.

use std::collections::{BTreeMap, BTreeSet};

use bevy::prelude::*;
use serde::{Deserialize, Serialize};

use super::Lesson;

/// What has been done of each lesson, by its file's name.
#[derive(Resource, Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LessonProgress(BTreeMap<String, ProgressOfLesson>);

/// What has been done of one lesson.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProgressOfLesson {
    /// The step that was open last, from 0.
    pub step: usize,
    /// The steps that have been seen.
    pub seen: BTreeSet<usize>,
    /// The steps whose question was answered rightly.
    pub answered: BTreeSet<usize>,
    /// Whether the last step has been reached.
    pub is_finished: bool,
}

impl ProgressOfLesson {
    /// How many of the lesson's questions have been answered rightly.
    pub fn questions_answered(&self, lesson: &Lesson) -> usize {
        let steps = lesson.steps.iter().enumerate();
        steps
            .filter(|(number, step)| step.question.is_some() && self.answered.contains(number))
            .count()
    }

    /// Whether the last step has been reached and every question answered.
    pub fn is_complete(&self, lesson: &Lesson) -> bool {
        self.is_finished && self.questions_answered(lesson) == lesson.questions().count()
    }
}

impl LessonProgress {
    /// What has been done of a lesson.
    pub fn of(&self, key: &str) -> ProgressOfLesson {
        self.0.get(key).cloned().unwrap_or_default()
    }

    /// A step has been opened, of so many.
    pub(super) fn visit(&mut self, key: &str, step: usize, steps: usize) {
        let lesson = self.0.entry(key.into()).or_default();
        lesson.step = step;
        lesson.seen.insert(step);
        lesson.is_finished |= step + 1 == steps;
    }

    /// A step's question has been answered rightly.
    pub(super) fn answer(&mut self, key: &str, step: usize) {
        self.0.entry(key.into()).or_default().answered.insert(step);
    }
}
