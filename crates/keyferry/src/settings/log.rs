//! `KEYFERRY_LOG` and `KEYFERRY_LOG_FORMAT`: how much is logged, and in which form.

use super::SettingError;
use crate::environment::Environment;

/// How the log is written.
pub(crate) struct LogSettings {
    /// What is logged, as `tracing` filters write it, such as `info` or `warn,service=debug`.
    pub(crate) filter: String,
    /// The form of a line.
    pub(crate) format: LogFormat,
    /// Whether a terminal may show colours: not with `NO_COLOR`.
    pub(crate) colour: bool,
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl LogSettings {
    /// Reads how the log is written; `default` is what is logged when nobody says.
    pub(crate) fn read(env: &Environment, default: &str) -> Result<Self, SettingError> {
        let format = match env.get("KEYFERRY_LOG_FORMAT") {
            None | Some("text") => LogFormat::Text,
            Some("json") => LogFormat::Json,
            Some(other) => {
                return Err(SettingError::unusable(
                    "KEYFERRY_LOG_FORMAT",
                    format!("`{other}` is not known: use text or json"),
                ));
            }
        };
        Ok(Self {
            filter: env.get("KEYFERRY_LOG").unwrap_or(default).to_owned(),
            format,
            colour: env.get("NO_COLOR").is_none(),
        })
    }
}
