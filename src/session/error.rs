//! What can be wrong with a file.

use std::{io, path::PathBuf};

use thiserror::Error;

/// Why a file could not be read or written: which file, where in it, what is wrong and what would be right.
#[derive(Error, Debug)]
pub enum SessionError {
    /// The file is not there, or may not be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// Something is wrong with the file as a whole.
    #[error("{}: {complaint}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what would be right.
        complaint: String,
    },
    /// Something is wrong with one row.
    #[error("{}, row {row}: {complaint}", path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// The row, counted from 1 as a text editor does.
        row: usize,
        /// What is wrong, and what would be right.
        complaint: String,
    },
    /// Something is wrong at one place in a row.
    #[error("{}, row {row}, column {column}: {complaint}", path.display())]
    Cell {
        /// The file.
        path: PathBuf,
        /// The row, counted from 1 as a text editor does.
        row: usize,
        /// The column: its name in a table, the character's number in other text.
        column: String,
        /// What is wrong, and what would be right.
        complaint: String,
    },
    /// The file cannot be written there at all.
    #[error("{}: cannot be written: {complaint}", path.display())]
    BadPlace {
        /// The file.
        path: PathBuf,
        /// What is wrong with the place.
        complaint: String,
    },
    /// Writing failed on the way, for instance because the disk is full. What was there before is still there.
    #[error("{}: writing failed: {source}", path.display())]
    WriteFailed {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}
