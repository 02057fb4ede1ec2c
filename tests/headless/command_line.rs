//! The real program: what it prints, what it writes, what it refuses, and with which exit status.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    path::PathBuf,
    process::{Child, ChildStdout, Command, Output, Stdio},
};

use serde_json::Value as Json;
use tempfile::TempDir;

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

/// Runs a training that must be refused: status 2, one message with all these words, nothing printed, nothing written.
fn assert_refused(folder: &Folder, arguments: &[&str], words: &[&str]) {
    let before = folder.files();
    let log = folder.name("never.csv");
    let parameters = folder.name("never.json");
    let mut arguments = arguments.to_vec();
    if !arguments.contains(&"--log") {
        arguments.extend(["--log", &log]);
    }
    if !arguments.contains(&"--save-parameters") {
        arguments.extend(["--save-parameters", &parameters]);
    }

    let output = train(&arguments);

    let message = text(&output.stderr);
    assert_eq!(status(&output), 2, "{arguments:?}: {message}");
    assert!(message.starts_with("error: "), "{arguments:?}: {message}");
    for word in words {
        assert!(
            message.contains(word),
            "{arguments:?}: no {word:?} in {message}"
        );
    }
    assert_eq!(text(&output.stdout), "", "{arguments:?}");
    assert_eq!(folder.files(), before, "{arguments:?}");
}

#[test]
fn bad_options_are_refused_by_name_with_what_would_be_right() {
    let folder = Folder::new();
    let table: &[(&[&str], &[&str])] = &[
        (&["--points", "0"], &["--points", "1 to 5000"]),
        (&["--points", "5001"], &["--points", "1 to 5000"]),
        (&["--points", "2.5"], &["--points", "whole number"]),
        (&["--points", "-1"], &["--points", "1 to 5000"]),
        (
            &["--points", "99999999999999999999999"],
            &["--points", "1 to 5000"],
        ),
        (&["--noise", "-0.1"], &["--noise", "at least 0"]),
        (&["--noise", "NaN"], &["--noise", "finite"]),
        (&["--noise", "inf"], &["--noise", "finite"]),
        (&["--noise", "-inf"], &["--noise", "finite"]),
        (&["--noise", "1e308"], &["--noise", "infinity"]),
        (&["--noise", "much"], &["--noise", "finite number"]),
        (
            &["--data-seed", "-1"],
            &["--data-seed", "whole number from 0"],
        ),
        (
            &["--init-seed", "x"],
            &["--init-seed", "whole number from 0"],
        ),
        (
            &["--dataset", "moons"],
            &["--dataset", "simple, diag, split, xor, circle, spiral"],
        ),
        (&["--hidden", "0"], &["--hidden", "1 to 128"]),
        (&["--hidden", "129"], &["--hidden", "1 to 128"]),
        (
            &["--hidden", "4,0"],
            &["--hidden", "hidden layer 2", "1 to 128"],
        ),
        (&["--hidden", "10,,10"], &["--hidden", "layer 2", "10,10"]),
        (&["--hidden", "10,"], &["--hidden", "layer 2", "10,10"]),
        (&["--hidden", ""], &["--hidden", "layer 1"]),
        (&["--hidden", "-2"], &["--hidden", "layer 1"]),
        (
            &["--hidden", "99999999999999999999999"],
            &["--hidden", "1 to 128"],
        ),
        (
            &["--hidden", "2,2,2,2,2,2,2"],
            &["--hidden", "1 to 6 hidden layers"],
        ),
        (
            &["--activation", "step"],
            &["--activation", "relu, tanh, sigmoid"],
        ),
        (&["--epochs", "0"], &["--epochs", "1 to 10000000"]),
        (&["--epochs", "10000001"], &["--epochs", "1 to 10000000"]),
        (&["--learning-rate", "0"], &["--learning-rate", "above 0"]),
        (
            &["--learning-rate", "-0.5"],
            &["--learning-rate", "above 0"],
        ),
        (&["--learning-rate", "NaN"], &["--learning-rate", "finite"]),
        (&["--learning-rate", "inf"], &["--learning-rate", "finite"]),
        (
            &["--learning-rate", "1e999"],
            &["--learning-rate", "finite"],
        ),
        (
            &["--log-epsilon", "1"],
            &["--log-epsilon", "from 0 to below 1"],
        ),
        (
            &["--log-epsilon", "-1e-6"],
            &["--log-epsilon", "from 0 to below 1"],
        ),
        (
            &["--log-epsilon", "nan"],
            &["--log-epsilon", "from 0 to below 1"],
        ),
        (&["--log-every", "0"], &["--log-every", "from 1"]),
        (&["--executor", "magic"], &["--executor", "entities"]),
        (&["--format", "xml"], &["--format", "text, json"]),
        (&["--rate", "1"], &["--rate"]),
    ];
    for (arguments, words) in table {
        assert_refused(&folder, arguments, words);
    }
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let folder = Folder::new().with("data.csv", POINTS);
    let data = folder.name("data.csv");
    for (option, value) in [
        ("--dataset", "xor"),
        ("--points", "50"),
        ("--noise", "0"),
        ("--data-seed", "7"),
    ] {
        assert_refused(
            &folder,
            &["--data", &data, option, value],
            &["--data", option],
        );
    }
    let parameters = folder.name("p.json");
    assert_refused(
        &folder,
        &["--parameters", &parameters, "--init-seed", "3"],
        &["--parameters", "--init-seed"],
    );
}

