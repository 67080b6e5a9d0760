//! Names one state of a key-value or of a page.

use std::fmt;

use reqwest::header::HeaderValue;

/// An entity tag without its quotes. Opaque; equal tags mean an unchanged state.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ETag(String);

/// Why text cannot be an entity tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an entity tag is 1 to 256 visible ASCII characters without quotes")]
pub struct ETagError;

impl ETag {
    /// Reads a tag as it stands in JSON, without quotes.
    pub fn parse(text: &str) -> Result<Self, ETagError> {
        let sound = (1..=256).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_graphic() && b != b'"')
            && text != "*";
        sound.then(|| Self(text.to_owned())).ok_or(ETagError)
    }

    /// Reads a tag as it stands in a header, within quotes.
    pub(super) fn from_header(value: &HeaderValue) -> Option<Self> {
        let text = value.to_str().ok()?;
        let text = text.strip_prefix("W/").unwrap_or(text);
        Self::parse(text.strip_prefix('"')?.strip_suffix('"')?).ok()
    }

    /// A tag that no state has, for trying out rights.
    pub(super) fn never(random: &str) -> Self {
        let random: String = random.chars().filter(char::is_ascii_alphanumeric).collect();
        Self(format!("rights-check-{random}"))
    }

    /// The tag without quotes, as to be stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn quoted(&self) -> String {
        format!("\"{}\"", self.0)
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
