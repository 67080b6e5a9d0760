//! The OpenAPI document as the page shows it: chapters of operations, each with its fields.

use std::collections::BTreeMap;

use serde_json::Value;
use utoipa::openapi::OpenApi;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The operations that share a tag.
pub(in crate::web) struct Chapter {
    pub(in crate::web) name: String,
    pub(in crate::web) anchor: String,
    pub(in crate::web) operations: Vec<Entry>,
}

/// One operation.
pub(in crate::web) struct Entry {
    pub(in crate::web) id: String,
    pub(in crate::web) method: String,
    pub(in crate::web) path: String,
    pub(in crate::web) summary: String,
    pub(in crate::web) about: Vec<Piece>,
    pub(in crate::web) open: bool,
    pub(in crate::web) groups: Vec<Group>,
    pub(in crate::web) request: Option<String>,
    pub(in crate::web) answer: Option<String>,
}

/// Fields that are sent in the same place.
pub(in crate::web) struct Group {
    pub(in crate::web) place: &'static str,
    pub(in crate::web) fields: Vec<Field>,
}

/// One field of a request.
pub(in crate::web) struct Field {
    pub(in crate::web) name: String,
    pub(in crate::web) kind: String,
    pub(in crate::web) required: bool,
    pub(in crate::web) meaning: Vec<Piece>,
}

/// A part of a text.
pub(in crate::web) struct Piece {
    pub(in crate::web) is_code: bool,
    pub(in crate::web) text: String,
}

/// The chapters by name, the operations of each by path.
pub(super) fn chapters(document: &OpenApi) -> Vec<Chapter> {
    let document = serde_json::to_value(document).unwrap_or_default();
    let mut chapters: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    let paths = document["paths"].as_object();
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            let operation = &item[method];
            if operation.is_object() {
                let tag = text(&operation["tags"][0]);
                chapters
                    .entry(tag)
                    .or_default()
                    .push(entry(path, method, operation));
            }
        }
    }
    chapters
        .into_iter()
        .map(|(name, operations)| Chapter {
            anchor: name.to_lowercase().replace(' ', "-"),
            name,
            operations,
        })
        .collect()
}

fn entry(path: &str, method: &str, operation: &Value) -> Entry {
    let json = &operation["requestBody"]["content"]["application/json"];
    let groups = [
        ("Path", parameters(operation, "path")),
        ("Query", parameters(operation, "query")),
        ("Body", properties(&json["schema"])),
    ];
    let done = &operation["responses"]["200"]["content"];
    let as_text = done["text/plain"]["example"].as_str().map(str::to_owned);
    Entry {
        id: text(&operation["operationId"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(&operation["summary"]),
        about: pieces(&operation["description"]),
        open: operation["security"].is_null(),
        groups: groups
            .into_iter()
            .filter(|(_, fields)| !fields.is_empty())
            .map(|(place, fields)| Group { place, fields })
            .collect(),
        request: example(&json["example"]),
        answer: as_text.or_else(|| example(&done["application/json"]["example"])),
    }
}

fn parameters(operation: &Value, place: &str) -> Vec<Field> {
    let all = operation["parameters"].as_array();
    all.into_iter()
        .flatten()
        .filter(|parameter| parameter["in"] == place)
        .map(|parameter| Field {
            name: text(&parameter["name"]),
            kind: kind(&parameter["schema"]),
            required: parameter["required"] == true,
            meaning: pieces(&parameter["description"]),
        })
        .collect()
}

fn properties(schema: &Value) -> Vec<Field> {
    let required = schema["required"].as_array();
    let is_required = |name: &str| required.is_some_and(|all| all.iter().any(|one| one == name));
    let all = schema["properties"].as_object();
    all.into_iter()
        .flatten()
        .map(|(name, schema)| Field {
            name: name.clone(),
            kind: kind(schema),
            required: is_required(name),
            meaning: pieces(&schema["description"]),
        })
        .collect()
}

/// What a field holds, in few words.
fn kind(schema: &Value) -> String {
    if let Some(words) = schema["enum"].as_array() {
        let words: Vec<_> = words.iter().map(word).collect();
        return words.join(" | ");
    }
    match schema["type"].as_str() {
        Some("array") => format!("list of {}", kind(&schema["items"])),
        Some(plain) => match schema["format"].as_str() {
            Some(format) => format.to_owned(),
            None => plain.to_owned(),
        },
        None => "any".to_owned(),
    }
}

fn example(value: &Value) -> Option<String> {
    if value.is_null() {
        return None;
    }
    serde_json::to_string_pretty(value).ok()
}

/// A word of an enumeration: text without its quotes, anything else as JSON.
fn word(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// A text in which what stands between backticks is code.
fn pieces(value: &Value) -> Vec<Piece> {
    let texts = value.as_str().unwrap_or_default().split('`').enumerate();
    let pieces = texts.map(|(place, text)| Piece {
        is_code: place % 2 == 1,
        text: text.to_owned(),
    });
    pieces.filter(|piece| !piece.text.is_empty()).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_of_the_document_has_an_entry_with_a_summary_and_an_example() {
        let chapters = chapters(&crate::api::document());
        let entries: Vec<_> = chapters.iter().flat_map(|one| &one.operations).collect();
        assert!(entries.len() > 5);
        for entry in entries {
            let name = format!("{} {}", entry.method, entry.path);
            assert!(!entry.summary.is_empty(), "{name} has no summary");
            assert!(entry.answer.is_some(), "{name} shows no answer");
            assert!(!entry.id.is_empty(), "{name} has no id");
            for field in entry.groups.iter().flat_map(|group| &group.fields) {
                assert!(!field.kind.is_empty(), "{name}: {}", field.name);
            }
        }
    }
}