#[test]
fn bad_points_are_refused_with_file_row_and_column() {
    let table: &[(&[u8], &[&str])] = &[
        (b"", &["empty", "x1,x2,label"]),
        (b"a,b,c\n1,2,0\n", &["row 1", "column x1", "x1,x2,label"]),
        (b"x1,x2,label\n", &["no points"]),
        (b"x1,x2,label\n1,2,0\n1,2\n", &["row 3", "2 cells"]),
        (
            b"x1,x2,label\n1,2,0\n\n1,two,0\n",
            &["row 4", "column x2", "\"two\""],
        ),
        (b"x1,x2,label\n1,NaN,0\n", &["row 2", "column x2", "finite"]),
        (b"x1,x2,label\ninf,1,0\n", &["row 2", "column x1", "finite"]),
        (
            b"x1,x2,label\n1,1,2\n",
            &["row 2", "column label", "0 or 1"],
        ),
        (b"x1,x2,label\n\xff,1,1\n", &["row 2", "UTF-8"]),
    ];
    for (content, words) in table {
        let folder = Folder::new().with("data.csv", content);
        let data = folder.name("data.csv");
        let words = [words, &["--data", data.as_str()][..]].concat();
        assert_refused(&folder, &["--data", &data], &words);
    }
}

#[test]
fn bad_parameters_are_refused_with_file_and_name() {
    let folder = Folder::new();
    let good = folder.name("good.json");
    train(&["--epochs", "1", "--save-parameters", &good]);
    let good = folder.read("good.json");
    let table = [
        (String::new(), "empty"),
        ("{}".into(), "layer1.weight_0_0"),
        (
            good.replace("layer2.bias_0", "layer2.bias_1"),
            "layer2.bias_1",
        ),
        (
            good.replace("layer2.bias_0", "layer1.bias_0"),
            "layer1.bias_0 is there twice",
        ),
        (
            good.replacen(": ", ": \"big\", \"x\":", 1),
            "layer1.weight_0_0 is no finite number",
        ),
        (
            good.replacen(": ", ": 1e999, \"x\":", 1),
            "layer1.weight_0_0 is no finite number",
        ),
        (
            good.replacen(": ", ": NaN, \"x\":", 1),
            "layer1.weight_0_0 is no finite number",
        ),
    ];
    for (content, words) in table {
        let folder = Folder::new().with("p.json", content);
        let path = folder.name("p.json");
        assert_refused(
            &folder,
            &["--parameters", &path],
            &["--parameters", &path, words],
        );
    }

    let folder = Folder::new().with("p.json", good);
    let path = folder.name("p.json");
    assert_refused(
        &folder,
        &["--parameters", &path, "--hidden", "3"],
        &["--parameters", &path, "hidden layers 3"],
    );
}

