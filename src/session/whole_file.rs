//! A file that is written whole or not at all.

use std::{
    fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::SessionError;

/// A new file beside its place; [`finish`](Self::finish) moves it there. Dropped before that, it leaves no trace; a process that is killed
/// leaves the unfinished file beside it.
///
/// Made at the start of a long run, it shows at once whether the place can be written to.
#[derive(Debug)]
pub struct WholeFile {
    /// The place in the words of the user.
    path: PathBuf,
    /// The place itself: absolute, links followed.
    target: PathBuf,
    content: BufWriter<NamedTempFile>,
}

impl WholeFile {
    /// Begins a file that is to appear at `path`.
    ///
    /// # Errors
    ///
    /// A directory that is missing or cannot be written to; a place that is taken by something other than a file, or by a
    /// file that is read-only.
    pub fn create(path: &Path) -> Result<Self, SessionError> {
        let bad_place = |complaint: String| SessionError::BadPlace {
            path: path.into(),
            complaint,
        };
        let target = resolve(path).map_err(bad_place)?;
        if let Ok(taken) = fs::metadata(&target) {
            if taken.is_dir() {
                return Err(bad_place("it is a directory; name a file in it".into()));
            }
            if !taken.is_file() {
                return Err(bad_place("it is not an ordinary file".into()));
            }
            if taken.permissions().readonly() {
                return Err(bad_place("there is a read-only file of that name".into()));
            }
        }
        let directory = target.parent().unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".chainrule-").suffix(".part");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // As any new file: readable by all that the user's mask lets.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(directory).map_err(|error| {
            let reason = without_path(&error);
            bad_place(format!("no file can be made in its directory: {reason}"))
        })?;
        Ok(Self {
            path: path.into(),
            target,
            content: BufWriter::new(file),
        })
    }

    /// The place in the words of the user.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether this file is to appear where `other` is.
    pub fn replaces(&self, other: &Path) -> bool {
        resolve(other).is_ok_and(|other| other == self.target)
    }

    /// Puts the file in its place, over what was there.
    ///
    /// # Errors
    ///
    /// Whatever the operating system says; then what was there before is still there.
    pub fn finish(self) -> Result<(), SessionError> {
        let Self {
            path,
            target,
            content,
        } = self;
        let put_in_place = || -> io::Result<()> {
            let file = content
                .into_inner()
                .map_err(io::IntoInnerError::into_error)?;
            if let Ok(before) = fs::metadata(&target) {
                file.as_file().set_permissions(before.permissions())?;
            }
            file.as_file().sync_all()?;
            file.persist(&target)?;
            Ok(())
        };
        put_in_place().map_err(|source| SessionError::WriteFailed { path, source })
    }

    /// The error of a write to this file.
    pub(super) fn failed(&self, source: io::Error) -> SessionError {
        SessionError::WriteFailed {
            path: self.path.clone(),
            source,
        }
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.content.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.content.flush()
    }
}

/// The absolute place of a file that may not exist yet, links followed.
fn resolve(path: &Path) -> Result<PathBuf, String> {
    if let Ok(existing) = fs::canonicalize(path) {
        return Ok(existing);
    }
    let names_directory = path.to_string_lossy().ends_with(std::path::is_separator);
    let Some(name) = path.file_name().filter(|_| !names_directory) else {
        return Err("it is no name of a file".into());
    };
    let directory = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    match fs::canonicalize(directory) {
        Ok(directory) if directory.is_dir() => Ok(directory.join(name)),
        Ok(_) => Err(format!("{} is not a directory", directory.display())),
        Err(error) => Err(format!("its directory {}: {error}", directory.display())),
    }
}

/// What the operating system says, without the random name of the temporary file.
fn without_path(error: &io::Error) -> String {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code).to_string(),
        None => error.kind().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_finished_leaves_no_trace() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("out.csv");
        fs::write(&place, "before").unwrap();
        let mut file = WholeFile::create(&place).unwrap();
        file.write_all(b"half").unwrap();

        drop(file);

        assert_eq!(fs::read(&place).unwrap(), b"before");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_finished_file_replaces_what_was_there() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("out.csv");
        fs::write(&place, "before").unwrap();
        let mut file = WholeFile::create(&place).unwrap();
        file.write_all(b"after").unwrap();

        file.finish().unwrap();

        assert_eq!(fs::read(&place).unwrap(), b"after");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_same_place_is_recognised_under_another_name() {
        let directory = tempfile::tempdir().unwrap();
        let file = WholeFile::create(&directory.path().join("out.csv")).unwrap();

        assert!(file.replaces(&directory.path().join(".").join("out.csv")));
        assert!(!file.replaces(&directory.path().join("other.csv")));
    }
}
