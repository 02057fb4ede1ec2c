//! `chainrule check`: verdicts, exit statuses, complaints.

use std::{
    io::Write,
    process::{Output, Stdio},
};

use super::{Folder, program, status, text};

const XXY: [&str; 4] = ["--expression", "x * x * y", "--at", "x=3,y=2"];

fn check(derivatives: &str, arguments: &[&str]) -> Output {
    let folder = Folder::new().with("grads.json", derivatives);
    let name = folder.name("grads.json");
    program(&[&["check", &name], arguments].concat())
        .output()
        .unwrap()
}

#[test]
fn right_derivatives_are_status_0() {
    let output = check(r#"{"y": 9, "x": 12.0}"#, &XXY);
    assert_eq!(status(&output), 0, "{output:?}");
    assert_eq!(
        text(&output.stdout),
        "x: 12 is right\ny: 9 is right\nall 2 right\n"
    );
}

#[test]
fn a_wrong_derivative_is_status_1_with_the_right_one_and_the_reason() {
    let output = check(r#"{"x": 6, "y": 9}"#, &XXY);
    assert_eq!(status(&output), 1, "{output:?}");
    let lines: Vec<&str> = text(&output.stdout).lines().collect();
    assert!(
        lines[0].starts_with("x: 6 is wrong, 12 is right: a missing accumulation"),
        "{lines:?}"
    );
    assert_eq!(lines[1..], ["y: 9 is right", "1 of 2 wrong"]);
}

#[test]
fn a_missing_derivative_counts_as_wrong() {
    let output = check(r#"{"x": 12}"#, &XXY);
    assert_eq!(status(&output), 1);
    assert_eq!(
        text(&output.stdout),
        "x: 12 is right\ny: missing\n1 of 2 wrong\n"
    );
}

#[test]
fn the_tolerance_is_relative() {
    let rounded = r#"{"x": 12.01, "y": 9}"#;
    let strict = check(rounded, &XXY);
    assert_eq!(status(&strict), 1);
    assert!(text(&strict.stdout).contains("close, but not within the tolerance"));
    assert_eq!(
        status(&check(
            rounded,
            &[&XXY[..], &["--tolerance", "1e-3"]].concat()
        )),
        0
    );
}

#[test]
fn null_is_the_derivative_by_what_the_result_does_not_depend_on() {
    let arguments = ["--expression", "w = y * 2; x * 3", "--at", "x=1,y=1"];
    assert_eq!(status(&check(r#"{"x": 3, "y": null}"#, &arguments)), 0);
}

#[test]
fn the_derivatives_may_come_from_standard_input() {
    let mut child = program(&[&["check", "-"], &XXY[..]].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(br#"{"x": 12, "y": 9}"#)
        .unwrap();
    assert_eq!(status(&child.wait_with_output().unwrap()), 0);
    let both = program(&["check", "-", "--expression", "-"])
        .output()
        .unwrap();
    assert_eq!(status(&both), 2);
    assert!(text(&both.stderr).contains("give one of them a file"));
}

#[test]
fn bad_input_is_status_2_and_says_where() {
    for (derivatives, words) in [
        (
            r#"{"z": 1}"#,
            "there is no variable \"z\"; the variables are x, y",
        ),
        (r#"{"x": 1, "x": 2}"#, "x is there twice"),
        (r#"{"x": "12"}"#, "x is no finite number"),
        ("[1, 2]", "by name"),
        ("{\"x\": 1,\n}", "row 2"),
        ("", "by name"),
    ] {
        let output = check(derivatives, &XXY);
        assert_eq!(status(&output), 2, "{derivatives}: {output:?}");
        assert_eq!(text(&output.stdout), "");
        assert!(
            text(&output.stderr).contains(words),
            "{}",
            text(&output.stderr)
        );
    }
    let expression = check("{}", &["--expression", "x *"]);
    assert_eq!(status(&expression), 2);
    let negative = check("{}", &[&XXY[..], &["--tolerance", "-1"]].concat());
    assert_eq!(status(&negative), 2);
}
