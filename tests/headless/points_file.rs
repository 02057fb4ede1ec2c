//! Points from a CSV file: what is taken, and what is refused with which words.

use std::{fs, path::Path};

use chainrule::{
    session::{SessionError, parse_points, read_points},
    training::{DataPoint, MAX_POINTS},
};

fn refusal(text: &str) -> String {
    parse_points(text, Path::new("data.csv"))
        .expect_err("the text is bad")
        .to_string()
}

fn points(text: &str) -> Vec<DataPoint> {
    parse_points(text, Path::new("data.csv"))
        .expect("the text is good")
        .0
}

#[test]
fn points_are_read_in_their_order() {
    let read = points("x1,x2,label\n0.25,-1e3,0\n.5,7,1\n");

    let expected = [(0.25, -1e3, false), (0.5, 7.0, true)];
    let expected = expected.map(|(x1, x2, label)| DataPoint { x1, x2, label });
    assert_eq!(read, expected);
}

#[test]
fn windows_line_ends_spaces_quotes_blank_rows_and_a_missing_last_line_end_do_not_matter() {
    let plain = points("x1,x2,label\n0.25,0.5,0\n1,2,1\n");

    assert_eq!(points("x1,x2,label\r\n0.25,0.5,0\r\n1,2,1"), plain);
    assert_eq!(points(" x1 , x2,\tlabel\n 0.25 ,0.5, 0 \n1,2,1"), plain);
    assert_eq!(
        points("\n\"x1\",x2,label\n\n\"0.25\",0.5,0\n   \n1,2,1\n\n"),
        plain
    );
}

#[test]
fn a_byte_order_mark_does_not_matter() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(&file, "\u{feff}x1,x2,label\n0.25,0.5,1\n").unwrap();

    assert_eq!(read_points(file.path()).unwrap().len(), 1);
}

#[test]
fn a_file_that_is_not_utf_8_is_refused_with_the_row() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(&file, b"x1,x2,label\n0.25,0.5,1\n0.25,\xff,1\n").unwrap();

    let error = read_points(file.path()).unwrap_err();

    assert!(matches!(error, SessionError::Row { row: 3, .. }), "{error}");
    assert!(error.to_string().contains("UTF-8"), "{error}");
}

#[test]
fn a_missing_file_is_refused_by_name() {
    let error = read_points(Path::new("no such.csv")).unwrap_err();

    assert!(error.to_string().starts_with("no such.csv: cannot be read"));
}

#[test]
fn bad_content_is_refused_with_its_place_and_what_would_be_right() {
    let table = [
        (
            "",
            "data.csv: is empty; it should begin with the header x1,x2,label",
        ),
        (
            " \r\n \n",
            "data.csv: is empty; it should begin with the header x1,x2,label",
        ),
        (
            "x1,x2,label\n",
            "data.csv: has no points; below the header it needs at least a row such as 0.25,0.75,1",
        ),
        (
            "x1,x2\n1,2\n",
            "data.csv, row 1: the header is \"x1,x2\"; it should be x1,x2,label",
        ),
        (
            "x1,y,label\n1,2,0\n",
            "data.csv, row 1, column x2: the header says \"y\" here; it should be x1,x2,label",
        ),
        (
            "0.5,0.5,1\n",
            "data.csv, row 1, column x1: the header says \"0.5\" here; it should be x1,x2,label",
        ),
        (
            "x1,x2,label\n1,2,0\n1,2\n",
            "data.csv, row 3: has 2 cells; it should have three: a row such as 0.25,0.75,1",
        ),
        (
            "x1,x2,label\n1,2,0,4\n",
            "data.csv, row 2: has 4 cells; it should have three: a row such as 0.25,0.75,1",
        ),
        (
            "x1,x2,label\n1;2;0\n",
            "data.csv, row 2: has 1 cell; it should have three: a row such as 0.25,0.75,1",
        ),
        (
            "x1,x2,label\n1,2,0\none,2,0\n",
            "data.csv, row 3, column x1: \"one\" is no number; it should be a finite number such as 0.25",
        ),
        (
            "x1,x2,label\n1,,0\n",
            "data.csv, row 2, column x2: \"\" is no number; it should be a finite number such as 0.25",
        ),
        (
            "x1,x2,label\n1,NaN,0\n",
            "data.csv, row 2, column x2: \"NaN\" is not finite; it should be a finite number such as 0.25",
        ),
        (
            "x1,x2,label\n-inf,1,0\n",
            "data.csv, row 2, column x1: \"-inf\" is not finite; it should be a finite number such as 0.25",
        ),
        (
            "x1,x2,label\n1e999,1,0\n",
            "data.csv, row 2, column x1: \"1e999\" is not finite; it should be a finite number such as 0.25",
        ),
        (
            "x1,x2,label\n1,2,2\n",
            "data.csv, row 2, column label: the label is \"2\"; it should be 0 or 1",
        ),
        (
            "x1,x2,label\n1,2,1.0\n",
            "data.csv, row 2, column label: the label is \"1.0\"; it should be 0 or 1",
        ),
        (
            "x1,x2,label\n1,2,\n",
            "data.csv, row 2, column label: the label is \"\"; it should be 0 or 1",
        ),
    ];
    for (text, words) in table {
        assert_eq!(refusal(text), words, "for {text:?}");
    }
}

#[test]
fn rows_are_counted_as_in_a_text_editor() {
    let texts = [
        "x1,x2,label\n1,2,0\n\n \n1,2,7\n",
        "x1,x2,label\r\n1,2,0\r\n\r\n \r\n1,2,7\r\n",
        "\n\nx1,x2,label\n1,2,0\n1,2,7",
    ];
    for text in texts {
        assert!(
            refusal(text).starts_with("data.csv, row 5, column label"),
            "{}",
            refusal(text)
        );
    }
}

#[test]
fn a_file_may_have_the_most_points_and_not_one_more() {
    let most = format!("x1,x2,label\n{}", "0.5,0.5,1\n".repeat(MAX_POINTS));
    assert_eq!(points(&most).len(), MAX_POINTS);

    let words = refusal(&format!("{most}0.5,0.5,1\n"));
    assert!(
        words.starts_with(&format!("data.csv, row {}: ", MAX_POINTS + 2)),
        "{words}"
    );
    assert!(words.contains(&MAX_POINTS.to_string()), "{words}");
}
