//! Why a store did not do what it was asked.

use std::time::Duration;

use reqwest::header::HeaderMap;
use serde::Deserialize;
use time::OffsetDateTime;

use super::challenge::Challenge;
use super::credential::TokenError;
use crate::http::{TransportError, server_time};
use crate::text::one_line;

/// Why a store did not do what it was asked. Holds no value, token or key secret.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Who asked was not recognised, also with a fresh token (HTTP 401).
    #[error(transparent)]
    Unauthorized(Unauthorized),
    /// Who asked may not do this (HTTP 403). The store gives no reason.
    #[error(
        "the store refused access: the sign-in needs the role App Configuration Data Owner on it \
         (a new assignment takes up to 15 minutes), and the store must accept this network"
    )]
    Forbidden,
    /// There is no store, or nothing listable, at this address (HTTP 404).
    #[error("the address answered that nothing is there")]
    NotFound,
    /// The key-value is no longer what the precondition says (HTTP 412).
    #[error("the key was changed in the store meanwhile")]
    PreconditionFailed,
    /// The key-value is locked (HTTP 409).
    #[error("the key is locked in the store: unlock it to allow changes")]
    Locked(Box<Problem>),
    /// The key-value exceeds the store's size limit (HTTP 413).
    #[error(
        "the key-value is larger than App Configuration allows (10 KB with key, label and tags)"
    )]
    TooLarge,
    /// The store does not understand the request or refuses its content.
    #[error("the store refused the request: {0}")]
    InvalidRequest(Box<Problem>),
    /// The quota is used up for longer than this client waits, or the store is full (HTTP 429).
    #[error("{}", quota_sentence(*.storage_full))]
    Throttled {
        /// How long the store asks to wait; zero when it does not say.
        retry_after: Duration,
        /// True when waiting does not help: the storage is full.
        storage_full: bool,
    },
    /// The store is failing at the moment (HTTP 5xx or 408). A write may have happened all the
    /// same.
    #[error("the store is unavailable (HTTP {status})")]
    Unavailable {
        /// HTTP status of the last answer.
        status: u16,
    },
    /// No whole answer.
    #[error("the store could not be reached: {error}")]
    Transport {
        /// True when the request may have been carried out.
        uncertain: bool,
        /// What happened.
        error: TransportError,
    },
    /// A try whose answer was lost may have been carried out, and trying again failed for `last`.
    #[error("it is not known whether the write happened: its answer was lost, and then {last}")]
    Unresolved {
        /// Why it could not be found out.
        last: Box<Error>,
    },
    /// The access key could not sign: the clock gives a time outside the calendar.
    #[error("the request could not be signed: check the clock")]
    Unsigned,
    /// The key-value could not be put into JSON.
    #[error("the key-value could not be written as JSON")]
    Unwritable,
    /// There is no token to ask with.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The answer is not one that App Configuration gives.
    #[error("the answer is not App Configuration's: {0}")]
    Malformed(&'static str),
    /// The address answered with a redirect, which is never followed.
    #[error("the address answered with a redirect (HTTP {status}), which is not followed")]
    Redirected {
        /// HTTP status.
        status: u16,
    },
    /// The next page is said to be on another host; the token stays here.
    #[error("the store named another host for its next page, which is not followed")]
    ForeignLink,
}

/// A store did not recognise who asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the store did not accept the sign-in{}", reason_suffix(.reason.as_deref()))]
pub struct Unauthorized {
    /// Which of the known reasons it was; it knows the remedy.
    pub challenge: Challenge,
    /// The store's own words, if it gave any.
    pub reason: Option<String>,
    /// The store's clock when it answered: tells by how much this machine's is wrong.
    pub server_time: Option<OffsetDateTime>,
}

/// What a store says about a request it refused (`application/problem+json`).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{title}{} (HTTP {status})", reason_suffix(Some(detail.as_str()).filter(|d| !d.is_empty())))]
pub struct Problem {
    /// HTTP status.
    pub status: u16,
    /// Identifies the kind, such as `https://azconfig.io/errors/key-locked`.
    pub kind: String,
    /// What happened.
    pub title: String,
    /// More about it; may be empty.
    pub detail: String,
    /// The parameter or key it is about.
    pub name: Option<String>,
    /// The exhausted quota of a 429, such as `Storage`.
    pub policy: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    r#type: String,
    title: String,
    detail: Option<String>,
    name: Option<String>,
    policy: Option<String>,
}

impl Error {
    /// True when a write that ended so may have been carried out.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        match self {
            Self::Transport { uncertain, .. } => *uncertain,
            Self::Unavailable { .. } | Self::Unresolved { .. } | Self::Malformed(_) => true,
            _ => false,
        }
    }
}

impl Unauthorized {
    pub(super) fn read(headers: &HeaderMap) -> Self {
        let (challenge, reason) = Challenge::read(headers);
        Self {
            challenge,
            reason,
            server_time: server_time(headers),
        }
    }
}

impl Problem {
    /// Reads a problem body; bodies are often empty or missing.
    pub(super) fn read(status: u16, body: &[u8]) -> Self {
        let body: Body = serde_json::from_slice(body).unwrap_or_default();
        let title = one_line(&body.title);
        Self {
            status,
            kind: one_line(&body.r#type),
            title: if title.is_empty() {
                "no reason was given".to_owned()
            } else {
                title
            },
            detail: body.detail.as_deref().map(one_line).unwrap_or_default(),
            name: body.name.as_deref().map(one_line),
            policy: body.policy.as_deref().map(one_line),
        }
    }
}

fn quota_sentence(storage_full: bool) -> &'static str {
    if storage_full {
        "the store's storage is full"
    } else {
        "the store's request quota is used up for now"
    }
}

fn reason_suffix(reason: Option<&str>) -> String {
    reason
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default()
}
