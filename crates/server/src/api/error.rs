//! What a request that failed is answered with: Infisical's status codes and body, and for causes
//! that Keyferry knows the sentence, the next step and the command that mends it.

use std::time::Duration;

use axum::Json;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use model::access::Action;
use model::{Cause, Diagnosis, NameError};
use serde::Serialize;
use serde_json::{Value, json};
use service::Error;
use thiserror::Error;
use utoipa::ToSchema;

use crate::http::request_id;
use crate::messages;

/// The longest sentence, in bytes, that something outside the API refuses a request with.
const LONGEST_SENTENCE: usize = 4096;

/// A request that failed. Nothing here holds a secret.
#[derive(Debug, Error)]
pub(crate) enum ApiError {
    /// A field cannot be used.
    #[error("{0}")]
    Field(Issue),
    /// The body is not what the route takes.
    #[error("{0}")]
    BadRequest(String),
    /// The body is longer than any route takes.
    #[error("the body is longer than 8 MiB: send it in parts")]
    TooLarge,
    /// Nobody is signed in, or the sign-in failed.
    #[error("{0}")]
    Unauthenticated(&'static str),
    /// The access token is not good (any more).
    #[error("{0}")]
    Token(&'static str),
    /// The caller's role does not allow it.
    #[error("You are not allowed to {} on {}", .0.verb(), .0.subject())]
    Denied(Action),
    /// The caller's role does not allow it anywhere.
    #[error("{0}")]
    Forbidden(String),
    /// It is not there.
    #[error("{0}")]
    NotFound(String),
    /// There is no such route.
    #[error("Route {method}:{path} not found")]
    NoRoute {
        /// The method.
        method: Method,
        /// The path.
        path: String,
    },
    /// A service that Keyferry talks to refused or failed.
    #[error("{}", .0.cause)]
    Diagnosed(Box<Diagnosis>),
    /// Too many attempts or requests.
    #[error("Rate limit exceeded. Please try again in {} seconds", .0.as_secs().max(1))]
    TooMany(Duration),
    /// Repeating helps.
    #[error("the database is busy: try again")]
    Busy,
    /// Something inside Keyferry failed. The text is for the log.
    #[error("{0}")]
    Internal(String),
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema, Error)]
#[error("{}: {message}", path.join("."))]
pub(crate) struct Issue {
    /// The kind of fault, such as `invalid_type`.
    pub(crate) code: &'static str,
    /// The type that was expected, where another one came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expected: Option<&'static str>,
    /// The type that came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) received: Option<&'static str>,
    /// Where the field is.
    pub(crate) path: Vec<String>,
    /// What is wrong and what is allowed.
    pub(crate) message: String,
}

impl ApiError {
    /// A field whose value cannot be used.
    pub(crate) fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Field(Issue {
            code: "custom",
            expected: None,
            received: None,
            path: field.split('.').map(str::to_owned).collect(),
            message: message.into(),
        })
    }

