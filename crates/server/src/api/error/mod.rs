//! What a request that failed is answered with: Infisical's status codes and body, and for causes
//! that Keyferry knows the sentence, the next step and the command that mends it.

mod answers;
mod body;
mod in_json;

pub(crate) use answers::REFUSALS;
pub(super) use answers::example;
pub(super) use body::ErrorBody;
pub(crate) use in_json::in_json;

use std::time::Duration;

use axum::http::{Method, StatusCode};
use model::access::Action;
use model::{Cause, Diagnosis, NameError};
use serde::Serialize;
use service::Error;
use thiserror::Error;
use utoipa::ToSchema;

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
    /// The caller's role does not allow it at this place.
    #[error("You are not allowed to {} on {} in {place}", .action.verb(), .action.subject())]
    DeniedThere {
        /// What was not allowed.
        action: Action,
        /// Where.
        place: String,
    },
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
            Self::Token(_) | Self::Denied(_) | Self::DeniedThere { .. } | Self::Forbidden(_) => {
                StatusCode::FORBIDDEN
            }
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
            Self::Denied(_) | Self::DeniedThere { .. } | Self::Forbidden(_) => "PermissionDenied",
            Self::NotFound(_) | Self::NoRoute { .. } => "NotFound",
            Self::TooMany(_) => "RateLimitExceeded",
            Self::Busy => "ServiceUnavailable",
            Self::Internal(_) => "InternalServerError",
        }
    }
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
            | Error::Stale
            | Error::Refused(_) => Self::BadRequest(error.to_string()),
            Error::Denied(action) => Self::Denied(action),
            Error::DeniedThere { action, place } => Self::DeniedThere { action, place },
            Error::AdminsOnly | Error::Protected { .. } | Error::BeyondOwn(_) | Error::Outside => {
                Self::Forbidden(error.to_string())
            }
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
    use axum::response::IntoResponse;
    use serde_json::{Value, json};
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
