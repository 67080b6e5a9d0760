//! Why a request to the server failed, and what to try.

use reqwest::{Response, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;
use url::Url;

use crate::exit::Failure;

/// A request that failed. It never holds the token or a value.
#[derive(Debug, Error)]
pub(crate) enum ClientError {
    /// The HTTP client could not be made.
    #[error("the HTTP client cannot be set up: {0}")]
    Setup(reqwest::Error),
    /// Nobody answers there.
    #[error("{url} does not answer: {cause}")]
    Unreachable {
        /// The server.
        url: Url,
        /// What went wrong.
        cause: String,
    },
    /// Something answers, but not a Keyferry.
    #[error("the answer is not Keyferry's")]
    NotKeyferry,
    /// The server refused.
    #[error("{message}")]
    Refused {
        /// The status.
        status: StatusCode,
        /// Its sentence.
        message: String,
        /// The command that mends it.
        command: Option<String>,
    },
    /// There is no such thing, or not under that name.
    #[error("{0}")]
    Unknown(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ErrorBody {
    req_id: String,
    message: Value,
    #[serde(default)]
    keyferry: Option<Extra>,
}

#[derive(Deserialize)]
struct Extra {
    command: Option<String>,
}

impl ClientError {
    pub(super) fn unreachable(base: &Url, error: &reqwest::Error) -> Self {
        let mut cause: &dyn std::error::Error = error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        Self::Unreachable {
            url: base.clone(),
            cause: cause.to_string(),
        }
    }

    pub(super) async fn of_response(response: Response) -> Self {
        let status = response.status();
        let Ok(body) = response.json::<ErrorBody>().await else {
            return Self::NotKeyferry;
        };
        let mut message = sentence(&body.message);
        if status.is_server_error() {
            message = format!("{message} (request {})", body.req_id);
        }
        Self::Refused {
            status,
            message,
            command: body.keyferry.and_then(|extra| extra.command),
        }
    }

    /// Whether only this request was refused, and the next may do better.
    pub(crate) fn is_about_this_request(&self) -> bool {
        matches!(self, Self::Refused { status, .. } if *status != StatusCode::UNAUTHORIZED)
    }

    /// Whether the server says that it is not there.
    pub(crate) fn is_not_found(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                status: StatusCode::NOT_FOUND,
                ..
            }
        )
    }
}

/// A refusal's text, or its list of fields with what is wrong with each.
fn sentence(message: &Value) -> String {
    let Value::Array(issues) = message else {
        return message
            .as_str()
            .unwrap_or("the server refused the request")
            .to_owned();
    };
    let lines = issues.iter().map(|issue| {
        let path = issue["path"].as_array().into_iter().flatten();
        let path: Vec<_> = path.filter_map(Value::as_str).collect();
        format!(
            "{}: {}",
            path.join("."),
            issue["message"].as_str().unwrap_or("is not valid")
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        let failure = Self::new(&error);
        match error {
            ClientError::Unreachable { .. } => failure.hint(
                "start it with `keyferry dev` or `keyferry serve`, or name another with --url or \
                 KEYFERRY_URL",
            ),
            ClientError::NotKeyferry => {
                failure.hint("check --url: it is the address of the pages, without `/api`")
            }
            ClientError::Refused {
                command: Some(command),
                ..
            } => failure.hint(command),
            ClientError::Refused { status, .. } if status == StatusCode::UNAUTHORIZED => {
                failure.hint("give an access token by KEYFERRY_TOKEN or --token-file")
            }
            _ => failure,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_of_bad_fields_becomes_a_line_for_each() {
        let message = json!([
            {"path": ["credentials", "tenantId"], "message": "Required"},
            {"path": ["name"], "message": "is empty"},
        ]);
        assert_eq!(
            sentence(&message),
            "credentials.tenantId: Required\nname: is empty"
        );
        assert_eq!(sentence(&json!("no")), "no");
    }

    #[test]
    fn the_command_that_mends_it_is_the_hint() {
        let error = ClientError::Refused {
            status: StatusCode::BAD_REQUEST,
            message: "The principal may not write.".to_owned(),
            command: Some("az role assignment create".to_owned()),
        };
        assert_eq!(
            Failure::from(error).to_string(),
            "error: The principal may not write.\nhint: az role assignment create"
        );
    }
}
