//! A row for each node, for spreadsheets.

use crate::formula::Evaluation;

use super::json::{function, kind};

/// The columns. Where a cell holds several numbers they are separated by blanks.
const HEAD: [&str; 9] = [
    "id",
    "name",
    "kind",
    "function",
    "inputs",
    "value",
    "derivative",
    "saved",
    "local",
];

/// The whole table.
pub(super) fn csv(evaluation: &Evaluation) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let in_memory = "writing into memory does not fail";
    writer.write_record(HEAD).expect(in_memory);
    for (id, node) in evaluation.expression().nodes().iter().enumerate() {
        let (saved, local) = evaluation.saved_and_local(id);
        let derivative = evaluation
            .derivative(id)
            .map_or_else(String::new, |it| it.to_string());
        let row = [
            id.to_string(),
            evaluation.labels()[id].clone(),
            kind(node.kind).into(),
            function(node.kind).unwrap_or_default().into(),
            joined(node.inputs()),
            evaluation.values()[id].to_string(),
            derivative,
            joined(saved.as_slice()),
            joined(&local),
        ];
        writer.write_record(row).expect(in_memory);
    }
    let bytes = writer.into_inner().expect(in_memory);
    String::from_utf8(bytes).expect("made of texts")
}

fn joined<T: ToString>(numbers: &[T]) -> String {
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    numbers.join(" ")
}
