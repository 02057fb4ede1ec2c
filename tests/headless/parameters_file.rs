//! Parameters in a JSON file: every name exactly once, and the same bits back.

use std::path::Path;

use chainrule::{
    nn::NetworkShape,
    session::{
        NamedValues, SessionError, WholeFile, parse_parameters, read_parameters, write_parameters,
    },
};

/// Nine parameters, `layer1.weight_0_0` to `layer2.bias_0`.
fn shape() -> NetworkShape {
    NetworkShape::default()
}

fn json(entries: &[(String, String)]) -> String {
    let entries: Vec<String> = entries
        .iter()
        .map(|(name, value)| format!("{name:?}: {value}"))
        .collect();
    format!("{{{}}}", entries.join(",\n"))
}

/// Every name, with the values 0, 1, 2, …
fn good_entries() -> Vec<(String, String)> {
    let names = shape().parameter_names().into_iter();
    names
        .enumerate()
        .map(|(place, name)| (name, place.to_string()))
        .collect()
}

fn parse(text: &str) -> Result<Vec<f64>, SessionError> {
    parse_parameters(text, Path::new("p.json"), &shape())
}

fn refusal(text: &str) -> String {
    parse(text).expect_err("the text is bad").to_string()
}

#[test]
fn parameters_come_in_the_order_of_their_names_whatever_the_order_in_the_file() {
    let mut entries = good_entries();
    entries.reverse();

    let parameters = parse(&json(&entries)).unwrap();

    assert_eq!(parameters, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
}

#[test]
fn written_parameters_are_read_with_the_same_bits_and_stand_in_the_order_of_their_names() {
    let values = [
        0.1 + 0.2,
        -0.0,
        5e-324,
        f64::MAX,
        -1.0 / 3.0,
        1e-300,
        2.5,
        7.0,
        -123_456_789.123_456_79,
    ];
    let named: Vec<(String, f64)> = shape().parameter_names().into_iter().zip(values).collect();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("p.json");

    write_parameters(WholeFile::create(&path).unwrap(), NamedValues(&named)).unwrap();

    let read = read_parameters(&path, &shape()).unwrap();
    assert_eq!(
        read.iter().map(|value| value.to_bits()).collect::<Vec<_>>(),
        values.map(f64::to_bits)
    );
    let text = std::fs::read_to_string(&path).unwrap();
    let places: Vec<usize> = named
        .iter()
        .map(|(name, _)| text.find(name.as_str()).unwrap())
        .collect();
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn a_missing_name_is_refused() {
    let mut entries = good_entries();
    entries.remove(4);
    assert_eq!(
        refusal(&json(&entries)),
        "p.json: layer1.bias_0 missing; a network with hidden layers 2 has 9 parameters, layer1.weight_0_0 to layer2.bias_0"
    );

    assert!(refusal("{}").starts_with("p.json: layer1.weight_0_0 and 8 others missing"));
}

#[test]
fn an_unknown_name_is_refused_with_its_place() {
    let mut entries = good_entries();
    entries[2].0 = "layer9.bias_0".into();

    let words = refusal(&json(&entries));

    assert!(words.starts_with("p.json, row 3, column "), "{words}");
    assert!(
        words.contains("there is no parameter \"layer9.bias_0\""),
        "{words}"
    );
}

#[test]
fn a_name_that_comes_twice_is_refused_even_with_the_same_value() {
    let mut entries = good_entries();
    entries.push(entries[0].clone());

    let words = refusal(&json(&entries));

    assert!(words.starts_with("p.json, row 10, column "), "{words}");
    assert!(
        words.contains("layer1.weight_0_0 is there twice"),
        "{words}"
    );
}

#[test]
fn a_value_that_is_no_finite_number_is_refused_with_name_and_place() {
    for value in ["\"1\"", "null", "true", "[1]", "{}"] {
        let mut entries = good_entries();
        entries[5].1 = value.into();

        let words = refusal(&json(&entries));

        assert!(words.starts_with("p.json, row 6, column "), "{words}");
        assert!(
            words.contains("layer1.bias_1 is no finite number: "),
            "{words}"
        );
        assert!(words.contains("expected a finite number"), "{words}");
        assert!(
            !words.contains("at line"),
            "the place is told twice: {words}"
        );
    }
}

#[test]
fn what_json_cannot_write_or_hold_is_refused_with_name_and_place() {
    for value in ["NaN", "Infinity", "-inf", "1e999", "-1e999"] {
        let mut entries = good_entries();
        entries[5].1 = value.into();

        let words = refusal(&json(&entries));

        assert!(words.starts_with("p.json, row 6, column "), "{words}");
        assert!(
            words.contains("layer1.bias_1 is no finite number: "),
            "{words}"
        );
    }
}

#[test]
fn text_that_is_not_one_object_is_refused() {
    let good = json(&good_entries());
    let texts = [
        "[1, 2]".to_owned(),
        "3".to_owned(),
        "nonsense".to_owned(),
        good.replace('}', ""),
        format!("{good} {good}"),
        good.replacen(':', "=", 1),
    ];
    for text in texts {
        let words = refusal(&text);
        assert!(words.starts_with("p.json, row "), "{words}");
    }
    assert!(refusal(" \n").starts_with("p.json: is empty; it should be a JSON object"));
}
