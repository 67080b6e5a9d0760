//! A key-value: what is stored, what a client may set, and its JSON.

use std::{cmp::Ordering, collections::BTreeMap};

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, format_description::BorrowedFormatItem, macros::format_description};

use super::{api_version::ApiVersion, select::Fields};

/// Tags; a value may be null.
pub(super) type Tags = BTreeMap<String, Option<String>>;

/// Whole seconds and an explicit offset, as the service writes it.
const LAST_MODIFIED: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]+00:00");

/// The members `$select` knows.
pub(super) const FIELDS: [&str; 9] = [
    "etag",
    "key",
    "label",
    "content_type",
    "value",
    "tags",
    "locked",
    "last_modified",
    "description",
];

/// What identifies an item: ordered as the service lists, key by UTF-16 code unit, then label
/// with "no label" first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) key: String,
    pub(crate) label: Option<String>,
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        ordinal(&self.key, &other.key).then_with(|| match (&self.label, &other.label) {
            (Some(mine), Some(theirs)) => ordinal(mine, theirs),
            (mine, theirs) => mine.is_some().cmp(&theirs.is_some()),
        })
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares by UTF-16 code unit.
pub(super) fn ordinal(left: &str, right: &str) -> Ordering {
    left.encode_utf16().cmp(right.encode_utf16())
}

/// The part of an item that a PUT replaces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Payload {
    pub(crate) value: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) tags: Tags,
    pub(crate) description: Option<String>,
}

/// A stored item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyValue {
    pub(crate) name: Name,
    pub(crate) payload: Payload,
    pub(crate) etag: String,
    pub(crate) locked: bool,
    pub(crate) last_modified: OffsetDateTime,
}

impl KeyValue {
    /// The JSON of this item in a protocol version, narrowed to the fields asked for.
    pub(super) fn view(&self, version: ApiVersion, fields: &Fields) -> View<'_> {
        let Payload {
            value,
            content_type,
            tags,
            description,
        } = &self.payload;
        View {
            etag: fields.has("etag").then_some(&self.etag),
            key: fields.has("key").then_some(&self.name.key),
            label: fields
                .has("label")
                .then_some(Nullable(self.name.label.as_deref())),
            content_type: fields
                .has("content_type")
                .then_some(Nullable(content_type.as_deref())),
            value: fields.has("value").then_some(Nullable(value.as_deref())),
            tags: fields.has("tags").then_some(tags),
            locked: fields.has("locked").then_some(self.locked),
            last_modified: fields
                .has("last_modified")
                .then(|| self.last_modified.format(LAST_MODIFIED).unwrap_or_default()),
            description: description
                .as_deref()
                .filter(|_| version.has_description() && fields.has("description")),
        }
    }

    /// What a store can be given to have this item again.
    pub(crate) fn seed(&self) -> ItemSeed {
        ItemSeed {
            key: self.name.key.clone(),
            label: self.name.label.clone(),
            value: self.payload.value.clone(),
            content_type: self.payload.content_type.clone(),
            tags: self.payload.tags.clone(),
            locked: self.locked,
            etag: Some(self.etag.clone()),
        }
    }
}

/// A member that is there even when it is null.
#[derive(Serialize)]
#[serde(transparent)]
struct Nullable<'a>(Option<&'a str>);

/// An item as JSON, members in the service's order.
#[derive(Serialize)]
pub(super) struct View<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<&'a String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<Nullable<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<Nullable<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Nullable<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<&'a Tags>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locked: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_modified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
}

/// An item as a test or a person gives it to a store, or reads it back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ItemSeed {
    /// The key.
    pub key: String,
    /// The label; `None` is no label.
    pub label: Option<String>,
    /// The value.
    pub value: Option<String>,
    /// The content type.
    pub content_type: Option<String>,
    /// The tags.
    pub tags: BTreeMap<String, Option<String>>,
    /// Whether the item is read-only.
    pub locked: bool,
    /// The etag, when read; a store makes its own when written.
    pub etag: Option<String>,
}
