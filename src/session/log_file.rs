//! The log of a training: a CSV file with a row for every epoch.

use std::{io, path::Path};

use crate::training::EpochRecord;

use super::{SessionError, WholeFile};

/// A CSV file with the columns `epoch,loss,correct`, written as epochs finish; it appears whole, at the end.
///
/// Loss and number correct are those before the epoch's update, as in an [`EpochRecord`]. Losses are written so that reading
/// them gives the same bits.
pub struct EpochLog {
    rows: csv::Writer<WholeFile>,
}

impl EpochLog {
    /// Begins a log; nothing is seen at its place before [`finish`](Self::finish).
    ///
    /// # Errors
    ///
    /// A place where no file can be written.
    pub fn create(path: &Path) -> Result<Self, SessionError> {
        let mut rows = csv::WriterBuilder::new()
            .has_headers(false)
            .from_writer(WholeFile::create(path)?);
        let header = rows.write_record(["epoch", "loss", "correct"]);
        let mut log = Self { rows };
        log.check(header)?;
        Ok(log)
    }

    /// Adds the row of one epoch.
    ///
    /// # Errors
    ///
    /// Whatever the operating system says, for instance that the disk is full.
    pub fn push(&mut self, record: EpochRecord) -> Result<(), SessionError> {
        let written = self
            .rows
            .serialize((record.epoch, record.loss, record.correct));
        self.check(written)
    }

    /// Puts the log in its place.
    ///
    /// # Errors
    ///
    /// Whatever the operating system says; then what was there before is still there.
    pub fn finish(mut self) -> Result<(), SessionError> {
        let flushed = self.rows.flush();
        self.check(flushed.map_err(Into::into))?;
        let path = self.file().path().to_owned();
        match self.rows.into_inner() {
            Ok(file) => file.finish(),
            Err(error) => Err(SessionError::WriteFailed {
                path,
                source: io::Error::other(error.to_string()),
            }),
        }
    }

    /// The file.
    pub fn file(&self) -> &WholeFile {
        self.rows.get_ref()
    }

    fn check(&mut self, result: csv::Result<()>) -> Result<(), SessionError> {
        result.map_err(|error| self.file().failed(io::Error::from(error)))
    }
}
