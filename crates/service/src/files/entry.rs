//! What a file holds: entries, and notes about what the format could not say.

use std::collections::BTreeMap;
use std::fmt;

use model::{SecretKey, SecretValue};

/// One setting of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key, with the prefix of the options.
    pub key: SecretKey,
    /// The value, as the file spells it.
    pub value: SecretValue,
    /// The content type; only KVSet has one.
    pub content_type: Option<String>,
    /// The tags; only KVSet has them.
    pub tags: BTreeMap<String, String>,
    /// The App Configuration label; only KVSet has one. A key may occur once under each.
    pub label: Option<String>,
    /// The line of the file, counted from 1.
    pub line: usize,
}

/// A file, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The settings, each key and label once, in the order in which the keys first occur.
    pub entries: Vec<Entry>,
    /// What a person should see before the entries are taken over.
    pub notes: Vec<Note>,
}

/// Something a person should know about an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The entry's key.
    pub key: SecretKey,
    /// The line, counted from 1.
    pub line: usize,
    /// What happened.
    pub kind: NoteKind,
}

/// What happened to an entry on the way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// A value that is no text became the empty text.
    Emptied(Empty),
    /// The key occurred before, and this line won.
    Replaced {
        /// The line that lost.
        earlier: usize,
    },
}

/// A JSON value that holds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empty {
    /// `null`
    Null,
    /// `[]`
    Array,
    /// `{}`
    Object,
}

impl fmt::Display for Empty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Array => "[]",
            Self::Object => "{}",
        })
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, line, kind } = self;
        match kind {
            NoteKind::Emptied(empty) => {
                write!(
                    f,
                    "line {line}: `{key}` is `{empty}` and becomes an empty value"
                )
            }
            NoteKind::Replaced { earlier } => {
                write!(
                    f,
                    "line {line}: `{key}` replaces the value of line {earlier}"
                )
            }
        }
    }
}

/// A setting to write.
#[derive(Debug, Clone, Copy)]
pub struct Exported<'a> {
    /// The key.
    pub key: &'a SecretKey,
    /// The value.
    pub value: &'a SecretValue,
    /// The content type, if it has one.
    pub content_type: Option<&'a str>,
    /// The tags.
    pub tags: &'a BTreeMap<String, String>,
    /// The App Configuration label; secrets of a folder have none.
    pub label: Option<&'a str>,
}

impl<'a> From<&'a Entry> for Exported<'a> {
    fn from(entry: &'a Entry) -> Self {
        Self {
            key: &entry.key,
            value: &entry.value,
            content_type: entry.content_type.as_deref(),
            tags: &entry.tags,
            label: entry.label.as_deref(),
        }
    }
}
