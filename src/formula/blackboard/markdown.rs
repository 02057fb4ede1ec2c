//! Headings and tables, to paste into a document.

use super::{
    super::Evaluation,
    elided::{Entry, entries, grouped, shortened},
    pieces::{
        NO_DERIVATIVES, check_row, counts, functions, node_line, point, taken, takes, unchecked,
        without_derivative,
    },
    visits::visits,
};

/// The whole explanation.
pub fn markdown(evaluation: &Evaluation, all: bool) -> String {
    let mut parts = vec![head(evaluation, all)];
    parts.push(section(
        &format!("Graph: {}", counts(evaluation)),
        &nodes(evaluation, all),
    ));
    parts.push(section("Forward", &forward(evaluation, all)));
    parts.push(section("Topological order", &sort(evaluation, all)));
    parts.push(section("Backward", &backward(evaluation, all)));
    parts.push(section("Derivatives", &derivatives(evaluation, all)));
    parts.join("\n\n")
}

fn head(evaluation: &Evaluation, all: bool) -> String {
    let formula = evaluation.expression().lines();
    let formula: Vec<String> = entries(formula.len(), all)
        .into_iter()
        .map(|entry| match entry {
            Entry::Shown(place) => shortened(&formula[place], all),
            Entry::LeftOut(count) => format!("# {} more lines", grouped(count)),
        })
        .collect();
    let at = point(evaluation, all);
    let at = if at.is_empty() {
        String::new()
    } else {
        format!("\n\nat {at}")
    };
    format!("# Chain rule\n\n```\n{}\n```{at}", formula.join("\n"))
}

fn section(title: &str, body: &str) -> String {
    format!("## {title}\n\n{body}")
}

/// A table; rows that are left out are one row that counts them.
fn table(head: &[&str], count: usize, all: bool, row: impl Fn(usize) -> Vec<String>) -> String {
    let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
    let mut lines = vec![line(&head), format!("|{}", " --- |".repeat(head.len()))];
    for entry in entries(count, all) {
        let mut cells = match entry {
            Entry::Shown(place) => row(place),
            Entry::LeftOut(count) => vec![format!("… {} more …", grouped(count))],
        };
        cells.resize(head.len(), String::new());
        lines.push(line(&cells));
    }
    lines.join("\n")
}

/// As code, so that `*` and `_` mean nothing else; nothing stays nothing.
fn code(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!("`{text}`")
    }
}

fn nodes(evaluation: &Evaluation, all: bool) -> String {
    table(
        &["node", "formula", "kind", "value"],
        evaluation.labels().len(),
        all,
        |place| {
            let line = node_line(evaluation, place);
            vec![
                code(&line.name),
                code(&line.formula),
                line.kind.into(),
                line.value,
            ]
        },
    )
}

fn forward(evaluation: &Evaluation, all: bool) -> String {
    let functions = functions(evaluation);
    table(
        &["node", "formula", "numbers", "value", "saved"],
        functions.len(),
        all,
        |place| {
            let line = node_line(evaluation, functions[place]);
            let saved = line
                .saves
                .strip_prefix("saves ")
                .unwrap_or_default()
                .to_owned();
            vec![
                code(&line.name),
                code(&line.formula),
                code(&line.with_numbers),
                line.value,
                saved,
            ]
        },
    )
}

fn sort(evaluation: &Evaluation, all: bool) -> String {
    let visits = visits(evaluation);
    let lines = entries(visits.len(), all)
        .into_iter()
        .map(|entry| match entry {
            Entry::Shown(place) => visits[place].text(evaluation, 0),
            Entry::LeftOut(count) => format!("… {} more …", grouped(count)),
        });
    let lines: Vec<String> = lines.collect();
    let order: Vec<usize> = evaluation.order().collect();
    let order = entries(order.len(), all)
        .into_iter()
        .map(|entry| match entry {
            Entry::Shown(place) => code(&evaluation.labels()[order[place]]),
            Entry::LeftOut(count) => format!("… {} more …", grouped(count)),
        });
    let order: Vec<String> = order.collect();
    format!(
        "```\n{}\n```\n\nOrder: {}",
        lines.join("\n"),
        order.join(", ")
    )
}

fn backward(evaluation: &Evaluation, all: bool) -> String {
    let takes = takes(evaluation);
    table(&["node", "d_output", "sends"], takes.len(), all, |place| {
        let it = taken(evaluation, takes[place]);
        let sends = it.contributions.iter().map(|sent| {
            let sum = sent.sum.as_ref().map(|sum| format!(", together `{sum}`"));
            format!(
                "to `{}`: `{}`{}",
                sent.input,
                sent.product,
                sum.unwrap_or_default()
            )
        });
        let sends: Vec<String> = sends.collect();
        let sends = if it.formula.is_empty() {
            "a leaf: its derivative".into()
        } else {
            sends.join("<br>")
        };
        vec![code(&it.name), it.d_output.clone(), sends]
    })
}

fn derivatives(evaluation: &Evaluation, all: bool) -> String {
    let checks = evaluation.checks(all);
    if checks.is_empty() && without_derivative(evaluation).is_empty() {
        return NO_DERIVATIVES.into();
    }
    let mut text = table(
        &[
            "variable",
            "backward",
            "central difference",
            "relative error",
        ],
        checks.len(),
        all,
        |place| {
            let [variable, backward, difference, error] = check_row(evaluation, &checks[place]);
            vec![code(&variable), backward, difference, error]
        },
    );
    let without = without_derivative(evaluation);
    if !without.is_empty() {
        let names: Vec<String> = without.iter().map(|name| code(name)).collect();
        text.push_str(&format!(
            "\n\nNo derivative, since the result does not depend on it: {}",
            names.join(", ")
        ));
    }
    if let Some(unchecked) = unchecked(evaluation, checks.len()) {
        text.push_str(&format!("\n\n{unchecked}."));
    }
    text
}
