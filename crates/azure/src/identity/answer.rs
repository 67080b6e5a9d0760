//! What an answer of the identity service means.

use std::time::Duration;

use reqwest::header::HeaderMap;
use serde::Deserialize;

use super::IdentityError;
use crate::entra::AccessToken;
use crate::http::{TransportError, retry_after, server_time};
use crate::text::one_line;

/// Taken for the token's life when the answer tells neither how long it is nor what time it is.
const UNKNOWN_LIFE: Duration = Duration::from_mins(5);

/// Why one try gave no token, and whether another may.
pub(super) struct Failed {
    pub(super) error: IdentityError,
    pub(super) retry: Retry,
}

pub(super) enum Retry {
    Never,
    /// As long as the service says, or else growing with each try.
    After(Option<Duration>),
    /// The service is being upgraded and comes back.
    Upgraded,
}

/// Numbers arrive as text or as numbers, depending on the host.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Written(i64),
    Quoted(String),
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    #[serde(default)]
    expires_in: Option<Number>,
    #[serde(default)]
    expires_on: Option<Number>,
}

/// `error_description` is the virtual machines', `message` is App Service's.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Problem {
    error: Option<String>,
    error_description: Option<String>,
    message: Option<String>,
}

pub(super) fn read(status: u16, headers: &HeaderMap, body: &[u8]) -> Result<AccessToken, Failed> {
    let failed = |error, retry| Err(Failed { error, retry });
    let wait = retry_after(headers);
    match status {
        200 => granted(headers, body)
            .ok_or_else(|| Failed::for_good(IdentityError::Malformed { status })),
        400 => failed(refusal(body), Retry::Never),
        401 | 403 => failed(IdentityError::Refused { status }, Retry::Never),
        410 => failed(IdentityError::Unavailable { status }, Retry::Upgraded),
        429 => {
            let error = IdentityError::Throttled { retry_after: wait };
            failed(error, Retry::After(wait))
        }
        404 | 500..=599 => failed(IdentityError::Unavailable { status }, Retry::After(wait)),
        _ => failed(IdentityError::Malformed { status }, Retry::Never),
    }
}

fn granted(headers: &HeaderMap, body: &[u8]) -> Option<AccessToken> {
    let granted: Granted = serde_json::from_slice(body).ok()?;
    let seconds = match (granted.expires_in, granted.expires_on) {
        (Some(expires_in), _) => Some(expires_in.value()?),
        (None, Some(expires_on)) => {
            let expires_on = expires_on.value()?;
            server_time(headers).map(|now| expires_on - now.unix_timestamp())
        }
        (None, None) => None,
    };
    let expires_in = match seconds {
        Some(seconds) => Duration::from_secs(u64::try_from(seconds).ok()?),
        None => UNKNOWN_LIFE,
    };
    Some(AccessToken {
        secret: granted.access_token.into(),
        expires_in,
    })
}

fn refusal(body: &[u8]) -> IdentityError {
    let problem: Problem = serde_json::from_slice(body).unwrap_or_default();
    let detail = problem.error_description.or(problem.message);
    let detail = detail
        .map(|text| one_line(&text))
        .filter(|text| !text.is_empty());
    match problem.error.as_deref() {
        Some("invalid_resource") => IdentityError::UnknownResource { detail },
        _ => IdentityError::NoSuchIdentity { detail },
    }
}

impl Number {
    fn value(&self) -> Option<i64> {
        match self {
            Self::Written(number) => Some(*number),
            Self::Quoted(text) => text.trim().parse().ok(),
        }
    }
}

impl Failed {
    pub(super) fn for_good(error: IdentityError) -> Self {
        Self {
            error,
            retry: Retry::Never,
        }
    }

    /// Who cannot be connected to is not there; what was interrupted may go well next time.
    pub(super) fn lost(error: TransportError) -> Self {
        if error.fault.before_sending() {
            return Self::for_good(IdentityError::NotOnAzure(error));
        }
        let retry = if error.fault.may_pass() {
            Retry::After(None)
        } else {
            Retry::Never
        };
        Self {
            error: IdentityError::Transport(error),
            retry,
        }
    }
}
