//! Everything the data plane says instead of an answer.

use axum::http::{HeaderName, StatusCode, header};
use serde::Serialize;

use crate::call::{Reply, body, empty, set};

const PROBLEM: &str = "application/problem+json; charset=utf-8";

/// Why a request was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// 400 without a body: the path itself is not acceptable.
    BadPath,
    /// 400 that names the parameter.
    Invalid {
        title: String,
        name: String,
        detail: String,
    },
    /// 401; the text is the whole `WWW-Authenticate` header.
    Unauthenticated(String),
    /// 403, always empty.
    Forbidden,
    /// 404, empty.
    NotFound,
    /// 405, empty.
    MethodNotAllowed,
    /// 409: the key is read-only.
    Locked(String),
    /// 412, empty.
    PreconditionFailed,
    /// 413: larger than one key-value may be.
    TooLarge,
    /// 429 with the milliseconds to wait.
    Throttled { retry_after_ms: u64 },
}

#[derive(Serialize)]
struct Problem<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<&'a str>,
    status: u16,
}

impl Problem<'_> {
    fn into_reply(self) -> Reply {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        body(
            status,
            PROBLEM,
            serde_json::to_string(&self).unwrap_or_default(),
        )
    }
}

impl Refusal {
    /// A bad value of a named parameter.
    pub(super) fn parameter(name: &str, detail: String) -> Self {
        Self::Invalid {
            title: format!("Invalid request parameter '{name}'"),
            name: name.to_owned(),
            detail,
        }
    }

    pub(super) fn into_reply(self) -> Reply {
        match self {
            Self::BadPath => empty(StatusCode::BAD_REQUEST),
            Self::Invalid {
                title,
                name,
                detail,
            } => Problem {
                kind: "https://azconfig.io/errors/invalid-argument",
                title: &title,
                name: Some(&name),
                detail: Some(&detail),
                policy: None,
                status: 400,
            }
            .into_reply(),
            Self::Unauthenticated(challenge) => {
                let mut reply = empty(StatusCode::UNAUTHORIZED);
                set(&mut reply, header::WWW_AUTHENTICATE, &challenge);
                reply
            }
            Self::Forbidden => empty(StatusCode::FORBIDDEN),
            Self::NotFound => empty(StatusCode::NOT_FOUND),
            Self::MethodNotAllowed => empty(StatusCode::METHOD_NOT_ALLOWED),
            Self::Locked(key) => locked(&key),
            Self::PreconditionFailed => empty(StatusCode::PRECONDITION_FAILED),
            Self::TooLarge => empty(StatusCode::PAYLOAD_TOO_LARGE),
            Self::Throttled { retry_after_ms } => throttled(Some(retry_after_ms)),
        }
    }
}

/// 409 in the service's words, misspelling included.
pub(crate) fn locked(key: &str) -> Reply {
    Problem {
        kind: "https://azconfig.io/errors/key-locked",
        title: &format!("Modifing key '{key}' is not allowed"),
        name: Some(key),
        detail: Some("The key is read-only. To allow modification unlock it first."),
        policy: None,
        status: 409,
    }
    .into_reply()
}

/// 429 as sent for requests beyond the quota, with or without the time to wait.
pub(crate) fn throttled(retry_after_ms: Option<u64>) -> Reply {
    let mut reply = Problem {
        kind: "https://azconfig.io/errors/too-many-requests",
        title: "Resource utilization has surpassed the assigned quota",
        name: None,
        detail: None,
        policy: Some("Total Requests"),
        status: 429,
    }
    .into_reply();
    if let Some(wait) = retry_after_ms {
        set(
            &mut reply,
            HeaderName::from_static("retry-after-ms"),
            &wait.to_string(),
        );
    }
    reply
}