#[test]
fn inputs_that_are_not_there_are_refused() {
    let folder = Folder::new();
    let missing = folder.name("missing");
    for option in ["--data", "--parameters"] {
        assert_refused(&folder, &[option, &missing], &[option, &missing]);
        assert_refused(&folder, &[option, &folder.name("")], &[option]);
    }
}

#[test]
fn places_that_cannot_be_written_are_refused_before_training() {
    let folder = Folder::new();
    let directory = folder.name("");
    let missing = folder.name("missing/out");
    let read_only = folder.name("read-only");
    fs::write(&read_only, "before").unwrap();
    let mut permissions = fs::metadata(&read_only).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&read_only, permissions).unwrap();
    for option in ["--log", "--save-parameters"] {
        assert_refused(&folder, &[option, &directory], &[option, "directory"]);
        assert_refused(
            &folder,
            &[option, &missing],
            &[option, &missing, "directory"],
        );
        assert_refused(&folder, &[option, &read_only], &[option, "read-only"]);
        if cfg!(target_os = "linux") {
            assert_refused(&folder, &[option, "/dev/null"], &[option, "ordinary file"]);
            assert_refused(&folder, &[option, "/proc/out"], &[option, "/proc/out"]);
        }
    }
    assert_eq!(folder.read("read-only"), "before");
}

#[test]
fn a_place_that_is_already_an_input_or_another_output_is_refused() {
    let folder = Folder::new().with("data.csv", POINTS);
    let data = folder.name("data.csv");
    let again = folder.name("./data.csv");
    for option in ["--log", "--save-parameters"] {
        assert_refused(
            &folder,
            &["--data", &data, option, &again],
            &[option, "--data"],
        );
    }
    let out = folder.name("out");
    let same = folder.name("./out");
    assert_refused(
        &folder,
        &["--log", &out, "--save-parameters", &same],
        &["--log", "--save-parameters"],
    );
    assert_eq!(folder.read("data.csv"), POINTS);

    let parameters = folder.name("p.json");
    train(&["--epochs", "1", "--save-parameters", &parameters]);
    for option in ["--log", "--save-parameters"] {
        assert_refused(
            &folder,
            &["--parameters", &parameters, option, &parameters],
            &[option, "--parameters"],
        );
    }
}

#[test]
fn json_has_its_keys_in_order_and_nothing_else_is_printed() {
    let output = train(&["--format", "json", "--epochs", "25", "--hidden", "3,2"]);

    assert_eq!(text(&output.stderr), "");
    let json = json(&output);
    let printed = text(&output.stdout);
    let keys = [
        "points",
        "hidden",
        "epochs",
        "loss",
        "correct",
        "seconds",
        "seconds_per_epoch",
        "log",
        "parameters",
    ];
    let mut rest = printed;
    for key in keys {
        let key = format!("\"{key}\":");
        let place = rest.find(&key).unwrap_or_else(|| panic!("{key} in {rest}"));
        rest = &rest[place + key.len()..];
    }
    assert_eq!(json.as_object().unwrap().len(), keys.len());
    assert_eq!(json["points"], 50);
    assert_eq!(json["hidden"], serde_json::json!([3, 2]));
    assert_eq!(json["epochs"], 25);
    let seconds = json["seconds"].as_f64().unwrap();
    assert_eq!(json["seconds_per_epoch"].as_f64().unwrap(), seconds / 25.0);
    let logged: Vec<u64> = json["log"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["epoch"].as_u64().unwrap())
        .collect();
    assert_eq!(logged, [1, 10, 20, 25]);
}

#[test]
fn json_parameters_stand_in_the_order_of_their_names_in_the_network() {
    let output = train(&["--format", "json", "--epochs", "1", "--hidden", "11"]);

    let printed = text(&output.stdout);
    let parameters = &printed[printed.find("\"parameters\"").unwrap()..];
    let shape = chainrule::nn::NetworkShape {
        hidden: vec![11],
        ..Default::default()
    };
    let places: Vec<usize> = shape
        .parameter_names()
        .iter()
        .map(|name| parameters.find(&format!("\"{name}\":")).unwrap())
        .collect();
    assert_eq!(places.len(), 45);
    assert!(places.is_sorted(), "{parameters}");
}

