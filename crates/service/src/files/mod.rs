//! Configuration files in and out: text to entries, and entries to text.
//!
//! Pure: nothing here opens a file or knows a store. Values are taken literally, never expanded;
//! what a format cannot say becomes a [`Note`], and what would be guessed becomes a [`FileError`].

mod collect;
mod dotenv;
mod entry;
mod error;
mod format;
mod json;
mod kvset;
mod options;
mod text;

pub use entry::{Empty, Entry, Exported, Note, NoteKind, Reading};
pub use error::{FileError, Position, Problem};
pub use format::{Format, detect};
pub use options::{ReadOptions, Separator, WriteOptions};

use secrecy::SecretString;

/// Reads a file's bytes into entries, in the order of the file.
///
/// # Errors
/// When the text is not UTF-8 or not of the format, a key or value breaks its rule, or two places
/// claim one key. The error carries the line.
pub fn read(text: &[u8], format: Format, options: &ReadOptions) -> Result<Reading, FileError> {
    let text = text::decode(text)?;
    match format {
        Format::Dotenv => dotenv::read(text, options),
        Format::Json => json::read(text, options),
        Format::KvSet => kvset::read(text, options),
    }
}

/// Writes entries as a file of the format, ending in a line break. Reading the text again, with
/// the same separator, gives the same keys and values.
///
/// Only KVSet holds labels, content types and tags; the other formats leave them out.
///
/// # Errors
/// When two entries cannot stand in one file: a key twice, or in JSON a key that is both a value
/// and the parent of another.
pub fn write(
    entries: &[Exported<'_>],
    format: Format,
    options: &WriteOptions,
) -> Result<SecretString, FileError> {
    let text = match format {
        Format::Dotenv => dotenv::write(entries)?,
        Format::Json => json::write(entries, &options.separator)?,
        Format::KvSet => kvset::write(entries)?,
    };
    Ok(SecretString::from(text))
}
