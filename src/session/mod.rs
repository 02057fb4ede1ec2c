//! What is saved, loaded and undone: points, parameters, the log of a training.
//!
//! Bad input is refused where it enters, with what was wrong, where, and what would be right. A file is written whole or not at
//! all.

mod derivatives_file;
mod error;
mod figures;
mod input_text;
mod log_file;
mod numbers_by_name;
mod parameters_file;
mod points_file;
mod undo;
mod whole_file;

pub use derivatives_file::{parse_derivatives, read_derivatives};
pub use error::SessionError;
pub use figures::significant;
pub use input_text::{read_text, text_from};
pub use log_file::EpochLog;
pub use parameters_file::{NamedValues, parse_parameters, read_parameters, write_parameters};
pub use points_file::{parse_points, read_points};
pub use undo::{BeginEdit, Edits, RedoEdit, SessionPlugin, TakeHold, UndoEdit};
pub use whole_file::WholeFile;
