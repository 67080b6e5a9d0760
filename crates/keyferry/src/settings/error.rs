//! Why a setting cannot be used.

use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

use crate::exit::Failure;

/// A setting that cannot be used. It names the variable and never repeats a secret.
#[derive(Debug, Error)]
pub(crate) enum SettingError {
    /// It must be set.
    #[error("{variable} is not set: {fix}")]
    Missing {
        /// The variable.
        variable: &'static str,
        /// What to do.
        fix: &'static str,
    },
    /// Its value is not of the right form.
    #[error("{variable}: {problem}")]
    Unusable {
        /// The variable.
        variable: &'static str,
        /// What is wrong and what to do.
        problem: String,
    },
    /// The value and its file are both given.
    #[error("{variable}_FILE and {variable} are both set: keep one of them")]
    Twice {
        /// The variable.
        variable: &'static str,
    },
    /// A file that a variable names cannot be read.
    #[error("{variable}: the file {} cannot be read: {error}", path.display())]
    File {
        /// The variable that names the file.
        variable: String,
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
}

impl SettingError {
    pub(super) fn unusable(variable: &'static str, problem: impl fmt::Display) -> Self {
        Self::Unusable {
            variable,
            problem: problem.to_string(),
        }
    }
}

impl From<SettingError> for Failure {
    fn from(error: SettingError) -> Self {
        Self::new(error)
    }
}
