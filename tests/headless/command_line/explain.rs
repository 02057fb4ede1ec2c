//! `chainrule explain`: formats, values, complaints.

use std::{io::Write, process::Stdio};

use serde_json::{Value as Json, json};

use super::{Folder, program, status, text};

const LECTURE: &str = "log(x*y) + exp(x*y)";

fn explain(arguments: &[&str]) -> std::process::Output {
    program(&[&["explain"], arguments].concat())
        .output()
        .unwrap()
}

fn explained(arguments: &[&str]) -> String {
    let output = explain(arguments);
    assert_eq!(status(&output), 0, "{}", text(&output.stderr));
    text(&output.stdout).to_owned()
}

fn explained_json(arguments: &[&str]) -> Json {
    let text = explained(&[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&text).unwrap()
}

/// Standard error of a call that must fail for bad input and print nothing else.
fn refused(arguments: &[&str]) -> String {
    let output = explain(arguments);
    assert_eq!(status(&output), 2, "{output:?}");
    assert_eq!(text(&output.stdout), "");
    text(&output.stderr).to_owned()
}

#[test]
fn the_text_goes_through_the_lectures_algorithms_with_numbers() {
    let text = explained(&[LECTURE, "--at", "x=1.5", "--at", "y=2"]);
    let lines: Vec<String> = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    // 1.5 · 2 = 3, ln 3 = 1.09861, e³ = 20.0855; ∂x = (1/3 + e³) · 2, ∂y = (1/3 + e³) · 1.5.
    for expected in [
        "log(x * y) + exp(x * y)",
        "at x = 1.5, y = 2",
        "v1 = x * y = 1.5 * 2 = 3 saves 1.5, 2",
        "v2 = log(v1) = log(3) = 1.09861 saves 3",
        "visit x: a leaf, added",
        "visit x: marked already",
        "order: v5, v4, v3, v2, v1, y, x",
        "v5 = v2 + v4: d_output = 1",
        "to x: 2 * 0.333333 = 0.666667 together 40.1711 + 0.666667 = 40.8377",
        "x: a leaf, its derivative is 40.8377",
    ] {
        assert!(
            lines.iter().any(|line| line == expected),
            "{expected:?} is not in\n{text}"
        );
    }
}

#[test]
fn json_has_the_documented_keys() {
    let json = explained_json(&[
        "z = x * y\n2 * z + unused",
        "--at",
        "x=3,y=4",
        "--at=unused=-1e-3",
    ]);
    assert_eq!(json["expression"], "z = x * y\n2 * z + unused");
    assert_eq!(json["value"], 23.999);
    assert_eq!(
        json["derivatives"],
        json!({"x": 8.0, "y": 6.0, "unused": 1.0})
    );
    let nodes = json["nodes"].as_array().unwrap();
    assert_eq!(
        nodes[2],
        json!({
            "id": 2, "name": "z", "kind": "function", "function": "mul", "inputs": [0, 1],
            "value": 12.0, "derivative": 2.0, "saved": [3.0, 4.0], "local": [4.0, 3.0],
        })
    );
    assert_eq!(
        nodes[3],
        json!({
            "id": 3, "name": "2", "kind": "constant", "function": null, "inputs": [],
            "value": 2.0, "derivative": null, "saved": [], "local": [],
        })
    );
    // The result first; every node before its inputs.
    assert_eq!(json["order"], json!([6, 5, 4, 2, 1, 0]));
    let check = &json["check"]["x"];
    assert_eq!(check["backward"], 8.0);
    let difference = check["central_difference"].as_f64().unwrap();
    assert!((difference - 8.0).abs() < 1e-6);
    assert!(check["relative_error"].as_f64().unwrap() < 1e-6);
}

#[test]
fn a_variable_that_the_result_does_not_depend_on_has_no_derivative() {
    let arguments = ["w = y * 2; x * 3", "--at", "x=1,y=1"];
    let json = explained_json(&arguments);
    assert_eq!(json["derivatives"], json!({"y": null, "x": 3.0}));
    assert_eq!(json["check"].as_object().unwrap().len(), 1);
    assert!(explained(&arguments).contains("no derivative: y"));
}

#[test]
fn an_expression_without_variables_has_a_value_and_no_derivatives() {
    let json = explained_json(&["2 * 3"]);
    assert_eq!(
        (&json["value"], &json["derivatives"]),
        (&json!(6.0), &json!({}))
    );
    assert!(explained(&["2 * 3"]).contains("none: the result depends on no variable"));
}

#[test]
fn csv_has_a_row_for_each_node() {
    let csv = explained(&["x * y", "--at", "x=3,y=4", "--format", "csv"]);
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(
        rows,
        [
            "id,name,kind,function,inputs,value,derivative,saved,local",
            "0,x,leaf,,,3,4,,",
            "1,y,leaf,,,4,3,,",
            "2,v1,function,mul,0 1,12,1,3 4,4 3",
        ]
    );
}

#[test]
fn dot_has_a_statement_for_each_node_and_each_edge() {
    let dot = explained(&["x * x", "--at", "x=3", "--format", "dot"]);
    assert!(dot.starts_with("digraph "));
    assert_eq!(dot.matches("n0 -> n1").count(), 2);
    assert!(dot.contains("v1 = x * x\\nvalue 9"), "{dot}");
    assert!(dot.trim_end().ends_with('}'));
}

#[test]
fn markdown_has_a_table_for_each_stage() {
    let markdown = explained(&[LECTURE, "--at", "x=1.5,y=2", "--format", "markdown"]);
    for heading in [
        "# Chain rule",
        "## Graph",
        "## Forward",
        "## Topological order",
        "## Backward",
        "## Derivatives",
    ] {
        assert!(
            markdown.lines().any(|line| line.starts_with(heading)),
            "no {heading}"
        );
    }
    assert!(markdown.contains("| `v1` | `x * y` | `1.5 * 2` | 3 | 1.5, 2 |"));
}

#[test]
fn the_expression_may_come_from_a_file_or_from_standard_input() {
    let folder = Folder::new().with("f.txt", "# a comment\nx^3\n");
    let from_file = explained_json(&["--file", &folder.name("f.txt"), "--at", "x=2"]);
    assert_eq!(from_file["derivatives"]["x"], 12.0);

    let mut child = program(&["explain", "-", "--at", "x=2", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"x^3").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(status(&output), 0);
    let from_stdin: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(from_stdin["derivatives"]["x"], 12.0);
}

#[test]
fn an_expression_may_begin_with_a_minus() {
    assert_eq!(
        explained_json(&["-x^2", "--at", "x=-3"])["derivatives"]["x"],
        6.0
    );
    assert_eq!(explained_json(&["--at", "x=-3", "-x^2"])["value"], -9.0);
}

#[test]
fn values_that_are_missing_or_not_wanted_are_named() {
    let cases: [(&[&str], &str); 6] = [
        (
            &["x * y"],
            "x and y have no value; give every variable one, as in --at x=1.5",
        ),
        (&["x * y", "--at", "x=1"], "y has no value"),
        (
            &["weight * x", "--at", "x=1", "--at", "wieght=1"],
            "no variable wieght; did you mean weight?",
        ),
        (
            &["z = x; z + x^2", "--at", "x=1,y=2"],
            "no variable y; its variables are x",
        ),
        (
            &["z = x * 2; z", "--at", "x=1,z=2"],
            "z is computed by the expression",
        ),
        (&["x", "--at", "x=1,x=2"], "x has two values"),
    ];
    for (arguments, words) in cases {
        let complaint = refused(arguments);
        assert!(complaint.contains(words), "{complaint}");
        assert_eq!(complaint.lines().count(), 1, "{complaint}");
    }
    for (at, words) in [
        ("x", "as in x=1.5"),
        ("x=a", "not a finite number"),
        ("x=inf", "not a finite number"),
        ("=1", "name before ="),
    ] {
        let complaint = refused(&["x", "--at", at]);
        assert!(complaint.contains(words), "{complaint}");
    }
}

#[test]
fn a_value_outside_of_a_functions_domain_names_the_node_and_its_place() {
    let complaint = refused(&["1 + log(x - 3)", "--at", "x=1"]);
    assert!(
        complaint.contains("v3 = log(-2) has no value: log takes positive numbers"),
        "{complaint}"
    );
    assert!(complaint.contains("expression:1:5"), "{complaint}");
    for (expression, at, words) in [
        ("1 / x", "x=0", "inv(0)"),
        ("sqrt(x)", "x=-1", "sqrt takes 0 and positive numbers"),
        (
            "sqrt(x)",
            "x=0",
            "the local derivative of v1 = sqrt(0) is not finite",
        ),
        ("x^0.5", "x=-1", "takes a whole exponent"),
        ("exp(x)", "x=1000", "beyond what float64 can hold"),
        ("x^y", "x=-1,y=2", "log(-1)"),
    ] {
        let complaint = refused(&[expression, "--at", at]);
        assert!(complaint.contains(words), "{complaint}");
    }
}

#[test]
fn a_mistake_in_the_expression_is_shown_with_its_place() {
    let complaint = refused(&["log(x) + sigmod(x)", "--at", "x=1"]);
    assert!(complaint.contains("expression:1:10"), "{complaint}");
    assert!(complaint.contains("^^^^^^"), "{complaint}");
    assert!(complaint.contains("did you mean `sigmoid`?"), "{complaint}");

    let folder = Folder::new()
        .with("f.txt", "z = x +\n\n)")
        .with("bad.txt", [b'x', 0xff]);
    let name = folder.name("f.txt");
    let complaint = refused(&["--file", &name]);
    assert!(complaint.contains(&format!("{name}:3:1")), "{complaint}");
    assert!(refused(&["--file", &folder.name("bad.txt")]).contains("not UTF-8"));
    assert!(refused(&["--file", &folder.name("none.txt")]).contains("cannot be read"));
    assert!(refused(&[""]).contains("there is no expression"));
    assert!(refused(&[]).contains("EXPR"));
}

#[test]
fn a_long_explanation_is_cut_with_counts_and_whole_on_demand() {
    let terms = vec!["x*y"; 5_000].join(" + ");
    let folder = Folder::new().with("long.txt", terms);
    let name = folder.name("long.txt");
    let arguments = ["--file", &name, "--at", "x=0.5,y=0.25"];
    let cut = explained(&arguments);
    assert!(cut.lines().count() < 300, "{} lines", cut.lines().count());
    assert!(cut.lines().all(|line| line.chars().count() < 400));
    // 2 leaves and 9,999 functions, of which 24 are shown.
    assert!(cut.contains("… 9,977 more …"), "{cut}");
    let whole = explained(&[&arguments[..], &["--all"]].concat());
    assert!(!whole.contains(" more …"));
    assert!(whole.lines().count() > 3 * 9_999);
}

#[test]
fn a_constant_has_no_derivative_even_if_it_is_the_result() {
    for expression in ["2", "c = 2"] {
        let json = explained_json(&[expression]);
        assert_eq!(json["nodes"][0]["derivative"], Json::Null);
        assert_eq!(json["order"], json!([]));
        assert!(!explained(&[expression]).contains("a leaf"));
    }
}

#[test]
fn derivatives_that_nobody_asks_for_may_be_infinite() {
    let json = explained_json(&["x / 1e-200", "--at", "x=1"]);
    assert_eq!(json["derivatives"]["x"], 1e200);
    assert_eq!(
        explained_json(&["sqrt(0) * x", "--at", "x=1"])["derivatives"]["x"],
        0.0
    );
}

#[test]
fn a_derivative_near_a_pole_is_checked_within_the_domain() {
    for (expression, at) in [
        ("log(x)", "x=1e-6"),
        ("1 / x", "x=1e-5"),
        ("sqrt(x)", "x=1e-9"),
    ] {
        let json = explained_json(&[expression, "--at", at]);
        let error = json["check"]["x"]["relative_error"]
            .as_f64()
            .expect(expression);
        assert!(error < 1e-4, "{expression} at {at}: {error:e}");
    }
}

#[test]
fn a_misspelt_option_is_no_expression() {
    let complaint = refused(&["--verbose"]);
    assert!(complaint.contains("no such option"), "{complaint}");
}
