//! Points from a CSV file with the header `x1,x2,label`.

use std::path::Path;

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::training::{DataPoint, MAX_POINTS, Points};

use super::{
    SessionError,
    input_text::{quoted, read_text, row_of},
};

/// The columns of a file of points.
const COLUMNS: [&str; 3] = ["x1", "x2", "label"];
const EXAMPLE: &str = "a row such as 0.25,0.75,1";

/// Reads the points of a CSV file.
///
/// # Errors
///
/// A file that cannot be read, or whose content [`parse_points`] refuses.
pub fn read_points(path: &Path) -> Result<Points, SessionError> {
    parse_points(&read_text(path)?, path)
}

/// The points in a CSV text; `path` is only for the messages.
///
/// The header is `x1,x2,label`; coordinates are finite numbers and labels 0 or 1. Spaces around cells and blank rows do not
/// matter.
///
/// # Errors
///
/// Anything else: with the row, counted as a text editor does, the column, and what would be right.
pub fn parse_points(text: &str, path: &Path) -> Result<Points, SessionError> {
    let source = Source { text, path };
    if text.trim().is_empty() {
        return Err(
            source.complaint("is empty; it should begin with the header x1,x2,label".into())
        );
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut records = reader
        .records()
        .filter(|record| !record.as_ref().is_ok_and(is_blank));

    let refused = |error: csv::Error| source.complaint(format!("cannot be read as CSV: {error}"));
    let header = records.next().transpose().map_err(refused)?;
    source.check_header(&header.unwrap_or_default())?;
    let mut points = Vec::new();
    for record in records {
        let record = record.map_err(refused)?;
        if points.len() == MAX_POINTS {
            let most = format!("this is more than {MAX_POINTS} points, the most a file may have");
            return Err(source.row(&record, most));
        }
        points.push(source.point(&record)?);
    }
    if points.is_empty() {
        return Err(source.complaint(format!(
            "has no points; below the header it needs at least {EXAMPLE}"
        )));
    }
    Ok(Points(points))
}

/// The text, where it comes from, and the complaints about it.
struct Source<'a> {
    text: &'a str,
    path: &'a Path,
}

impl Source<'_> {
    fn check_header(&self, header: &StringRecord) -> Result<(), SessionError> {
        if header.len() != COLUMNS.len() {
            let found: Vec<&str> = header.iter().collect();
            let found = quoted(&found.join(","));
            return Err(self.row(
                header,
                format!("the header is {found}; it should be x1,x2,label"),
            ));
        }
        let wrong = header
            .iter()
            .zip(COLUMNS)
            .find(|(found, expected)| found != expected);
        let Some((found, expected)) = wrong else {
            return Ok(());
        };
        let found = quoted(found);
        let complaint = format!("the header says {found} here; it should be x1,x2,label");
        Err(self.cell(header, expected, complaint))
    }

    fn point(&self, record: &StringRecord) -> Result<DataPoint, SessionError> {
        let (Some(x1), Some(x2), Some(label), 3) =
            (record.get(0), record.get(1), record.get(2), record.len())
        else {
            let count = record.len();
            let cells = if count == 1 { "cell" } else { "cells" };
            return Err(self.row(
                record,
                format!("has {count} {cells}; it should have three: {EXAMPLE}"),
            ));
        };
        Ok(DataPoint {
            x1: self.coordinate(record, "x1", x1)?,
            x2: self.coordinate(record, "x2", x2)?,
            label: match label {
                "0" => false,
                "1" => true,
                _ => {
                    let complaint = format!("the label is {}; it should be 0 or 1", quoted(label));
                    return Err(self.cell(record, "label", complaint));
                }
            },
        })
    }

    fn coordinate(
        &self,
        record: &StringRecord,
        column: &str,
        cell: &str,
    ) -> Result<f64, SessionError> {
        let complaint = match cell.parse::<f64>() {
            Ok(number) if number.is_finite() => return Ok(number),
            Ok(_) => "is not finite",
            Err(_) => "is no number",
        };
        let complaint = format!(
            "{} {complaint}; it should be a finite number such as 0.25",
            quoted(cell)
        );
        Err(self.cell(record, column, complaint))
    }

    fn complaint(&self, complaint: String) -> SessionError {
        SessionError::Content {
            path: self.path.into(),
            complaint,
        }
    }

    fn row(&self, record: &StringRecord, complaint: String) -> SessionError {
        SessionError::Row {
            path: self.path.into(),
            row: self.row_number(record),
            complaint,
        }
    }

    fn cell(&self, record: &StringRecord, column: &str, complaint: String) -> SessionError {
        SessionError::Cell {
            path: self.path.into(),
            row: self.row_number(record),
            column: column.into(),
            complaint,
        }
    }

    /// The row in which a record begins. The reader's own position is that before the blank rows it skipped.
    fn row_number(&self, record: &StringRecord) -> usize {
        let offset = record
            .position()
            .map_or(0, |position| position.byte() as usize);
        let rest = self.text.get(offset..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        row_of(self.text.as_bytes(), offset + blank)
    }
}

/// Whether a row holds nothing but spaces.
fn is_blank(record: &StringRecord) -> bool {
    record.len() == 1 && record.get(0).is_none_or(str::is_empty)
}
