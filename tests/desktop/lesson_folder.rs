//! A folder of lessons of one's own, with real files: what comes, changes and goes while the program runs.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use bevy::{asset::AssetPlugin, prelude::*, state::app::StatesPlugin};
use chainrule::{
    SimulationPlugins,
    lesson::{
        EMBEDDED, LessonLibrary, LessonLibraryPlugin, LessonPlugin, LessonSourcePlugin, LessonTalk,
        LibraryEntry, OpenLesson,
    },
};
use tempfile::TempDir;

/// Real files are noticed by other threads, and when is up to the system: a test that waits longer than this has failed.
const DEADLINE: Duration = Duration::from_secs(30);

struct Library {
    app: App,
    folder: TempDir,
}

fn text(title: &str) -> String {
    format!(
        "title = \"{title}\"\n[stage]\nexpression = \"5 * x\"\nat = {{ x = 2 }}\n[[steps]]\ntext = \"One.\"\n[[steps]]\ntext = \
         \"Two.\"\n"
    )
}

impl Library {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        let mut app = App::new();
        app.add_plugins((
            MinimalPlugins,
            LessonSourcePlugin(Some(folder.path().to_owned())),
            AssetPlugin {
                watch_for_changes_override: Some(true),
                ..default()
            },
            StatesPlugin,
            SimulationPlugins,
            LessonPlugin,
            LessonLibraryPlugin,
        ));
        app.finish();
        app.cleanup();
        Self { app, folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).expect("a file");
    }

    /// The files of the folder, in the order of the list.
    fn own(&self) -> Vec<&LibraryEntry> {
        let library = self.app.world().resource::<LessonLibrary>();
        let entries = library.entries().iter();
        entries.filter(|entry| entry.is_own).collect()
    }

    fn titles(&self) -> Vec<String> {
        let titles = self.own().into_iter();
        let title = |entry: &LibraryEntry| entry.lesson.as_ref().map(|it| it.title.clone());
        titles.filter_map(title).collect()
    }

    /// Runs frames until it is so.
    #[track_caller]
    fn until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let begin = Instant::now();
        while !is_so(self) {
            self.app.update();
            std::thread::yield_now();
            let entries = self.own();
            assert!(begin.elapsed() < DEADLINE, "{what}: {entries:?}");
        }
    }
}

#[test]
fn files_that_are_no_lessons_do_not_keep_others_away() {
    let (first, second) = (text("First"), text("Second"));
    let mut library = Library::with(&[
        ("01-a.toml", &first),
        ("02-b.TOML", &second),
        ("notes.txt", "no lesson"),
        ("01-a.toml~", "a copy"),
        ("03-broken.toml", "title = 3\n"),
    ]);
    let bytes = b"title = \"\xff\"\n";
    fs::write(library.path().join("04-bytes.toml"), bytes).expect("a file");
    library.until("four files are read", |it| it.own().len() == 4);
    library.until("two of them are lessons", |it| it.titles().len() == 2);
    assert_eq!(library.titles(), ["First", "Second"]);
    library.until("and the lecture's", |it| {
        let library = it.app.world().resource::<LessonLibrary>();
        library.entries().len() == EMBEDDED.len() + 4
    });
    let broken = library.own()[2];
    let error = broken.error.as_deref().expect("it is no lesson");
    assert!(error.contains("line 1, `title`"), "{error}");
    let error = library.own()[3].error.as_deref().expect("it is no text");
    assert!(error.contains("not UTF-8"), "{error}");
}

#[test]
fn a_file_that_is_saved_is_read_again_and_the_open_lesson_goes_on() {
    let mut library = Library::with(&[("a.toml", &text("Before"))]);
    library.until("it is read", |it| it.titles() == ["Before"]);
    let lesson = library.own()[0].lesson.clone();
    library.app.world_mut().trigger(OpenLesson {
        lesson: lesson.map(|lesson| ("lessons/a.toml".into(), lesson)),
        step: 1,
    });
    library.app.update();

    library.write("a.toml", "title = \n");
    library.until("the mistake is told", |it| it.own()[0].error.is_some());
    let talk = |it: &Library| it.app.world().resource::<LessonTalk>().clone();
    assert_eq!(talk(&library).lesson().expect("it stays").title, "Before");
    let complaint = |it: &Library| {
        let library = it.app.world().resource::<LessonLibrary>();
        library.complaint("lessons/a.toml")
    };
    let told = complaint(&library).expect("there is a mistake");
    assert!(told.contains("a.toml, line 1"), "{told}");

    library.write("a.toml", &text("After"));
    library.until("it is mended", |it| it.own()[0].error.is_none());
    library.until("it goes on", |it| {
        talk(it).lesson().is_some_and(|it| it.title == "After")
    });
    assert_eq!(talk(&library).step_number(), 1);
    assert_eq!(complaint(&library), None);

    fs::remove_file(library.path().join("a.toml")).expect("it was there");
    library.until("it is gone", |it| it.own().is_empty());
    assert!(talk(&library).lesson().is_some());
    let told = complaint(&library).expect("it is gone");
    assert!(told.contains("not there any more"), "{told}");
}

#[test]
fn files_come_while_the_program_runs_and_in_the_order_of_their_names() {
    let mut library = Library::with(&[]);
    library.app.update();
    library.write("2.toml", &text("Two"));
    library.until("one is there", |it| it.titles() == ["Two"]);
    library.write("1.toml", &text("One"));
    library.until("both are there", |it| it.titles() == ["One", "Two"]);
    fs::rename(library.path().join("2.toml"), library.path().join("0.toml")).expect("it is there");
    library.until("it has another name", |it| it.titles() == ["Two", "One"]);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_told_until_it_leads_somewhere() {
    let mut library = Library::with(&[("a.toml", &text("A"))]);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let target = elsewhere.path().join("b.toml");
    std::os::unix::fs::symlink(&target, library.path().join("b.toml")).expect("a link");
    library.until("both are listed", |it| it.own().len() == 2);
    library.until("one is read", |it| it.titles() == ["A"]);
    let error = library.own()[1].error.clone().expect("it leads nowhere");
    assert!(error.contains("cannot be read"), "{error}");

    fs::write(&target, text("B")).expect("a file");
    library.until("it is read", |it| it.titles() == ["A", "B"]);
    assert_eq!(library.own()[1].error, None);
}

#[test]
fn a_folder_that_is_gone_is_told() {
    let mut library = Library::with(&[("a.toml", &text("A"))]);
    library.until("it is read", |it| it.titles() == ["A"]);
    let path = library.path().to_owned();
    fs::remove_dir_all(&path).expect("it is there");
    let error = |it: &Library| {
        let library = it.app.world().resource::<LessonLibrary>();
        library.folder_error().map(str::to_owned)
    };
    library.until("it is told", |it| error(it).is_some());
    assert_eq!(library.titles(), ["A"], "what was read stays");
    fs::create_dir(&path).expect("it is gone");
    library.until("it is there again", |it| error(it).is_none());
    library.until("and empty", |it| it.own().is_empty());
}
