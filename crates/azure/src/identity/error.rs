//! Why a managed identity gave no token.

use std::time::Duration;

use crate::http::TransportError;

/// Why a managed identity gave no token. Holds no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// Nobody answers at the identity service's address.
    #[error(
        "no managed identity service answers here: this is not an Azure machine, or its network \
         keeps the service away ({0})"
    )]
    NotOnAzure(TransportError),
    /// The machine has no identity, not the one that was named, or more than one and none was
    /// named.
    #[error(
        "this machine has no such managed identity: switch on its system-assigned identity, or \
         assign a user-assigned one and name its client ID{}", said(.detail.as_deref())
    )]
    NoSuchIdentity {
        /// The service's own words, if it gave any.
        detail: Option<String>,
    },
    /// The identity's tenant does not know the resource.
    #[error("the managed identity's tenant does not know App Configuration's audience{}", said(.detail.as_deref()))]
    UnknownResource {
        /// The service's own words, if it gave any.
        detail: Option<String>,
    },
    /// The service did not take the request for one of this machine's.
    #[error(
        "the managed identity service refused to answer (HTTP {status}): check that its address \
         and header are those of this machine's environment"
    )]
    Refused {
        /// HTTP status.
        status: u16,
    },
    /// The header's text cannot be sent.
    #[error("the identity header contains characters that no header can carry: copy it again")]
    Header,
    /// Too many requests for longer than this client waits.
    #[error("the managed identity service asks to wait before the next sign-in")]
    Throttled {
        /// The service's own advice, if it gave any.
        retry_after: Option<Duration>,
    },
    /// The service is failing or being upgraded.
    #[error("the managed identity service is unavailable (HTTP {status})")]
    Unavailable {
        /// HTTP status of the last answer.
        status: u16,
    },
    /// The answer was lost.
    #[error("the managed identity service gave no whole answer: {0}")]
    Transport(TransportError),
    /// The answer is not one that the service gives.
    #[error("the answer is not the managed identity service's (HTTP {status})")]
    Malformed {
        /// HTTP status of the answer.
        status: u16,
    },
}

impl IdentityError {
    /// True when the same request may succeed later without anybody changing anything.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Throttled { .. } | Self::Unavailable { .. } => true,
            Self::Transport(error) => error.fault.may_pass(),
            Self::NotOnAzure(_)
            | Self::NoSuchIdentity { .. }
            | Self::UnknownResource { .. }
            | Self::Refused { .. }
            | Self::Header
            | Self::Malformed { .. } => false,
        }
    }
}

fn said(detail: Option<&str>) -> String {
    detail
        .map(|detail| format!(" ({detail})"))
        .unwrap_or_default()
}
