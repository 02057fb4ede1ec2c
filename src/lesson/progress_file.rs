//! The file in which progress is remembered between runs.

use std::{
    fs,
    io::{ErrorKind, Write},
    path::PathBuf,
};

use bevy::prelude::*;
use directories::ProjectDirs;

use super::LessonProgress;

/// Reads progress at the start, and writes it whenever it changes, into the user's folder for data.
///
/// For the program alone: a test must not write there. What cannot be read or written is told once in the log, and the lessons go on
/// without it.
pub struct RememberProgressPlugin;

/// The file; nothing where the system has no such folder.
#[derive(Resource, Debug, Clone)]
struct ProgressFile(Option<PathBuf>);

impl Plugin for RememberProgressPlugin {
    fn build(&self, app: &mut App) {
        let folders = ProjectDirs::from("", "", "chainrule");
        let file = folders.map(|folders| folders.data_dir().join("lessons.json"));
        app.insert_resource(ProgressFile(file))
            .add_systems(Startup, read_progress)
            .add_systems(
                Last,
                write_progress.run_if(resource_exists_and_changed::<LessonProgress>),
            );
    }
}

fn read_progress(mut file: ResMut<ProgressFile>, mut progress: ResMut<LessonProgress>) {
    let Some(path) = &file.0 else { return };
    let read = match fs::read_to_string(path) {
        // There is none before the first run.
        Err(error) if error.kind() == ErrorKind::NotFound => return,
        Err(error) => Err(error.to_string()),
        Ok(text) => serde_json::from_str(&text).map_err(|error| error.to_string()),
    };
    match read {
        Ok(remembered) => *progress = remembered,
        Err(error) => {
            // What somebody may still mend is not written over.
            warn!("{}: {error}; progress is not remembered", path.display());
            file.0 = None;
        }
    }
}

fn write_progress(mut file: ResMut<ProgressFile>, progress: Res<LessonProgress>) {
    let Some(path) = &file.0 else { return };
    if *progress == LessonProgress::default() {
        return;
    }
    if let Err(error) = write(path, &progress) {
        warn!("{}: {error}; progress is not remembered", path.display());
        file.0 = None;
    }
}

/// The file is there whole or not at all.
fn write(path: &PathBuf, progress: &LessonProgress) -> Result<()> {
    let folder = path.parent().ok_or("no folder")?;
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer_pretty(&mut file, progress)?;
    file.flush()?;
    file.persist(path)?;
    Ok(())
}
