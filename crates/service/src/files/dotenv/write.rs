//! From entries to `.env` text.

use std::collections::HashSet;

use crate::files::entry::Exported;
use crate::files::error::{FileError, Problem};

/// Writes one line for each entry, in their order, quoted only where it is needed and so that
/// shells and other readers see the same text as far as they can.
pub(in crate::files) fn write(entries: &[Exported<'_>]) -> Result<String, FileError> {
    let mut text = String::new();
    let mut seen = HashSet::new();
    for entry in entries {
        if !seen.insert(entry.key) {
            let key = entry.key.clone();
            return Err(FileError::anywhere(Problem::Repeated { key }));
        }
        push_quoted(&mut text, entry.key.as_str());
        text.push('=');
        push_quoted(&mut text, entry.value.reveal());
        text.push('\n');
    }
    Ok(text)
}

fn push_quoted(text: &mut String, part: &str) {
    if part.chars().all(is_plain) {
        text.push_str(part);
    } else if part.chars().any(|c| c == '\'' || c.is_control()) {
        push_double_quoted(text, part);
    } else {
        text.push('\'');
        text.push_str(part);
        text.push('\'');
    }
}

/// Characters that mean nothing special to any reader of such files, shells among them.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ',' | ':' | '/' | '@' | '+')
}

fn push_double_quoted(text: &mut String, part: &str) {
    text.push('"');
    for c in part.chars() {
        match c {
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '"' | '\\' | '$' => text.extend(['\\', c]),
            _ => text.push(c),
        }
    }
    text.push('"');
}
