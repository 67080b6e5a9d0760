//! What stands under a key at the destination, and how much of it there may be.

use std::collections::BTreeMap;
use std::fmt;

use model::SecretValue;

use crate::digest::{Digest32, KeyedDigest};
use crate::key::DestinationKey;

/// The most one key-value may take, in bytes: Microsoft documents 10 KB for key, label, content
/// type, value and tags together.
pub const MAX_KEY_VALUE_BYTES: usize = 10 * 1024;

const FEATURE_FLAG: &str = "application/vnd.microsoft.appconfig.ff+json";
const KEY_VAULT_REFERENCE: &str = "application/vnd.microsoft.appconfig.keyvaultref+json";

/// The complete content of a key. A write replaces all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The value.
    pub value: SecretValue,
    /// The content type. None and the empty text mean the same.
    pub content_type: Option<String>,
    /// The tags.
    pub tags: BTreeMap<String, String>,
}

/// A key as a listing of the destination showed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// What stands there.
    pub content: Content,
    /// The version of what stands there.
    pub etag: Etag,
    /// Whether the destination refuses changes to the key.
    pub locked: bool,
}

/// A part in which content can differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The value.
    Value,
    /// The content type.
    ContentType,
    /// The tags.
    Tags,
}

/// The destination's name for one version of a key, as it came, quotes or not.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Etag(String);

impl Etag {
    /// Takes an etag as the destination gave it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text to send back.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Etag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Content {
    /// The content type, empty when there is none.
    #[must_use]
    pub fn content_type(&self) -> &str {
        self.content_type.as_deref().unwrap_or_default()
    }

    /// The keyed digest of everything here; equal content has an equal digest.
    #[must_use]
    pub fn digest(&self, digest: KeyedDigest<'_>) -> Digest32 {
        let mut parts = vec![
            b"content".as_slice(),
            self.value.reveal().as_bytes(),
            self.content_type().as_bytes(),
        ];
        for (name, value) in &self.tags {
            parts.extend([name.as_bytes(), value.as_bytes()]);
        }
        digest(&parts)
    }

    /// How many bytes this takes under a key and label (empty for none), by the measure of
    /// [`MAX_KEY_VALUE_BYTES`].
    #[must_use]
    pub fn bytes_under(&self, key: &DestinationKey, label: &str) -> usize {
        let tags: usize = self.tags.iter().map(|(k, v)| k.len() + v.len()).sum();
        key.as_str().len() + label.len() + self.content_type().len() + self.value.len() + tags
    }

    /// Whether this is a feature flag by its content type.
    #[must_use]
    pub fn is_feature_flag(&self) -> bool {
        is_feature_flag_type(self.content_type())
    }

    /// Whether this is a reference into a Key Vault by its content type.
    #[must_use]
    pub fn is_key_vault_reference(&self) -> bool {
        is_media_type(self.content_type(), KEY_VAULT_REFERENCE)
    }
}

pub(crate) fn is_feature_flag_type(content_type: &str) -> bool {
    is_media_type(content_type, FEATURE_FLAG)
}

/// Media types are compared without their parameters and without regard to case.
fn is_media_type(content_type: &str, media_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case(media_type)
}
