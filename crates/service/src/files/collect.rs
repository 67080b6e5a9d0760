//! Gathers a file's entries and keeps each key once.

use std::collections::{BTreeMap, HashMap};

use model::{SecretKey, SecretValue};

use super::entry::{Entry, Note, NoteKind, Reading};
use super::error::{FileError, Problem};
use super::options::ReadOptions;

/// What no two entries share: key and label.
type Name = (SecretKey, Option<String>);

fn name(entry: &Entry) -> Name {
    (entry.key.clone(), entry.label.clone())
}

/// A [`Reading`] under way.
pub(super) struct Collector<'a> {
    prefix: &'a str,
    reading: Reading,
    places: HashMap<Name, usize>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(options: &'a ReadOptions) -> Self {
        Self {
            prefix: options.prefix.as_deref().unwrap_or_default(),
            reading: Reading::default(),
            places: HashMap::new(),
        }
    }

    /// Parses an entry without adding it.
    pub(super) fn entry(&self, key: &str, value: String, line: usize) -> Result<Entry, FileError> {
        let prefix = self.prefix;
        let key = SecretKey::parse(&format!("{prefix}{key}"))
            .map_err(|error| FileError::at_line(line, error))?;
        let value = SecretValue::new(value).map_err(|error| {
            let problem = Problem::ValueTooLong {
                key: key.clone(),
                bytes: error.bytes,
            };
            FileError::at_line(line, problem)
        })?;
        let (content_type, tags, label) = (None, BTreeMap::new(), None);
        Ok(Entry {
            key,
            value,
            content_type,
            tags,
            label,
            line,
        })
    }

    /// Adds an entry; another with its key and label is an error.
    pub(super) fn add(&mut self, entry: Entry) -> Result<(), FileError> {
        if let Some(earlier) = self.earlier(&entry) {
            let problem = Problem::Twice {
                name: entry.key.to_string(),
                earlier: earlier.line,
            };
            return Err(FileError::at_line(entry.line, problem));
        }
        self.places.insert(name(&entry), self.reading.entries.len());
        self.reading.entries.push(entry);
        Ok(())
    }

    /// Adds an entry; another with its key and label gives way and leaves a note.
    pub(super) fn replace(&mut self, entry: Entry) -> Result<(), FileError> {
        let Some(earlier) = self.earlier(&entry) else {
            return self.add(entry);
        };
        let kind = NoteKind::Replaced {
            earlier: earlier.line,
        };
        let note = Note {
            key: entry.key.clone(),
            line: entry.line,
            kind,
        };
        *earlier = entry;
        self.note(note);
        Ok(())
    }

    fn earlier(&mut self, entry: &Entry) -> Option<&mut Entry> {
        let place = self.places.get(&name(entry))?;
        self.reading.entries.get_mut(*place)
    }

    pub(super) fn note(&mut self, note: Note) {
        self.reading.notes.push(note);
    }

    pub(super) fn finish(self) -> Reading {
        self.reading
    }
}
