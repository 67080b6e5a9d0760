//! What a key at the destination may be called.

use std::fmt;

/// Azure App Configuration keeps feature flags under this prefix.
const FEATURE_FLAG_PREFIX: &str = ".appconfig.featureflag/";

/// The name of a key at the destination, exactly as it is there. Keys are case-sensitive and
/// ordered by their bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DestinationKey(String);

/// Why a destination cannot have a key of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameProblem {
    /// The name is empty.
    Empty,
    /// The name is `.` or `..`.
    Dots,
    /// The name contains `%`.
    Percent,
    /// The name contains a control character.
    ControlCharacter,
}

impl DestinationKey {
    /// Takes a name as it is; [`DestinationKey::problem`] says whether it can exist.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Why Azure App Configuration refuses the name, if it does. Microsoft documents `%`, `.` and
    /// `..`; its emulator refuses control characters too.
    #[must_use]
    pub fn problem(&self) -> Option<NameProblem> {
        match self.as_str() {
            "" => Some(NameProblem::Empty),
            "." | ".." => Some(NameProblem::Dots),
            name if name.contains('%') => Some(NameProblem::Percent),
            name if name.chars().any(char::is_control) => Some(NameProblem::ControlCharacter),
            _ => None,
        }
    }

    /// Whether the name begins with one of these prefixes; without any, every name does.
    #[must_use]
    pub fn is_within(&self, prefixes: &[String]) -> bool {
        let begins_with = |prefix: &String| self.0.starts_with(prefix.as_str());
        prefixes.is_empty() || prefixes.iter().any(begins_with)
    }

    /// Whether the name is one that feature flags live under.
    #[must_use]
    pub fn is_feature_flag(&self) -> bool {
        self.0.starts_with(FEATURE_FLAG_PREFIX)
    }
}

impl fmt::Display for DestinationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
