//! The real program: what it prints, what it writes, what it refuses, and with which exit status.

#![expect(clippy::unwrap_used, reason = "a helper of tests may panic as they do")]

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use serde_json::Value as Json;
use tempfile::TempDir;

mod bad_input;
mod check;
mod explain;
mod results;
mod stopping;

const POINTS: &str = "x1,x2,label\n0.25,0.5,1\n0.75,0.5,0\n";

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chainrule"));
    command.args(arguments);
    command
}

fn train(arguments: &[&str]) -> Output {
    program(&[&["train"], arguments].concat()).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().expect("the program was not killed")
}

fn json(output: &Output) -> Json {
    assert_eq!(status(output), 0, "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A folder that is gone at the end of the test.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn name(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        fs::write(self.path(name), content).unwrap();
        self
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names of all files, hidden ones too.
    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

#[test]
fn help_and_version_are_printed() {
    let help = train(&["--help"]);
    assert_eq!(status(&help), 0);
    for words in [
        "Examples:",
        "Exit status:",
        "after\nthe last update",
        "--save-parameters",
    ] {
        assert!(text(&help.stdout).contains(words), "no {words:?}");
    }
    let version = program(&["--version"]).output().unwrap();
    let expected = concat!("chainrule ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(text(&version.stdout), expected);
}

#[cfg(not(feature = "desktop"))]
#[test]
fn without_a_window_the_program_says_so_in_one_line_and_trains_with_the_defaults() {
    let no_window = program(&[]).output().unwrap();

    assert_eq!(status(&no_window), 0);
    let lines: Vec<&str> = text(&no_window.stderr).lines().collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("no window"), "{lines:?}");
    assert!(lines[0].contains("default features"), "{lines:?}");
    // All but the time that it took.
    let results = |output: &Output| -> Vec<String> {
        let lines = text(&output.stdout).lines();
        let lines = lines.filter(|line| !line.starts_with("trained "));
        lines.map(str::to_owned).collect()
    };
    let trained = train(&[]);
    assert_eq!(results(&no_window), results(&trained));
    assert!(
        results(&trained)
            .iter()
            .any(|line| line.starts_with("epoch 500 "))
    );
}
