//! The text of an input file: UTF-8, with or without a byte order mark, and of a sane length.

use std::{fs::File, io::Read, path::Path};

use super::SessionError;

/// The longest file that is read, in bytes. The largest network's parameters take a quarter of it.
const MAX_BYTES: u64 = 16 << 20;
/// How much of a wrong cell a message shows, in characters.
const SHOWN: usize = 40;

/// Reads a whole file as text, without its byte order mark.
///
/// # Errors
///
/// A file that cannot be read, that is not UTF-8, or that is too long.
pub fn read_text(path: &Path) -> Result<String, SessionError> {
    let file = File::open(path).map_err(|source| SessionError::Unreadable {
        path: path.into(),
        source,
    })?;
    text_from(file, path)
}

/// Reads all that comes from `source` as text, as [`read_text`] does; `path` is only for the messages.
///
/// # Errors
///
/// A source that cannot be read, text that is not UTF-8, or that is too long.
pub fn text_from(source: impl Read, path: &Path) -> Result<String, SessionError> {
    let mut bytes = Vec::new();
    let read = source.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|source| SessionError::Unreadable {
        path: path.into(),
        source,
    })?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(SessionError::Content {
            path: path.into(),
            complaint: format!(
                "is longer than {} MiB, the most that is read",
                MAX_BYTES >> 20
            ),
        });
    }
    let text = String::from_utf8(bytes).map_err(|error| SessionError::Row {
        path: path.into(),
        row: row_of(error.as_bytes(), error.utf8_error().valid_up_to()),
        complaint: "this is not UTF-8 text; save the file as UTF-8".into(),
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// The row of the byte at `offset`, counted from 1. Line feeds, carriage returns and pairs of them end a row.
pub(super) fn row_of(text: &[u8], offset: usize) -> usize {
    let before = &text[..offset.min(text.len())];
    let ends_row = |(place, &byte): (usize, &u8)| {
        byte == b'\n' || (byte == b'\r' && text.get(place + 1) != Some(&b'\n'))
    };
    1 + before
        .iter()
        .enumerate()
        .filter(|&end| ends_row(end))
        .count()
}

/// What was found, quoted, escaped and cut to a length that fits a message.
pub(super) fn quoted(found: &str) -> String {
    if found.chars().count() <= SHOWN {
        return format!("{found:?}");
    }
    let start: String = found.chars().take(SHOWN).collect();
    format!("{start:?}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_over_every_kind_of_line_end() {
        let text = b"a\nb\r\nc\rd";
        let rows = [0, 2, 5, 7].map(|offset| row_of(text, offset));
        assert_eq!(rows, [1, 2, 3, 4]);
    }

    #[test]
    fn a_long_cell_is_cut_in_messages() {
        assert_eq!(quoted("a\"b"), r#""a\"b""#);
        assert_eq!(quoted(&"ä".repeat(100)), format!("\"{}\"…", "ä".repeat(40)));
    }
}
