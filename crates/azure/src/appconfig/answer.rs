//! What an answer of the store means, whatever was asked for.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::error::{Error, Problem, Unauthorized};
use super::wire::Garbled;
use crate::http::{TransportError, TransportFault};

/// The free tier's quota comes back at midnight; a longer wait is a mistake of the store's.
const LONGEST_CREDIBLE_WAIT: Duration = Duration::from_hours(24);

/// An answer that is not an error for everybody; what it means is up to the operation.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Zeroizing<Vec<u8>>,
}

/// What one try came to.
pub(super) enum Failed {
    ForGood(Error),
    Unauthorized {
        error: Error,
        /// The token that was not accepted.
        token: Option<SecretString>,
    },
    ForNow {
        error: Error,
        /// The server may have carried the request out.
        maybe_applied: bool,
        pause: Pause,
    },
}

/// Who waits how long before the next try.
pub(super) enum Pause {
    /// This request alone, growing with each try.
    Own,
    /// Everybody on the lane, as long as the store says or else as long as the own pause would be.
    Lane(Option<Duration>),
}

impl Answer {
    /// What the status says about the request as such, which was sent with `token`.
    pub(super) fn refusal(&self, token: Option<SecretString>) -> Option<Failed> {
        let status = self.status.as_u16();
        Some(match status {
            200..=299 | 304 | 404 | 412 => return None,
            300..=399 => Failed::ForGood(Error::Redirected { status }),
            401 => Failed::Unauthorized {
                error: Error::Unauthorized(Unauthorized::read(&self.headers)),
                token,
            },
            403 => Failed::ForGood(Error::Forbidden),
            409 => Failed::ForGood(Error::Locked(Box::new(self.problem()))),
            413 => Failed::ForGood(Error::TooLarge),
            429 => self.throttled(),
            408 | 500 | 502 | 503 | 504 => Failed::ForNow {
                error: Error::Unavailable { status },
                maybe_applied: true,
                pause: match self.asked_wait() {
                    Some(wait) => Pause::Lane(Some(wait)),
                    None => Pause::Own,
                },
            },
            501 | 505..=599 => Failed::ForGood(Error::Unavailable { status }),
            _ => Failed::ForGood(Error::InvalidRequest(Box::new(self.problem()))),
        })
    }

    fn throttled(&self) -> Failed {
        let wait = self.asked_wait();
        let storage_full = self.problem().policy.as_deref() == Some("Storage");
        let retry_after = wait.unwrap_or_default();
        let error = Error::Throttled {
            retry_after,
            storage_full,
        };
        if storage_full {
            return Failed::ForGood(error);
        }
        Failed::ForNow {
            error,
            maybe_applied: false,
            pause: Pause::Lane(wait),
        }
    }

    fn problem(&self) -> Problem {
        Problem::read(self.status.as_u16(), &self.body)
    }

    /// `retry-after-ms` is App Configuration's own and exact; `Retry-After` counts seconds.
    fn asked_wait(&self) -> Option<Duration> {
        let number = |name: &str| -> Option<u64> {
            self.headers.get(name)?.to_str().ok()?.trim().parse().ok()
        };
        number("retry-after-ms")
            .or_else(|| number("x-ms-retry-after-ms"))
            .map(Duration::from_millis)
            .or_else(|| number(RETRY_AFTER.as_str()).map(Duration::from_secs))
            .map(|wait| wait.min(LONGEST_CREDIBLE_WAIT))
    }
}

impl Failed {
    /// A status that is no error for everybody, but none that this request can have.
    pub(super) fn unexpected() -> Self {
        Self::ForGood(Error::Malformed(
            "its status does not belong to this request",
        ))
    }

    pub(super) fn lost(error: TransportError) -> Self {
        let fault = error.fault;
        let uncertain = !fault.before_sending();
        let error = Error::Transport { uncertain, error };
        if fault.may_pass() {
            Self::ForNow {
                error,
                maybe_applied: uncertain,
                pause: Pause::Own,
            }
        } else {
            Self::ForGood(error)
        }
    }
}

impl From<Garbled> for Failed {
    fn from(garbled: Garbled) -> Self {
        match garbled {
            Garbled::CutShort => Self::lost(TransportError::new(
                TransportFault::Interrupted,
                "the JSON ends in the middle",
            )),
            Garbled::Foreign(what) => Self::ForGood(Error::Malformed(what)),
        }
    }
}
