//! What a caller may choose about reading and writing.

use std::fmt;
use std::str::FromStr;

use model::NameError;

/// What joins the levels of a hierarchy into one key: `:` unless told otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Separator(String);

impl Separator {
    /// Parses a separator.
    ///
    /// # Errors
    /// When it has not 1 to 4 characters, or holds a letter, digit, white space, control character
    /// or `%`.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let forbidden =
            |c: char| c.is_alphanumeric() || c.is_whitespace() || c.is_control() || c == '%';
        let problem = match text.chars().count() {
            0 => "is empty",
            1..=4 if text.contains(forbidden) => "contains a character that it may not",
            1..=4 => return Ok(Self(text.to_owned())),
            _ => "is longer than 4 characters",
        };
        Err(NameError {
            what: "separator",
            problem: problem.to_owned(),
            rule: "use 1 to 4 characters such as `:`, `.`, `/` or `__`, without letters, digits, white space and `%`",
        })
    }

    /// The separator's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Separator {
    fn default() -> Self {
        Self(":".to_owned())
    }
}

impl fmt::Display for Separator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Separator {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::parse(text)
    }
}

/// How to read a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Joins nested JSON members; the other formats have no hierarchy.
    pub separator: Separator,
    /// Put before every key, as it is.
    pub prefix: Option<String>,
}

/// How to write a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// Splits keys into nested JSON members; the other formats have no hierarchy.
    pub separator: Separator,
}
