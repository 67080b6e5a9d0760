//! Which formats there are, and which one a file is.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use model::NameError;

use super::error::{FileError, Problem};
use super::{kvset, text};

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// `KEY=VALUE` lines.
    Dotenv,
    /// A JSON object of any depth, with comments and trailing commas, such as .NET's
    /// `appsettings.json`.
    Json,
    /// App Configuration's own list of key-values (`az appconfig kv export --profile
    /// appconfig/kvset`).
    KvSet,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Self] = &[Self::Dotenv, Self::Json, Self::KvSet];

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dotenv => "env",
            Self::Json => "json",
            Self::KvSet => "kvset",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = NameError;

    fn from_str(word: &str) -> Result<Self, NameError> {
        let known = Self::ALL.iter().find(|format| format.as_str() == word);
        known.copied().ok_or_else(|| NameError {
            what: "format",
            problem: format!("`{word}` is not known"),
            rule: "use one of `env`, `json`, `kvset`",
        })
    }
}

/// Tells a file's format from its name and, where a name says only JSON or nothing, its text.
///
/// # Errors
/// When neither tells.
pub fn detect(name: &str, text: &[u8]) -> Result<Format, FileError> {
    let file = Path::new(name)
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or(name);
    let file = file.to_lowercase();
    let text = text::decode(text).unwrap_or_default();
    match file.rsplit_once('.') {
        Some((_, "env")) => Ok(Format::Dotenv),
        Some(_) if file.starts_with(".env.") => Ok(Format::Dotenv),
        Some((stem, "json" | "jsonc"))
            if stem.rsplit_once('.').is_some_and(|(_, end)| end == "kvset") =>
        {
            Ok(Format::KvSet)
        }
        _ if kvset::looks_like(text) => Ok(Format::KvSet),
        Some((_, "json" | "jsonc")) => Ok(Format::Json),
        _ if text.trim_start().starts_with('{') => Ok(Format::Json),
        // Pasted text has no name.
        _ if name.is_empty() => Ok(Format::Dotenv),
        _ => Err(FileError::anywhere(Problem::UnknownFormat {
            name: name.to_owned(),
        })),
    }
}
