//! The two halves of a key-value's name.

use std::fmt;

/// A key that can be addressed in a store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

/// Why text cannot be a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyNameError {
    /// Keys have at least one character.
    #[error("the key is empty")]
    Empty,
    /// Microsoft documents `%` as forbidden.
    #[error("the key contains '%', which App Configuration does not allow")]
    Percent,
    /// Microsoft documents both names as forbidden.
    #[error("a key cannot be named '.' or '..'")]
    Dots,
    /// The service refuses control characters.
    #[error("the key contains a control character")]
    Control,
}

impl KeyName {
    /// Reads a key. Its length is left to the store, which counts key, value and tags together.
    pub fn parse(text: &str) -> Result<Self, KeyNameError> {
        match text {
            "" => Err(KeyNameError::Empty),
            "." | ".." => Err(KeyNameError::Dots),
            _ if text.contains('%') => Err(KeyNameError::Percent),
            _ if text.contains(char::is_control) => Err(KeyNameError::Control),
            _ => Ok(Self(text.to_owned())),
        }
    }

    /// A key that nobody uses, for trying out rights.
    pub(super) fn unused(random: &str) -> Self {
        let random: String = random.chars().filter(char::is_ascii_alphanumeric).collect();
        Self(format!(".rights-check/{random}"))
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A label, or the absence of one, which is a label of its own in App Configuration.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Label(Option<String>);

/// Why text cannot be a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// An empty label is not the same as none and is not understood alike everywhere.
    #[error("the label is empty: leave it out for key-values without a label")]
    Empty,
    /// The service refuses control characters.
    #[error("the label contains a control character")]
    Control,
}

impl Label {
    /// The label of key-values that have none.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    /// Reads a label.
    pub fn parse(text: &str) -> Result<Self, LabelError> {
        match text {
            "" => Err(LabelError::Empty),
            _ if text.contains(char::is_control) => Err(LabelError::Control),
            _ => Ok(Self(Some(text.to_owned()))),
        }
    }

    /// The label as text, none for key-values without one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        self.0.as_deref()
    }
}
