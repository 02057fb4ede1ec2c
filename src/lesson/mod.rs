//! Lessons: a talk in steps, each with something on stage, and questions whose answers the engine computes.
//!
//! A lesson is a TOML file with Markdown texts that a teacher can write by hand; [`Lesson`] reads and checks it, and an error names
//! line and field. [`LessonTalk`] goes through one: it puts each step's stage, plays its part of the pass, and judges answers.
//! [`LessonProgress`] remembers what has been done.

mod answer;
mod director;
mod error;
mod file;
mod judging;
#[cfg(feature = "desktop")]
mod library;
mod names;
mod network_stage;
#[cfg(feature = "desktop")]
mod own_folder;
mod pass_part;
mod progress;
#[cfg(feature = "desktop")]
mod progress_file;
mod question;
mod seen;
mod slip;
mod stage;
mod step;
mod talk;
mod toml_error;

pub use answer::{Answer, TOLERANCE};
pub use director::LessonPlugin;
pub use error::LessonError;
pub use judging::Verdict;
#[cfg(feature = "desktop")]
pub use library::{EMBEDDED, LessonLibrary, LessonLibraryPlugin, LibraryEntry, file_name};
pub use network_stage::NetworkStage;
#[cfg(feature = "desktop")]
pub use own_folder::LessonSourcePlugin;
pub use pass_part::PassPart;
pub use progress::{LessonProgress, ProgressOfLesson};
#[cfg(feature = "desktop")]
pub use progress_file::RememberProgressPlugin;
pub use question::Question;
pub use stage::{ExpressionStage, Stage};
pub use step::{Lesson, LessonStep, NODE_LINK, node_links};
pub use talk::{LessonTalk, OpenLesson};
