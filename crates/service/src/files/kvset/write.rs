//! From entries to a KVSet.

use std::collections::HashSet;

use serde_json::json;

use crate::files::entry::Exported;
use crate::files::error::{FileError, Problem};

/// Writes one item for each entry, in their order, with every member.
pub(in crate::files) fn write(entries: &[Exported<'_>]) -> Result<String, FileError> {
    let mut seen = HashSet::new();
    if let Some(twice) = entries
        .iter()
        .find(|entry| !seen.insert((entry.key, entry.label)))
    {
        return Err(FileError::anywhere(Problem::Repeated {
            key: twice.key.clone(),
        }));
    }
    let items: Vec<String> = entries.iter().map(item).collect();
    Ok(format!("{{\n  \"items\": [{}\n  ]\n}}\n", items.join(",")))
}

/// One item, its members in the order of Microsoft's own files.
fn item(entry: &Exported<'_>) -> String {
    let Exported {
        key,
        value,
        label,
        content_type,
        tags,
    } = entry;
    format!(
        "\n    {{\n      \"key\": {},\n      \"value\": {},\n      \"label\": {},\n      \"content_type\": {},\n      \"tags\": {}\n    }}",
        json!(key.as_str()),
        json!(value.reveal()),
        json!(label),
        json!(content_type),
        json!(tags),
    )
}
