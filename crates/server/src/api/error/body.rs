//! The body that a failure is answered with.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Cause;
use serde::Serialize;
use utoipa::ToSchema;

use super::{ApiError, Issue};
use crate::http::request_id;
use crate::messages;

/// What a request that failed is answered with.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErrorBody {
    /// The request's id, which the log line has too.
    req_id: String,
    status_code: u16,
    /// Infisical's name for the kind of failure.
    error: &'static str,
    message: Message,
    /// Which rules would be needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Vec<MissingRule>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    keyferry: Option<Known>,
}

impl ErrorBody {
    pub(super) fn new(status: StatusCode, error: &'static str, message: Message) -> Self {
        Self {
            req_id: request_id::current(),
            status_code: status.as_u16(),
            error,
            message,
            details: None,
            keyferry: None,
        }
    }
}

/// A sentence; of fields that cannot be used, what is wrong with each.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Message {
    Sentence(String),
    Issues(Vec<Issue>),
}

/// A permission that the caller does not have.
#[derive(Serialize, ToSchema)]
struct MissingRule {
    action: &'static str,
    subject: &'static str,
    inverted: bool,
}

/// What Keyferry knows of a failure.
#[derive(Serialize, ToSchema)]
struct Known {
    /// Its stable name.
    #[schema(value_type = String)]
    cause: Cause,
    /// The command that mends it.
    command: Option<String>,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = self.status();
        let error = self.name_on_the_wire();
        let (mut details, mut keyferry) = (None, None);
        let message = match &self {
            Self::Field(issue) => Message::Issues(vec![issue.clone()]),
            Self::Denied(action) | Self::DeniedThere { action, .. } => {
                details = Some(vec![MissingRule {
                    action: action.verb(),
                    subject: action.subject(),
                    inverted: false,
                }]);
                Message::Sentence(self.to_string())
            }
            Self::Diagnosed(diagnosis) => {
                let message = messages::describe(diagnosis);
                keyferry = Some(Known {
                    cause: diagnosis.cause,
                    command: message.command,
                });
                Message::Sentence(format!("{} {}", message.sentence, message.next_step))
            }
            Self::Internal(cause) => {
                tracing::error!(cause, "internal error");
                Message::Sentence(
                    "Something went wrong. The log has it under the request id.".to_owned(),
                )
            }
            _ => Message::Sentence(self.to_string()),
        };
        let body = ErrorBody {
            details,
            keyferry,
            ..ErrorBody::new(status, error, message)
        };
        let mut response = (status, Json(body)).into_response();
        let wait = match &self {
            Self::Busy => Some(1),
            Self::TooMany(wait) => Some(wait.as_secs().max(1)),
            _ => None,
        };
        if let Some(seconds) = wait {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
