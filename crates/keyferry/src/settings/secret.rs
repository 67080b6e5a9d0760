//! Secret settings, each with a `…_FILE` twin for secrets that are mounted as files.

use std::fs;
use std::path::PathBuf;

use secrecy::SecretString;

use super::SettingError;
use crate::environment::Environment;

/// Reads a secret from its variable or from the file that its twin names.
pub(super) fn read(
    env: &Environment,
    variable: &'static str,
) -> Result<Option<SecretString>, SettingError> {
    let twin = format!("{variable}_FILE");
    match (env.get(variable), env.get(&twin)) {
        (Some(_), Some(_)) => Err(SettingError::Twice { variable }),
        (Some(value), None) => Ok(Some(value.into())),
        (None, Some(path)) => {
            let path = PathBuf::from(path);
            match fs::read_to_string(&path) {
                Ok(text) => Ok(Some(text.trim().into())),
                Err(error) => Err(SettingError::File {
                    variable: twin,
                    path,
                    error,
                }),
            }
        }
        (None, None) => Ok(None),
    }
}
