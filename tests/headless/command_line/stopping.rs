//! Trainings that end early: divergence, Ctrl-C, a standard output that goes away or is full.

#![expect(clippy::unwrap_used, reason = "a helper of tests may panic as they do")]

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStdout, Command, Stdio},
};

use super::{Folder, program, status, text, train};

#[test]
fn a_diverging_training_names_the_node_and_keeps_the_log_but_no_parameters() {
    let folder = Folder::new().with("p.json", "before");
    let (log, parameters) = (folder.name("run.csv"), folder.name("p.json"));
    let results = ["--log", &log, "--save-parameters", &parameters];
    for format in ["text", "json"] {
        let rate = ["--learning-rate", "1e308", "--format", format];

        let output = train(&[&rate[..], &results].concat());

        let message = text(&output.stderr);
        assert_eq!(status(&output), 1, "{message}");
        assert!(message.starts_with("error: layer"), "{message}");
        assert!(message.contains(" in epoch "), "{message}");
        assert!(message.contains("run.csv: wrote "), "{message}");
        assert!(message.contains("p.json: not written"), "{message}");
        assert!(
            message.contains("--learning-rate smaller than 1e308"),
            "{message}"
        );
        assert!(folder.read("run.csv").starts_with("epoch,loss,correct\n"));
        assert_eq!(folder.read("p.json"), "before");
        assert_eq!(folder.files(), ["p.json", "run.csv"]);
        assert!(format == "text" || output.stdout.is_empty());
    }
}

#[test]
fn trained_parameters_that_give_no_finite_loss_are_a_failure_too() {
    let output = train(&[
        "--learning-rate",
        "1e308",
        "--epochs",
        "1",
        "--format",
        "json",
    ]);

    assert_eq!(status(&output), 1);
    assert!(text(&output.stderr).starts_with("error: layer"));
    assert_eq!(text(&output.stdout), "");
}

/// A training that was begun and has printed what is read here.
struct Started {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Started {
    fn train(arguments: &[&str]) -> Self {
        let mut command = program(&[&["train"], arguments].concat());
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    fn wait_for_line(&mut self, start: &str) {
        let mut line = String::new();
        while !line.starts_with(start) {
            line.clear();
            let bytes = self.lines.read_line(&mut line).unwrap();
            assert!(bytes > 0, "the program ended before {start:?}");
        }
    }

    #[cfg(unix)]
    fn press_ctrl_c(&self) {
        let id = self.child.id().to_string();
        let kill = Command::new("kill").args(["-INT", &id]).status();
        assert!(kill.unwrap().success());
    }

    /// The rest of standard output, standard error, and the exit status.
    fn end(mut self) -> (String, String, i32) {
        let (mut output, mut error) = (String::new(), String::new());
        self.lines.read_to_string(&mut output).unwrap();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut error).unwrap();
        let status = self.child.wait().unwrap().code();
        (output, error, status.expect("the program was not killed"))
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_writes_what_was_done_so_far_and_says_so() {
    let folder = Folder::new();
    let (log, parameters) = (folder.name("run.csv"), folder.name("p.json"));
    let results = ["--log", &log, "--save-parameters", &parameters];
    let endless = ["--epochs", "10000000", "--log-every", "10000000"];
    let mut started = Started::train(&[&endless[..], &results].concat());
    started.wait_for_line("epoch 1 ");

    started.press_ctrl_c();

    let (output, error, status) = started.end();
    assert_eq!(status, 130, "{error}");
    let rows = folder.read("run.csv").lines().count() as u64;
    let done = rows - 1;
    assert!(done >= 1);
    assert!(
        error.starts_with(&format!("interrupted after {done} of 10000000 epochs")),
        "{error}"
    );
    assert!(error.contains("run.csv: wrote "), "{error}");
    assert!(error.contains("p.json: wrote 9 parameters"), "{error}");
    assert!(output.contains(&format!("\ntrained {done} epoch")) || output.starts_with("trained"));
    assert_eq!(folder.files(), ["p.json", "run.csv"]);

    let whole = folder.name("whole.json");
    let epochs = done.to_string();
    train(&["--epochs", &epochs, "--save-parameters", &whole]);
    assert_eq!(folder.read("p.json"), folder.read("whole.json"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_an_epoch_that_takes_long_with_the_parameters_before_it() {
    let folder = Folder::new();
    let parameters = folder.name("p.json");
    let long = [
        ["--hidden", "128,128"],
        ["--points", "1000"],
        ["--executor", "entities"],
    ]
    .concat();
    let mut started = Started::train(&[&long[..], &["--save-parameters", &parameters]].concat());
    started.wait_for_line("training ");

    started.press_ctrl_c();

    let (output, error, status) = started.end();
    assert_eq!(status, 130, "{error}");
    assert!(
        error.starts_with("interrupted after 0 of 500 epochs"),
        "{error}"
    );
    assert!(output.starts_with("trained 0 epochs"), "{output}");
    assert!(folder.read("p.json").contains("layer3.bias_0"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = Folder::new();
    let log = folder.name("run.csv");
    let mut started = Started::train(&["--epochs", "100", "--log-every", "1", "--log", &log]);
    started.wait_for_line("training ");
    let Started { child, lines } = started;

    drop(lines);

    let output = child.wait_with_output().unwrap();
    assert_eq!(status(&output), 0);
    assert_eq!(text(&output.stderr), "");
    assert_eq!(folder.read("run.csv").lines().count(), 101);
}

#[cfg(target_os = "linux")]
#[test]
fn a_standard_output_that_cannot_be_written_is_an_error_but_the_files_are_written() {
    let folder = Folder::new();
    let log = folder.name("run.csv");
    for format in ["text", "json"] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = program(&["train", "--epochs", "3", "--format", format, "--log", &log])
            .stdout(full)
            .output()
            .unwrap();

        assert_eq!(status(&output), 1);
        assert!(text(&output.stderr).starts_with("error: standard output"));
        assert_eq!(folder.read("run.csv").lines().count(), 4);
    }
}
