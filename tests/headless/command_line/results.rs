//! What a training prints and writes.

use super::{Folder, POINTS, json, status, text, train};

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

/// Loss at the top and all parameters.
fn outcome(arguments: &[&str]) -> (f64, Vec<f64>) {
    let json = json(&train(
        &[&["--format", "json", "--epochs", "60"], arguments].concat(),
    ));
    let parameters = json["parameters"].as_object().unwrap().values();
    (
        json["loss"].as_f64().unwrap(),
        parameters.map(|value| value.as_f64().unwrap()).collect(),
    )
}

#[test]
fn both_executors_train_to_the_same_numbers() {
    for batch in ["all", "7"] {
        let train = |executor| outcome(&["--executor", executor, "--batch", batch]);
        let (plan, entities) = (train("plan"), train("entities"));
        let numbers = |(loss, parameters): &(f64, Vec<f64>)| [&[*loss], &**parameters].concat();
        for (ours, theirs) in numbers(&plan).into_iter().zip(numbers(&entities)) {
            assert!(
                (ours - theirs).abs() <= 1e-12 * theirs.abs(),
                "{ours} {theirs}"
            );
        }
    }
}

#[test]
fn the_plan_and_the_full_batch_are_what_nothing_said_means() {
    let nothing = outcome(&[]);
    assert_eq!(nothing, outcome(&["--executor", "plan"]));
    for batch in ["all", "50", "5000"] {
        assert_eq!(nothing, outcome(&["--batch", batch, "--shuffle-seed", "9"]));
    }
    assert_ne!(nothing, outcome(&["--executor", "entities"]), "roundings");
}

#[test]
fn batches_move_the_parameters_more_often_and_their_shuffling_has_a_seed() {
    let batches = outcome(&["--batch", "10"]);
    assert_eq!(batches, outcome(&["--batch", "10", "--shuffle-seed", "1"]));
    assert_ne!(batches, outcome(&["--batch", "10", "--shuffle-seed", "2"]));
    assert!(batches.0 < outcome(&[]).0, "five times as many steps");
}
