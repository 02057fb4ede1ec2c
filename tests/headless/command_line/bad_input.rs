//! Bad input: status 2, one message with option, file, row and column, nothing printed, nothing written.

use std::fs;

use super::{Folder, POINTS, status, text, train};

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
        (&["--executor", "magic"], &["--executor", "plan, entities"]),
        (&["--batch", "0"], &["--batch", "all", "1 or more"]),
        (&["--batch", "-8"], &["--batch", "all", "1 or more"]),
        (&["--batch", "half"], &["--batch", "all", "1 or more"]),
        (&["--batch", "8.5"], &["--batch", "whole number"]),
        (&["--shuffle-seed", "-1"], &["--shuffle-seed", "from 0"]),
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