#[test]
fn the_loss_at_the_top_is_that_of_the_trained_parameters_and_of_the_next_epoch() {
    let short = json(&train(&["--format", "json", "--epochs", "20"]));
    let long = json(&train(&["--format", "json", "--epochs", "21"]));

    let next = &long["log"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(short["loss"], next["loss"]);
    assert_eq!(short["correct"], next["correct"]);
    let last = &short["log"].as_array().unwrap().last().unwrap().clone();
    assert_ne!(short["loss"], last["loss"]);
}

#[test]
fn text_has_a_line_for_every_logged_epoch_and_a_summary() {
    let output = train(&["--epochs", "25"]);

    assert_eq!(status(&output), 0);
    assert_eq!(text(&output.stderr), "", "a bar is for terminals alone");
    let lines: Vec<&str> = text(&output.stdout).lines().collect();
    let epochs: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.strip_prefix("epoch ")?.split(' ').next())
        .collect();
    assert_eq!(epochs, ["1", "10", "20", "25"]);
    let words: Vec<&str> = lines[1].split(' ').collect();
    assert_eq!((words[2], words[4]), ("loss", "correct"));
    assert!(words[5].ends_with("/50"), "{}", lines[1]);
    assert!(lines[5].starts_with("trained 25 epochs"), "{lines:?}");
    assert!(
        lines[6].starts_with("with the trained parameters: loss "),
        "{lines:?}"
    );
}

#[test]
fn the_log_has_every_epoch_at_full_precision() {
    let folder = Folder::new();
    let log = folder.name("run.csv");
    let arguments = ["--epochs", "25", "--format", "json", "--log", &log];

    let json = json(&train(&arguments));

    let content = folder.read("run.csv");
    let rows: Vec<Vec<&str>> = content
        .lines()
        .map(|row| row.split(',').collect())
        .collect();
    assert_eq!(rows[0], ["epoch", "loss", "correct"]);
    assert_eq!(rows.len(), 26);
    for (place, row) in rows[1..].iter().enumerate() {
        assert_eq!(row[0], (place + 1).to_string());
    }
    for logged in json["log"].as_array().unwrap() {
        let row = &rows[logged["epoch"].as_u64().unwrap() as usize];
        assert_eq!(row[1].parse::<f64>().ok(), logged["loss"].as_f64());
        assert_eq!(row[2].parse::<u64>().ok(), logged["correct"].as_u64());
    }
    assert_eq!(folder.files(), ["run.csv"]);
}

#[test]
fn a_training_goes_on_from_saved_parameters_with_the_same_bits() {
    let folder = Folder::new();
    let (half, halves, whole) = (folder.name("1"), folder.name("2"), folder.name("3"));

    train(&["--epochs", "100", "--save-parameters", &half]);
    let second = ["--parameters", &half, "--epochs", "100"];
    train(&[&second[..], &["--save-parameters", &halves]].concat());
    train(&["--epochs", "200", "--save-parameters", &whole]);

    assert_ne!(folder.read("1"), folder.read("3"));
    assert_eq!(folder.read("2"), folder.read("3"));
}

#[test]
fn output_files_replace_those_that_were_there() {
    let folder = Folder::new().with("run.csv", "before");
    let log = folder.name("run.csv");

    let output = train(&["--epochs", "1", "--log", &log]);

    assert_eq!(status(&output), 0);
    assert!(folder.read("run.csv").starts_with("epoch,loss,correct\n1,"));
    assert_eq!(folder.files(), ["run.csv"]);
}

#[test]
fn points_from_a_file_are_trained() {
    let folder = Folder::new().with(
        "data.csv",
        format!("\u{feff}{}", POINTS.replace('\n', "\r\n")),
    );
    let data = folder.name("data.csv");

    let json = json(&train(&[
        "--data", &data, "--epochs", "1", "--format", "json",
    ]));

    assert_eq!(json["points"], 2);
}

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
    let long = ["--hidden", "128,128", "--points", "400"];
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
