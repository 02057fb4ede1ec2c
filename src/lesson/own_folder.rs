//! A folder of lessons of one's own: which files it holds, looked up again and again.
//!
//! Bevy loads a folder whole or not at all; one file that is no lesson, or that may not be read, would take all others with it. So the
//! files are loaded one by one.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use bevy::{
    asset::{AssetPath, io::AssetSourceBuilder},
    prelude::*,
    tasks::{IoTaskPool, Task, futures::check_ready},
};

use super::{LessonLibrary, library::LessonAsset};

/// The folder, among Bevy's asset sources.
const SOURCE: &str = "lessons";
/// Between two looks into it.
const PAUSE: Duration = Duration::from_millis(500);

/// The source of a folder of lessons. Add it before Bevy's asset plugin.
pub struct LessonSourcePlugin(pub Option<PathBuf>);

/// The folder, and the files that were in it at the latest look.
#[derive(Resource, Debug)]
pub(super) struct OwnFolder {
    path: PathBuf,
    files: BTreeMap<String, OwnFile>,
    look: Option<Task<io::Result<Listing>>>,
    since_latest: Duration,
}

/// A file of the folder. The handle keeps it loaded; there is none while it cannot be read.
#[derive(Debug)]
struct OwnFile {
    handle: Option<Handle<LessonAsset>>,
    changed: Option<Change>,
}

/// What a look has found of each lesson's file, by its name: when it was changed, or why it cannot be read.
type Listing = BTreeMap<String, Result<Change, String>>;

/// What tells a version of a file from another: when it was saved, and how long it is.
type Change = (Option<SystemTime>, u64);

impl Plugin for LessonSourcePlugin {
    fn build(&self, app: &mut App) {
        if let Some(path) = &self.0 {
            let folder = path.to_string_lossy();
            app.register_asset_source(SOURCE, AssetSourceBuilder::platform_default(&folder, None))
                .insert_resource(OwnFolder {
                    path: path.clone(),
                    files: BTreeMap::new(),
                    look: None,
                    since_latest: PAUSE,
                });
        }
    }
}

/// What a file of the folder is remembered by: `lessons/` and its name; `None` for a file from elsewhere.
pub(super) fn own_key(path: &AssetPath<'_>) -> Option<String> {
    (path.source().as_str() == Some(SOURCE)).then(|| key(&path.path().to_string_lossy()))
}

fn asset_path(name: &str) -> AssetPath<'static> {
    AssetPath::from_path_buf(name.into()).with_source(SOURCE)
}

fn key(name: &str) -> String {
    format!("{SOURCE}/{name}")
}

/// Looks into the folder every now and then, beside the frames, and follows what was found.
pub(super) fn follow_folder(
    mut folder: ResMut<OwnFolder>,
    time: Res<Time<Real>>,
    assets: Res<AssetServer>,
    mut library: ResMut<LessonLibrary>,
) {
    let folder = folder.bypass_change_detection();
    folder.since_latest += time.delta();
    if let Some(task) = &mut folder.look {
        if let Some(found) = check_ready(task) {
            (folder.look, folder.since_latest) = (None, Duration::ZERO);
            match found {
                Ok(listing) => {
                    library.note_folder(None);
                    folder.follow(&listing, &assets, &mut library);
                }
                Err(error) => library.note_folder(Some(format!(
                    "{} cannot be read: {error}",
                    folder.path.display()
                ))),
            }
        }
    } else if folder.since_latest >= PAUSE {
        let path = folder.path.clone();
        folder.look = Some(IoTaskPool::get().spawn(async move { list(&path) }));
    }
}

fn list(folder: &Path) -> io::Result<Listing> {
    let mut listing = Listing::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let is_lesson = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
        // A pipe would be waited for.
        let is_of_another_kind = fs::metadata(&path).is_ok_and(|about| !about.is_file());
        if !is_lesson || is_of_another_kind {
            continue;
        }
        let name = entry.file_name().to_string_lossy().into_owned();
        let changed = File::open(&path).and_then(|file| file.metadata());
        let found = match changed {
            Ok(about) => Ok((about.modified().ok(), about.len())),
            Err(error) => Err(error.to_string()),
        };
        listing.insert(name, found);
    }
    Ok(listing)
}

impl OwnFolder {
    fn follow(&mut self, listing: &Listing, assets: &AssetServer, library: &mut LessonLibrary) {
        self.files.retain(|name, _| {
            let is_there = listing.contains_key(name);
            if !is_there {
                library.remove(&key(name));
            }
            is_there
        });
        for (name, found) in listing {
            let file = self.files.entry(name.clone()).or_insert(OwnFile {
                handle: None,
                changed: None,
            });
            match found {
                Err(error) => {
                    file.handle = None;
                    library.note_unreadable(&key(name), error);
                }
                Ok(changed) if file.handle.is_none() => {
                    file.handle = Some(assets.load(asset_path(name)));
                    file.changed = Some(*changed);
                }
                Ok(changed) if file.changed != Some(*changed) => {
                    file.changed = Some(*changed);
                    assets.reload(asset_path(name));
                }
                Ok(_) => {}
            }
        }
    }
}
