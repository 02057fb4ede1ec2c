//! The lessons there are: those in the program, and a folder of one's own beside them.

use std::{path::PathBuf, sync::Arc};

use bevy::{
    asset::{
        AssetLoader, AssetPath, LoadContext,
        io::{Reader, embedded::EmbeddedAssetRegistry},
    },
    prelude::*,
};

use crate::training::SimulationSystems;

use super::{
    Lesson, LessonTalk,
    own_folder::{OwnFolder, follow_folder, own_key},
};

/// How lessons' files end.
const EXTENSION: &str = "toml";

/// Every file of the program's own lessons, by its name.
macro_rules! lessons {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../assets/lessons/", $name)))),*]
    };
}

/// The lessons that are part of the program: the files' names and texts.
pub const EMBEDDED: [(&str, &str); 16] = lessons![
    "01-times-five.toml",
    "02-two-arguments.toml",
    "03-context.toml",
    "04-apply.toml",
    "05-chain-rule.toml",
    "06-chain-two-arguments.toml",
    "07-several-paths.toml",
    "08-central-difference.toml",
    "09-full-graph.toml",
    "10-order.toml",
    "11-topological-sort.toml",
    "12-algorithm.toml",
    "13-network.toml",
    "14-training.toml",
    "15-where-it-goes-wrong.toml",
    "16-accumulate-and-zero.toml",
];

/// Loads all lessons and keeps [`LessonLibrary`] up to date. Needs Bevy's asset plugin.
pub struct LessonLibraryPlugin;

/// Every lesson that there is.
#[derive(Resource, Debug, Default)]
pub struct LessonLibrary {
    entries: Vec<LibraryEntry>,
    handles: Vec<Handle<LessonAsset>>,
    folder_error: Option<String>,
}

/// A lesson's file.
#[derive(Debug, Clone, PartialEq)]
pub struct LibraryEntry {
    /// What the lesson is remembered by: its file's name; `lessons/` and its path, where the folder is one's own.
    pub key: String,
    /// The latest version without a mistake.
    pub lesson: Option<Arc<Lesson>>,
    /// What is wrong with the file as it is.
    pub error: Option<String>,
    /// Whether it is from a folder of one's own.
    pub is_own: bool,
}

/// The name of the file that is remembered by this.
pub fn file_name(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or(key)
}

/// A lesson's file, read: the lesson, or what is wrong with it.
#[derive(Asset, TypePath, Debug, Clone)]
pub(super) struct LessonAsset(Result<Arc<Lesson>, String>);

#[derive(TypePath, Default)]
struct LessonLoader;

impl AssetLoader for LessonLoader {
    type Asset = LessonAsset;
    type Settings = ();
    type Error = std::io::Error;

    async fn load(
        &self,
        reader: &mut dyn Reader,
        (): &(),
        _: &mut LoadContext<'_>,
    ) -> Result<LessonAsset, std::io::Error> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).await?;
        let lesson = match String::from_utf8(bytes) {
            Ok(text) => text
                .parse::<Lesson>()
                .map(Arc::new)
                .map_err(|error| error.to_string()),
            Err(_) => Err("this is not UTF-8 text; save the file as UTF-8".into()),
        };
        Ok(LessonAsset(lesson))
    }

    fn extensions(&self) -> &[&str] {
        &[EXTENSION]
    }
}

impl Plugin for LessonLibraryPlugin {
    fn build(&self, app: &mut App) {
        let embedded = app.world().resource::<EmbeddedAssetRegistry>();
        for (name, text) in EMBEDDED {
            let path = embedded_path(name);
            embedded.insert_asset(path.clone(), &path, text.as_bytes());
        }
        app.init_asset::<LessonAsset>()
            .init_asset_loader::<LessonLoader>()
            .init_resource::<LessonLibrary>()
            .add_systems(Startup, load_lessons)
            .add_systems(
                Update,
                (
                    follow_folder.run_if(resource_exists::<OwnFolder>),
                    follow_lessons,
                )
                    .chain()
                    .before(SimulationSystems::Edit),
            );
    }
}

fn embedded_path(name: &str) -> PathBuf {
    PathBuf::from("lessons").join(name)
}

fn load_lessons(assets: Res<AssetServer>, mut library: ResMut<LessonLibrary>) {
    let embedded = EMBEDDED.map(|(name, _)| {
        let path = AssetPath::from_path_buf(embedded_path(name)).with_source("embedded");
        assets.load(path)
    });
    library.handles.extend(embedded);
}

/// A file that was read becomes an entry, or a new version of it; the open lesson goes on with its new version.
fn follow_lessons(
    mut events: MessageReader<AssetEvent<LessonAsset>>,
    lessons: Res<Assets<LessonAsset>>,
    assets: Res<AssetServer>,
    talk: Res<LessonTalk>,
    mut library: ResMut<LessonLibrary>,
    mut commands: Commands,
) {
    for event in events.read() {
        let (AssetEvent::Added { id } | AssetEvent::Modified { id }) = event else {
            continue;
        };
        let (Some(asset), Some(path)) = (lessons.get(*id), assets.get_path(*id)) else {
            continue;
        };
        let own = own_key(&path);
        let is_own = own.is_some();
        let name = path.path().file_name().unwrap_or_default();
        let key = own.unwrap_or_else(|| name.to_string_lossy().into_owned());
        library.read(&key, is_own, &asset.0);
        if let Ok(lesson) = &asset.0
            && talk.key() == Some(key.as_str())
            && talk.lesson() != Some(&**lesson)
        {
            let lesson = Arc::clone(lesson);
            commands.queue(move |world: &mut World| LessonTalk::reload(world, lesson));
        }
    }
}

impl LessonLibrary {
    /// The lessons, the program's first, each group in the order of the files' names.
    pub fn entries(&self) -> &[LibraryEntry] {
        &self.entries
    }

    /// The lesson that is remembered by this.
    pub fn entry(&self, key: &str) -> Option<&LibraryEntry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// What is wrong with a lesson's file at this moment, with the file's name.
    pub fn complaint(&self, key: &str) -> Option<String> {
        let file = file_name(key);
        match self.entry(key) {
            Some(entry) => Some(format!("{file}, {}", entry.error.as_deref()?)),
            None => Some(format!("{file} is not there any more")),
        }
    }

    /// Why the folder of one's own cannot be read, if it cannot.
    pub fn folder_error(&self) -> Option<&str> {
        self.folder_error.as_deref()
    }

    pub(super) fn note_folder(&mut self, error: Option<String>) {
        self.folder_error = error;
    }

    /// A file of one's own folder is gone.
    pub(super) fn remove(&mut self, key: &str) {
        self.entries.retain(|entry| entry.key != key);
    }

    /// A file of one's own folder cannot be read.
    pub(super) fn note_unreadable(&mut self, key: &str, error: &str) {
        self.read(key, true, &Err(format!("it cannot be read: {error}")));
    }

    fn read(&mut self, key: &str, is_own: bool, read: &Result<Arc<Lesson>, String>) {
        let place = self.entries.iter().position(|entry| entry.key == key);
        let place = place.unwrap_or_else(|| {
            self.entries.push(LibraryEntry {
                key: key.into(),
                lesson: None,
                error: None,
                is_own,
            });
            self.entries.len() - 1
        });
        let entry = &mut self.entries[place];
        match read {
            Ok(lesson) => {
                entry.lesson = Some(Arc::clone(lesson));
                entry.error = None;
            }
            Err(error) => entry.error = Some(error.clone()),
        }
        self.entries
            .sort_by(|one, other| (one.is_own, &one.key).cmp(&(other.is_own, &other.key)));
    }
}
