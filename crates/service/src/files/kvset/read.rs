//! From a KVSet to entries.

use std::collections::BTreeMap;

use jsonc_parser::ast::{Array, ObjectProp, Value};
use jsonc_parser::common::Ranged;

use crate::files::collect::Collector;
use crate::files::entry::{Empty, Entry, Note, NoteKind, Reading};
use crate::files::error::{FileError, Problem};
use crate::files::json::Document;
use crate::files::options::ReadOptions;

/// Members of a store's listing that say nothing about the setting itself.
const READ_OVER: &[&str] = &["etag", "locked", "last_modified", "description"];

/// Whether a text is an object of nothing but `items`, which are objects with a `key`.
pub(in crate::files) fn looks_like(text: &str) -> bool {
    let Ok(document) = Document::parse(text) else {
        return false;
    };
    let root = &document.root;
    let has_key = |item: &Value<'_>| {
        item.as_object()
            .is_some_and(|item| item.get_string("key").is_some())
    };
    root.properties.len() == 1
        && root
            .get_array("items")
            .is_some_and(|items| items.elements.iter().all(has_key))
}

/// Reads the items.
pub(in crate::files) fn read(text: &str, options: &ReadOptions) -> Result<Reading, FileError> {
    let document = Document::parse(text)?;
    let mut reader = Reader {
        document: &document,
        collector: Collector::new(options),
    };
    for (index, item) in reader.items()?.elements.iter().enumerate() {
        reader.item(index, item)?;
    }
    Ok(reader.collector.finish())
}

struct Reader<'a> {
    document: &'a Document<'a>,
    collector: Collector<'a>,
}

impl<'a> Reader<'a> {
    fn items(&self) -> Result<&'a Array<'a>, FileError> {
        let root = &self.document.root;
        self.document.refuse_repeated(root)?;
        let Some(items) = root.get("items") else {
            return Err(FileError::at(
                self.document.position(root),
                Problem::NoItems,
            ));
        };
        if let Some(other) = root.properties.iter().find(|p| p.name.as_str() != "items") {
            return Err(self.unknown(other, other.name.as_str().to_owned()));
        }
        match &items.value {
            Value::Array(items) => Ok(items),
            other => Err(self.wrong_type(other, "items".to_owned(), "an array")),
        }
    }

    fn item(&mut self, index: usize, item: &Value<'_>) -> Result<(), FileError> {
        let Value::Object(object) = item else {
            return Err(self.wrong_type(item, format!("items[{index}]"), "an object"));
        };
        self.document.refuse_repeated(object)?;
        let [mut key, mut value, mut label, mut content_type] = [None, None, None, None];
        let mut tags = BTreeMap::new();
        for property in &object.properties {
            let name = property.name.as_str();
            let field = format!("items[{index}].{name}");
            match name {
                "key" => key = Some(self.text(&property.value, field)?),
                "value" => value = self.text_or_null(&property.value, field)?,
                "label" => label = self.text_or_null(&property.value, field)?,
                "content_type" => content_type = self.text_or_null(&property.value, field)?,
                "tags" => tags = self.tags(&property.value, &field)?,
                _ if READ_OVER.contains(&name) => {}
                _ => return Err(self.unknown(property, field)),
            }
        }
        let line = self.document.line(object);
        let Some(key) = key else {
            let problem = Problem::NoKey { item: index };
            return Err(FileError::at(self.document.position(object), problem));
        };
        let is_null = value.is_none();
        let entry = Entry {
            content_type,
            tags,
            // The service has no empty label; whoever writes one means none.
            label: label.filter(|label| !label.is_empty()),
            ..self
                .collector
                .entry(&key, value.unwrap_or_default(), line)?
        };
        let key = entry.key.clone();
        self.collector.add(entry)?;
        if is_null {
            self.collector.note(Note {
                key,
                line,
                kind: NoteKind::Emptied(Empty::Null),
            });
        }
        Ok(())
    }

    fn tags(&self, value: &Value<'_>, field: &str) -> Result<BTreeMap<String, String>, FileError> {
        let object = match value {
            Value::Object(object) => object,
            Value::NullKeyword(_) => return Ok(BTreeMap::new()),
            _ => return Err(self.wrong_type(value, field.to_owned(), "an object of texts")),
        };
        self.document.refuse_repeated(object)?;
        let tag = |tag: &ObjectProp<'_>| {
            let name = tag.name.as_str().to_owned();
            let text = self.text(&tag.value, format!("{field}.{name}"))?;
            Ok((name, text))
        };
        object.properties.iter().map(tag).collect()
    }

    fn text_or_null(&self, value: &Value<'_>, field: String) -> Result<Option<String>, FileError> {
        match value {
            Value::NullKeyword(_) => Ok(None),
            _ => self.text(value, field).map(Some),
        }
    }

    fn text(&self, value: &Value<'_>, field: String) -> Result<String, FileError> {
        match value {
            Value::StringLit(text) => Ok(text.value.as_ref().to_owned()),
            _ => Err(self.wrong_type(value, field, "a text")),
        }
    }

    fn wrong_type(&self, at: &impl Ranged, field: String, expected: &'static str) -> FileError {
        FileError::at(
            self.document.position(at),
            Problem::WrongType { field, expected },
        )
    }

    fn unknown(&self, at: &impl Ranged, field: String) -> FileError {
        FileError::at(self.document.position(at), Problem::UnknownMember { field })
    }
}
