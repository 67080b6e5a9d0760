//! From nested JSON to entries.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;

use super::syntax::Document;
use crate::files::collect::Collector;
use crate::files::entry::{Empty, Note, NoteKind, Reading};
use crate::files::error::FileError;
use crate::files::options::ReadOptions;

/// Flattens an object.
pub(in crate::files) fn read(text: &str, options: &ReadOptions) -> Result<Reading, FileError> {
    let document = Document::parse(text)?;
    let separator = options.separator.as_str();
    let mut walk = Walk {
        document: &document,
        separator,
        collector: Collector::new(options),
    };
    walk.object(None, &document.root)?;
    Ok(walk.collector.finish())
}

struct Walk<'a> {
    document: &'a Document<'a>,
    separator: &'a str,
    collector: Collector<'a>,
}

impl Walk<'_> {
    fn object(&mut self, path: Option<&str>, object: &Object<'_>) -> Result<(), FileError> {
        self.document.refuse_repeated(object)?;
        for property in &object.properties {
            let line = self.document.line(property);
            self.value(
                &self.below(path, property.name.as_str()),
                &property.value,
                line,
            )?;
        }
        Ok(())
    }

    fn value(&mut self, path: &str, value: &Value<'_>, line: usize) -> Result<(), FileError> {
        match value {
            Value::StringLit(text) => self.text(path, text.value.as_ref().to_owned(), line),
            Value::NumberLit(number) => self.text(path, number.value.to_owned(), line),
            Value::BooleanLit(boolean) => self.text(path, boolean.value.to_string(), line),
            Value::NullKeyword(_) => self.nothing(path, Empty::Null, line),
            Value::Array(array) if array.elements.is_empty() => {
                self.nothing(path, Empty::Array, line)
            }
            Value::Object(object) if object.properties.is_empty() => {
                self.nothing(path, Empty::Object, line)
            }
            Value::Object(object) => self.object(Some(path), object),
            Value::Array(array) => {
                for (index, element) in array.elements.iter().enumerate() {
                    let line = self.document.line(&element.range());
                    self.value(&self.below(Some(path), &index.to_string()), element, line)?;
                }
                Ok(())
            }
        }
    }

    fn below(&self, path: Option<&str>, name: &str) -> String {
        match path {
            Some(path) => format!("{path}{}{name}", self.separator),
            None => name.to_owned(),
        }
    }

    fn text(&mut self, path: &str, text: String, line: usize) -> Result<(), FileError> {
        let entry = self.collector.entry(path, text, line)?;
        self.collector.add(entry)
    }

    fn nothing(&mut self, path: &str, empty: Empty, line: usize) -> Result<(), FileError> {
        let entry = self.collector.entry(path, String::new(), line)?;
        let key = entry.key.clone();
        self.collector.add(entry)?;
        self.collector.note(Note {
            key,
            line,
            kind: NoteKind::Emptied(empty),
        });
        Ok(())
    }
}
