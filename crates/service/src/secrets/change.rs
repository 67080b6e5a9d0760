//! What a write changes, and what it expects to find.

use model::secret::SecretKind;
use model::{SecretKey, SecretValue};

/// A change of one secret. What is absent stays as it is; for a new secret it is empty.
#[derive(Debug, Clone)]
pub struct SecretChange {
    /// Which secret.
    pub key: SecretKey,
    /// A new key for it.
    pub new_key: Option<SecretKey>,
    /// A new value.
    pub value: Option<SecretValue>,
    /// Whether a new value is taken as it is: `${…}` in it is text, not a reference.
    pub literal: bool,
    /// A new kind.
    pub kind: Option<SecretKind>,
    /// A new remark.
    pub comment: Option<String>,
    /// A new content type; `Some(None)` removes it.
    pub content_type: Option<Option<String>>,
    /// New metadata.
    pub metadata: Option<Vec<(String, String)>>,
}

impl SecretChange {
    /// A change of the value alone.
    #[must_use]
    pub fn value(key: SecretKey, value: SecretValue) -> Self {
        Self {
            key,
            new_key: None,
            value: Some(value),
            literal: false,
            kind: None,
            comment: None,
            content_type: None,
            metadata: None,
        }
    }
}

/// What a write expects to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// The secret must be new.
    New,
    /// The secret must exist.
    Existing,
    /// Either.
    Any,
}
