//! Reads short texts and shows what came of them.

use secrecy::ExposeSecret;
use service::files::{
    Entry, Exported, FileError, Format, ReadOptions, Reading, Separator, WriteOptions, read, write,
};

/// Reads a text that is expected to be fine.
pub(crate) fn reading(text: &str, format: Format) -> Reading {
    match read(text.as_bytes(), format, &ReadOptions::default()) {
        Ok(reading) => reading,
        Err(error) => panic!("{error}\n{text}"),
    }
}

/// The error of a text that is expected to be refused.
pub(crate) fn refusal(text: &str, format: Format) -> FileError {
    match read(text.as_bytes(), format, &ReadOptions::default()) {
        Ok(reading) => panic!("read {} entries of\n{text}", reading.entries.len()),
        Err(error) => error,
    }
}

/// Keys and values in order.
pub(crate) fn pairs(reading: &Reading) -> Vec<(String, String)> {
    let pair = |entry: &Entry| (entry.key.to_string(), entry.value.reveal().to_owned());
    reading.entries.iter().map(pair).collect()
}

/// Keys and values of a text, as `key=value` lines.
pub(crate) fn shown(text: &str, format: Format) -> Vec<String> {
    let pairs = pairs(&reading(text, format));
    pairs
        .into_iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect()
}

/// The notes of a text, as sentences.
pub(crate) fn notes(text: &str, format: Format) -> Vec<String> {
    reading(text, format)
        .notes
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// Writes entries.
pub(crate) fn written(entries: &[Entry], format: Format) -> Result<String, FileError> {
    written_with(entries, format, Separator::default())
}

/// Writes entries with a separator of one's own.
pub(crate) fn written_with(
    entries: &[Entry],
    format: Format,
    separator: Separator,
) -> Result<String, FileError> {
    let entries: Vec<_> = entries.iter().map(Exported::from).collect();
    let text = write(&entries, format, &WriteOptions { separator })?;
    Ok(text.expose_secret().to_owned())
}
