//! Why a file cannot be read or written: where, what, and what to do about it. Never a value.

use std::fmt;

use model::{NameError, SecretKey};
use thiserror::Error;

/// A place in a file, counted from 1. Columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, where it helps.
    pub column: Option<usize>,
}

/// A file that cannot be read, or entries that cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct FileError {
    /// Where in the file, if it is one place.
    pub position: Option<Position>,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Problem {
    /// The name and text tell no format.
    #[error("`{name}` is of no known format")]
    UnknownFormat {
        /// The file's name.
        name: String,
    },
    /// Bytes that are no UTF-8.
    #[error("the text is not UTF-8")]
    NotUtf8,
    /// A byte-order mark of UTF-16.
    #[error("the text is UTF-16")]
    Utf16,
    /// A line of a `.env` file that is neither empty, a comment nor `KEY=VALUE`.
    #[error("the line is not `KEY=VALUE`")]
    NotAnAssignment,
    /// A quote that is never closed.
    #[error("the quote {quote} is not closed")]
    OpenQuote {
        /// The quote.
        quote: char,
    },
    /// Something between a closing quote and the end of the line.
    #[error("there is text after the closing quote")]
    AfterQuote,
    /// Broken JSON; the text is the parser's, which never repeats the file's.
    #[error("the JSON is broken: {0}")]
    Syntax(String),
    /// JSON whose outermost value is not an object.
    #[error("the JSON is not an object")]
    NotAnObject,
    /// A key that breaks its rule.
    #[error(transparent)]
    Key(#[from] NameError),
    /// A value over the limit of a secret.
    #[error("the value of `{key}` has {bytes} bytes; the limit is {limit}", limit = model::secret::MAX_VALUE_BYTES)]
    ValueTooLong {
        /// The key.
        key: SecretKey,
        /// How long the value is.
        bytes: usize,
    },
    /// One name on two lines.
    #[error("`{name}` stands here and on line {earlier}")]
    Twice {
        /// The key or member.
        name: String,
        /// The line of the first.
        earlier: usize,
    },
    /// A KVSet without the member `items`.
    #[error("`items` is missing")]
    NoItems,
    /// A KVSet item without a key.
    #[error("items[{item}].key is missing")]
    NoKey {
        /// The item's index, from 0.
        item: usize,
    },
    /// A KVSet member of another type.
    #[error("{field} is not {expected}")]
    WrongType {
        /// The member, with the item's index, such as `items[2].tags.team`.
        field: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A KVSet member that nobody knows.
    #[error("{field} is not known")]
    UnknownMember {
        /// The member, with the item's index.
        field: String,
    },
    /// Entries to write with one key (and label) twice.
    #[error("`{key}` is to be written twice")]
    Repeated {
        /// The key.
        key: SecretKey,
    },
    /// Entries to write where one key would be a value and a parent.
    #[error("`{value}` and `{below}` cannot both be written as nested JSON")]
    Conflict {
        /// The key that is a value.
        value: SecretKey,
        /// The key that lies below it.
        below: SecretKey,
    },
}

impl FileError {
    pub(super) fn at_line(line: usize, problem: impl Into<Problem>) -> Self {
        let position = Position { line, column: None };
        Self {
            position: Some(position),
            problem: problem.into(),
        }
    }

    pub(super) fn at(position: Position, problem: impl Into<Problem>) -> Self {
        Self {
            position: Some(position),
            problem: problem.into(),
        }
    }

    pub(super) fn anywhere(problem: Problem) -> Self {
        Self {
            position: None,
            problem,
        }
    }

    /// The line, counted from 1, if the problem lies on one.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.position.map(|position| position.line)
    }
}

impl Problem {
    /// What to do about it. A key's own rule already says it.
    #[must_use]
    pub fn fix(&self) -> Option<&'static str> {
        Some(match self {
            Self::Key(_) => return None,
            Self::UnknownFormat { .. } => "name the format: `env`, `json` or `kvset`",
            Self::NotUtf8 | Self::Utf16 => "save the file as UTF-8",
            Self::NotAnAssignment => {
                "write `KEY=VALUE` or a comment that starts with `#`; quote a key with white space, and a value of several lines"
            }
            Self::OpenQuote { .. } => "close it, or wrap the value in the other kind of quote",
            Self::AfterQuote => {
                "put the whole value into one pair of quotes; only a comment may follow"
            }
            Self::Syntax(_) => "mend it; comments and trailing commas are fine",
            Self::NotAnObject => "wrap the settings in `{` and `}`",
            Self::ValueTooLong { .. } => "keep it elsewhere and store where it is",
            Self::Twice { .. } => "remove or rename one of them",
            Self::NoItems => {
                "write `{\"items\": [{\"key\": …, \"value\": …}]}`, or read the file as `json`"
            }
            Self::NoKey { .. } => "give the item a key",
            Self::WrongType { .. } => "change it; a number or a boolean goes in quotes",
            Self::UnknownMember { .. } => {
                "remove it; an item has `key`, `value`, `label`, `content_type` and `tags`"
            }
            Self::Repeated { .. } => "export one folder and one label at a time",
            Self::Conflict { .. } => "export with another separator, or as `env` or `kvset`",
        })
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some(Position {
                line,
                column: Some(column),
            }) => {
                write!(f, "line {line}, column {column}: ")?;
            }
            Some(Position { line, column: None }) => write!(f, "line {line}: ")?,
            None => {}
        }
        write!(f, "{}", self.problem)?;
        match self.problem.fix() {
            Some(fix) => write!(f, ": {fix}"),
            None => Ok(()),
        }
    }
}