    /// A field that holds a name against its rule.
    pub(crate) fn name(field: &str) -> impl Fn(NameError) -> Self {
        move |error| Self::field(field, error.to_string())
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Field(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Diagnosed(found) if found.cause == Cause::OtherAccount => StatusCode::CONFLICT,
            Self::BadRequest(_) | Self::Diagnosed(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Self::Token(_) | Self::Denied(_) | Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound(_) | Self::NoRoute { .. } => StatusCode::NOT_FOUND,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn name_on_the_wire(&self) -> &'static str {
        match self {
            Self::Field(_) => "ValidationFailure",
            Self::Diagnosed(found) if found.cause == Cause::OtherAccount => "Conflict",
            Self::BadRequest(_) | Self::Diagnosed(_) => "BadRequest",
            Self::TooLarge => "PayloadTooLarge",
            Self::Unauthenticated(_) => "UnauthorizedError",
            Self::Token(_) => "TokenError",
            Self::Denied(_) | Self::Forbidden(_) => "PermissionDenied",
            Self::NotFound(_) | Self::NoRoute { .. } => "NotFound",
            Self::TooMany(_) => "RateLimitExceeded",
            Self::Busy => "ServiceUnavailable",
            Self::Internal(_) => "InternalServerError",
        }
    }
}

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

/// A sentence; of fields that cannot be used, what is wrong with each.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum Message {
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

/// Every status a request may fail with, and when.
pub(crate) const REFUSALS: &[(&str, &str)] = &[
    (
        "400",
        "It cannot be done, such as for a name that is taken.",
    ),
    ("401", "Nobody is signed in, or the sign-in failed."),
    (
        "403",
        "The access token is not good any more, or its permissions do not suffice.",
    ),
    ("404", "It is not there."),
    ("409", "It needs an answer first."),
    ("413", "The body is too long."),
    ("422", "A field cannot be used."),
    (
        "429",
        "Too many requests: `retry-after` says when to go on.",
    ),
    (
        "500",
        "Something inside Keyferry failed. The log has it under the request id.",
    ),
    ("503", "Keyferry is busy: try again."),
];

/// An example of such an answer.
pub(super) fn example(status: &str) -> Value {
    let (error, message) = match status {
        "400" => (
            "BadRequest",
            json!("a project called `shop` exists already: choose another name"),
        ),
        "401" => ("UnauthorizedError", json!("Invalid credentials")),
        "403" => (
            "PermissionDenied",
            json!("You are not allowed to edit on secrets"),
        ),
        "404" => ("NotFound", json!("secret `DB_PASSWORD` was not found")),
        "409" => (
            "Conflict",
            json!("you signed in with another account: confirm it to use it"),
        ),
        "413" => (
            "PayloadTooLarge",
            json!("the body is longer than 8 MiB: send it in parts"),
        ),
        "422" => (
            "ValidationFailure",
            json!([{
                "code": "invalid_type",
                "expected": "string",
                "received": "undefined",
                "path": ["environment"],
                "message": "Required",
            }]),
        ),
        "429" => (
            "RateLimitExceeded",
            json!("Rate limit exceeded. Please try again in 5 seconds"),
        ),
        "503" => (
            "ServiceUnavailable",
            json!("the database is busy: try again"),
        ),
        _ => (
            "InternalServerError",
            json!("Something went wrong. The log has it under the request id."),
        ),
    };
    let status: u16 = status.parse().unwrap_or(500);
    json!({ "reqId": "req-3f9a1c5e7b2d48", "statusCode": status, "error": error, "message": message })
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = self.status();
        let error = self.name_on_the_wire();
        let (mut details, mut keyferry) = (None, None);
        let message = match &self {
            Self::Field(issue) => Message::Issues(vec![issue.clone()]),
            Self::Denied(action) => {
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
            req_id: request_id::current(),
            status_code: status.as_u16(),
            error,
            message,
            details,
            keyferry,
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

/// Puts what failed before or beside the routes of the API, such as a request from another site, into
/// the form that its clients read.
pub(crate) async fn in_json(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api");
    let response = next.run(request).await;
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let kind = response.headers().get(header::CONTENT_TYPE);
    if !is_api || !is_error || kind.is_some_and(|kind| kind == "application/json") {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let text = to_bytes(body, LONGEST_SENTENCE).await.unwrap_or_default();
    let error = match status {
        StatusCode::FORBIDDEN => "PermissionDenied",
        StatusCode::NOT_FOUND => "NotFound",
        StatusCode::PAYLOAD_TOO_LARGE => "PayloadTooLarge",
        status if status.is_server_error() => "InternalServerError",
        _ => "BadRequest",
    };
    let body = ErrorBody {
        req_id: request_id::current(),
        status_code: status.as_u16(),
        error,
        message: Message::Sentence(String::from_utf8_lossy(&text).trim().to_owned()),
        details: None,
        keyferry: None,
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    let mut answer = (status, Json(body)).into_response();
    for (name, value) in &parts.headers {
        answer.headers_mut().append(name, value.clone());
    }
    answer
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(invalid) => Self::field(invalid.field, invalid.problem),
            Error::NotFound { .. } => Self::NotFound(error.to_string()),
            Error::Taken { .. }
            | Error::StillUsed { .. }
            | Error::NotEmpty { .. }
            | Error::Running { .. }
            | Error::Stale => Self::BadRequest(error.to_string()),
            Error::Denied(action) => Self::Denied(action),
            Error::AdminsOnly | Error::Protected { .. } => Self::Forbidden(error.to_string()),
            Error::Unauthenticated(why) => Self::Unauthenticated(why),
            Error::Diagnosed(diagnosis) => Self::Diagnosed(diagnosis),
            Error::TooMany(wait) => Self::TooMany(wait),
            Error::Busy => Self::Busy,
            Error::Internal(cause) => Self::Internal(cause),
        }
    }
}

#[cfg(test)]
mod tests {
    use model::access::Action;
    use service::What;

    use super::*;

    async fn body(error: ApiError) -> (StatusCode, Value) {
        let response = error.into_response();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap();
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    #[tokio::test]
    async fn a_bad_field_is_named_by_its_path() {
        let (status, body) = body(ApiError::field("credentials.tenantId", "is missing")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(body["error"], "ValidationFailure");
        assert_eq!(
            body["message"][0]["path"],
            json!(["credentials", "tenantId"])
        );
    }

    #[tokio::test]
    async fn a_cause_becomes_a_sentence_with_its_command() {
        let diagnosis = Diagnosis::new(Cause::WrongSecret).mended_by("az ad app credential reset");
        let (status, body) = body(Error::Diagnosed(Box::new(diagnosis)).into()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(body["keyferry"]["cause"], "azure.wrong-secret");
        assert_eq!(body["keyferry"]["command"], "az ad app credential reset");
        assert!(body["message"].as_str().unwrap().ends_with('.'), "{body}");
    }

    #[tokio::test]
    async fn a_denial_names_the_rule_that_is_missing() {
        let (status, body) = body(ApiError::Denied(Action::RunSyncs)).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert_eq!(body["details"][0]["action"], "sync-secrets");
    }

    #[tokio::test]
    async fn what_failed_inside_stays_in_the_log() {
        let (status, body) = body(ApiError::Internal("table secrets is gone".into())).await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!body.to_string().contains("table"), "{body}");
    }

    #[tokio::test]
    async fn what_is_missing_answers_404_by_name() {
        let (status, body) = body(Error::not_found(What::Secret, "NOPE").into()).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(body["statusCode"], 404);
        assert!(body["message"].as_str().unwrap().contains("NOPE"), "{body}");
    }
}
