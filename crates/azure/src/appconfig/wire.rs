//! Key-values as they travel, and as they are handed out.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use zeroize::Zeroizing;

use super::client::NewValue;
use super::etag::ETag;
use super::filter::PageLink;
use super::key::{KeyName, Label};

/// A key-value as a store holds it.
#[derive(Debug, Clone)]
pub struct KeyValue {
    /// Key.
    pub key: KeyName,
    /// Label, or its absence.
    pub label: Label,
    /// Value; a key-value without one reads as empty.
    pub value: SecretString,
    /// Media type of the value. None and empty are one, as stores hold both for the same thing.
    pub content_type: Option<String>,
    /// Tags; one without a value reads as empty.
    pub tags: BTreeMap<String, String>,
    /// Names this state.
    pub etag: ETag,
    /// True when the store refuses changes.
    pub locked: bool,
    /// When it was last changed, to the second.
    pub last_modified: Option<OffsetDateTime>,
}

/// Why an answer with a good status could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Garbled {
    /// It ends too early; a repeat may bring the rest.
    CutShort,
    /// It is something else.
    Foreign(&'static str),
}

pub(super) struct Page {
    pub(super) items: Vec<KeyValue>,
    pub(super) etag: Option<ETag>,
    pub(super) next: Option<PageLink>,
}

#[derive(Deserialize)]
struct WireKeyValue {
    etag: String,
    key: String,
    label: Option<String>,
    content_type: Option<String>,
    value: Option<String>,
    tags: Option<BTreeMap<String, Option<String>>>,
    #[serde(default)]
    locked: bool,
    last_modified: Option<String>,
}

#[derive(Deserialize)]
struct WirePage {
    items: Vec<WireKeyValue>,
    etag: Option<String>,
    #[serde(rename = "@nextLink")]
    next_link: Option<String>,
}

#[derive(Serialize)]
struct WireNewValue<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<&'a str>,
    tags: &'a BTreeMap<String, String>,
}

pub(super) fn read_key_value(body: &[u8]) -> Result<KeyValue, Garbled> {
    serde_json::from_slice::<WireKeyValue>(body)
        .map_err(|e| garbled(&e))?
        .try_into()
}

pub(super) fn read_page(body: &[u8]) -> Result<Page, Garbled> {
    let page: WirePage = serde_json::from_slice(body).map_err(|e| garbled(&e))?;
    Ok(Page {
        items: page
            .items
            .into_iter()
            .map(KeyValue::try_from)
            .collect::<Result<_, _>>()?,
        etag: page.etag.as_deref().map(read_etag).transpose()?,
        next: page.next_link.as_deref().map(PageLink::from_stored),
    })
}

/// The body of a PUT. The buffer is made large enough at once, so that growing leaves no copies
/// behind.
pub(super) fn write_key_value(new: &NewValue) -> Result<Zeroizing<Vec<u8>>, serde_json::Error> {
    let value = new.value.expose_secret();
    let tags: usize = new
        .tags
        .iter()
        .map(|(name, tag)| name.len() + tag.len())
        .sum();
    let mut body = Zeroizing::new(Vec::with_capacity(6 * (value.len() + tags) + 512));
    let wire = WireNewValue {
        value,
        content_type: new.content_type.as_deref(),
        tags: &new.tags,
    };
    serde_json::to_writer(&mut *body, &wire)?;
    Ok(body)
}

fn garbled(error: &serde_json::Error) -> Garbled {
    if error.is_eof() {
        Garbled::CutShort
    } else {
        Garbled::Foreign("its JSON is not a key-value's")
    }
}

fn read_etag(text: &str) -> Result<ETag, Garbled> {
    ETag::parse(text).map_err(|_| Garbled::Foreign("an entity tag is unusable"))
}

impl TryFrom<WireKeyValue> for KeyValue {
    type Error = Garbled;

    fn try_from(wire: WireKeyValue) -> Result<Self, Garbled> {
        let last_modified = wire
            .last_modified
            .and_then(|t| OffsetDateTime::parse(&t, &Rfc3339).ok());
        let tags = wire.tags.unwrap_or_default().into_iter();
        Ok(Self {
            key: KeyName::parse(&wire.key).map_err(|_| Garbled::Foreign("a key is unusable"))?,
            label: match wire.label.as_deref() {
                None | Some("") => Label::none(),
                Some(text) => {
                    Label::parse(text).map_err(|_| Garbled::Foreign("a label is unusable"))?
                }
            },
            value: wire.value.unwrap_or_default().into(),
            content_type: wire.content_type.filter(|text| !text.is_empty()),
            tags: tags
                .map(|(name, value)| (name, value.unwrap_or_default()))
                .collect(),
            etag: read_etag(&wire.etag)?,
            locked: wire.locked,
            last_modified,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENTED: &str = r#"{"etag":"9pQm2xO4","key":"svc:Logging:Level","label":null,
        "content_type":null,"value":"Debug","tags":{"team":"core","bare":null},"locked":true,
        "last_modified":"2026-11-22T20:41:42+00:00","description":"ignored"}"#;

    #[test]
    fn a_key_value_is_read_with_its_nulls() {
        let item = read_key_value(DOCUMENTED.as_bytes()).unwrap();
        assert_eq!(item.key.as_str(), "svc:Logging:Level");
        assert_eq!(item.label, Label::none());
        assert_eq!(item.value.expose_secret(), "Debug");
        assert_eq!(item.content_type, None);
        assert_eq!(item.tags["team"], "core");
        assert_eq!(item.tags["bare"], "");
        assert_eq!(item.etag.as_str(), "9pQm2xO4");
        assert!(item.locked);
        assert_eq!(item.last_modified.unwrap().unix_timestamp(), 1_795_380_102);
    }

    #[test]
    fn an_empty_content_type_is_none() {
        let item = read_key_value(br#"{"etag":"e","key":"k","content_type":"","value":null}"#);
        assert_eq!(item.unwrap().content_type, None);
    }

    #[test]
    fn debug_does_not_show_the_value() {
        let item = read_key_value(DOCUMENTED.as_bytes()).unwrap();
        assert!(!format!("{item:?}").contains("Debug"));
    }

    #[test]
    fn every_cut_of_an_answer_is_known_as_cut_short() {
        for end in 0..DOCUMENTED.len() {
            let cut = read_key_value(&DOCUMENTED.as_bytes()[..end]).unwrap_err();
            assert_eq!(cut, Garbled::CutShort, "cut at {end}");
        }
    }

    #[test]
    fn something_else_is_not_taken_for_a_key_value() {
        for body in [
            "<html>",
            r#"{"key":"k"}"#,
            r#"{"etag":"e","key":"a%b","value":""}"#,
        ] {
            let fault = read_key_value(body.as_bytes()).unwrap_err();
            assert!(matches!(fault, Garbled::Foreign(_)), "{body}");
        }
    }

    #[test]
    fn the_body_of_a_put_holds_only_what_the_store_uses() {
        let new = NewValue {
            value: "1".into(),
            content_type: None,
            tags: BTreeMap::from([("team".to_owned(), "core".to_owned())]),
        };
        let body = write_key_value(&new).unwrap();
        assert_eq!(body.as_slice(), br#"{"value":"1","tags":{"team":"core"}}"#);
    }
}
