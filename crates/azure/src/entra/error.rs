//! Why Entra gave no token.

use std::time::Duration;

use super::EntraRejection;
use crate::http::TransportError;

/// Why Entra gave no token. Holds no secret, code or token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntraError {
    /// Entra understood the request and refused it; asking again will not help.
    #[error(transparent)]
    Rejected(Box<EntraRejection>),
    /// Too many requests; the time is Entra's own advice, if it gave any.
    #[error("Microsoft Entra ID asks to wait before the next sign-in")]
    Throttled {
        /// How long to wait.
        retry_after: Option<Duration>,
    },
    /// Entra is failing at the moment.
    #[error("Microsoft Entra ID is unavailable (HTTP {status})")]
    Unavailable {
        /// HTTP status of the last answer.
        status: u16,
        /// The `AADSTS` code of the last answer, if it had one.
        code: Option<u32>,
    },
    /// No whole answer.
    #[error("Microsoft Entra ID could not be reached: {0}")]
    Transport(TransportError),
    /// The answer is not one that Entra gives, as when something else answers at this address.
    #[error("the answer at the sign-in address is not Microsoft Entra ID's (HTTP {status})")]
    Malformed {
        /// HTTP status of the answer.
        status: u16,
    },
}

impl EntraError {
    /// True when the same request may succeed later without anybody changing anything.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Throttled { .. } | Self::Unavailable { .. } => true,
            Self::Transport(error) => error.fault.may_pass(),
            Self::Rejected(_) | Self::Malformed { .. } => false,
        }
    }
}
