//! Lines as on a blackboard.

use std::fmt::Write;

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
pub fn text(evaluation: &Evaluation, all: bool) -> String {
    let mut out = String::new();
    for line in lines_of(evaluation, all) {
        out.push_str(&line);
        out.push('\n');
    }
    out
}

fn lines_of(evaluation: &Evaluation, all: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for line in cut(&evaluation.expression().lines(), all) {
        lines.push(shortened(&line, all));
    }
    let at = point(evaluation, all);
    if !at.is_empty() {
        lines.push(format!("at {at}"));
    }
    let result = evaluation.expression().result();
    let result = &evaluation.labels()[result];
    lines.extend([
        String::new(),
        format!("graph: {}; the result is {result}", counts(evaluation)),
    ]);
    lines.extend(graph_lines(evaluation, all));
    lines.extend([String::new(), "forward".into()]);
    lines.extend(forward_lines(evaluation, all));
    lines.extend([
        String::new(),
        "topological order: visit the inputs, then add to the front".into(),
    ]);
    lines.extend(sort_lines(evaluation, all));
    lines.extend([
        String::new(),
        "backward: local derivative * d_output to each input".into(),
    ]);
    lines.extend(backward_lines(evaluation, all));
    lines.extend([String::new(), "derivatives".into()]);
    lines.extend(derivative_lines(evaluation, all));
    lines
}

/// A list of which long ones are cut.
fn cut(list: &[String], all: bool) -> Vec<String> {
    let line = |entry| match entry {
        Entry::Shown(place) => list[place].clone(),
        Entry::LeftOut(count) => left_out(count),
    };
    entries(list.len(), all).into_iter().map(line).collect()
}

fn left_out(count: usize) -> String {
    format!("… {} more …", grouped(count))
}

/// Rows whose cells stand below each other, two blanks before and between.
fn columns(rows: &[Vec<String>]) -> Vec<String> {
    const WIDEST: usize = 40;
    let count = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        let rows = rows.iter().filter(|row| row.len() > 1); // a gap is as wide as it is
        let cells = rows.filter_map(|row| row.get(column));
        let widths = cells.map(|cell| cell.chars().count());
        widths
            .filter(|&width| width <= WIDEST)
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let line = |row: &Vec<String>| {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(line, "  {cell:<width$}");
        }
        line.trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

fn table(count: usize, all: bool, row: impl Fn(usize) -> Vec<String>) -> Vec<String> {
    let row = |entry| match entry {
        Entry::Shown(place) => row(place),
        Entry::LeftOut(count) => vec![left_out(count)],
    };
    let rows: Vec<Vec<String>> = entries(count, all).into_iter().map(row).collect();
    columns(&rows)
}

fn graph_lines(evaluation: &Evaluation, all: bool) -> Vec<String> {
    table(evaluation.labels().len(), all, |place| {
        let line = node_line(evaluation, place);
        let formula = if line.formula.is_empty() {
            String::new()
        } else {
            format!("= {}", line.formula)
        };
        let value = if line.kind == "leaf" || line.kind == "constant" {
            format!("{} {}", line.kind, line.value)
        } else {
            line.kind.into()
        };
        vec![line.name, formula, value]
    })
}

fn forward_lines(evaluation: &Evaluation, all: bool) -> Vec<String> {
    let functions = functions(evaluation);
    table(functions.len(), all, |place| {
        let line = node_line(evaluation, functions[place]);
        let equals = |text: String| format!("= {text}");
        vec![
            line.name,
            equals(line.formula),
            equals(line.with_numbers),
            equals(line.value),
            line.saves,
        ]
    })
}

fn sort_lines(evaluation: &Evaluation, all: bool) -> Vec<String> {
    let visits = visits(evaluation);
    let mut lines: Vec<String> = Vec::new();
    for entry in entries(visits.len(), all) {
        lines.push(match entry {
            Entry::Shown(place) => visits[place].text(evaluation, 1),
            Entry::LeftOut(count) => format!("  {}", left_out(count)),
        });
    }
    let order: Vec<usize> = evaluation.order().collect();
    let name = |entry| match entry {
        Entry::Shown(place) => evaluation.labels()[order[place]].clone(),
        Entry::LeftOut(count) => left_out(count),
    };
    let order: Vec<String> = entries(order.len(), all).into_iter().map(name).collect();
    lines.push(format!("  order: {}", order.join(", ")));
    lines
}

fn backward_lines(evaluation: &Evaluation, all: bool) -> Vec<String> {
    let takes = takes(evaluation);
    let mut lines: Vec<String> = Vec::new();
    for entry in entries(takes.len(), all) {
        let Entry::Shown(place) = entry else {
            if let Entry::LeftOut(count) = entry {
                lines.push(format!("  {}", left_out(count)));
            }
            continue;
        };
        let it = taken(evaluation, takes[place]);
        if it.formula.is_empty() {
            lines.push(format!(
                "  {}: a leaf, its derivative is {}",
                it.name, it.d_output
            ));
            continue;
        }
        lines.push(format!(
            "  {} = {}: d_output = {}",
            it.name, it.formula, it.d_output
        ));
        let rows: Vec<Vec<String>> = it
            .contributions
            .iter()
            .map(|sent| {
                let sum = sent.sum.as_ref().map(|sum| format!("together {sum}"));
                vec![
                    format!("to {}:", sent.input),
                    sent.product.clone(),
                    sum.unwrap_or_default(),
                ]
            })
            .collect();
        lines.extend(columns(&rows).into_iter().map(|line| format!("  {line}")));
    }
    lines
}

fn derivative_lines(evaluation: &Evaluation, all: bool) -> Vec<String> {
    let checks = evaluation.checks(all);
    let mut lines = Vec::new();
    if checks.is_empty() {
        lines.push(format!("  {NO_DERIVATIVES}"));
    } else {
        let head = ["", "backward", "central difference", "relative error"].map(str::to_owned);
        let rows = entries(checks.len(), all)
            .into_iter()
            .map(|entry| match entry {
                Entry::Shown(place) => check_row(evaluation, &checks[place]).to_vec(),
                Entry::LeftOut(count) => vec![left_out(count)],
            });
        let rows: Vec<Vec<String>> = std::iter::once(head.to_vec()).chain(rows).collect();
        lines.extend(columns(&rows));
    }
    let without = without_derivative(evaluation);
    if !without.is_empty() {
        lines.push(format!(
            "  no derivative: {}, which the result does not depend on",
            cut_names(&without, all)
        ));
    }
    lines.extend(unchecked(evaluation, checks.len()).map(|text| format!("  {text}")));
    lines
}

fn cut_names(names: &[&str], all: bool) -> String {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    cut(&names, all).join(", ")
}
