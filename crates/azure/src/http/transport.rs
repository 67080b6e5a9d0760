//! Names what went wrong when a request got no whole answer.

use std::error::Error;
use std::io;

/// A request that got no whole answer. Holds no URL, header or body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{fault}: {detail}")]
pub struct TransportError {
    /// What kind of failure it was.
    pub fault: TransportFault,
    /// The causes as the layers below reported them, outermost first.
    pub detail: String,
}

/// Kinds of failure between sending a request and having its whole answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransportFault {
    /// The host name could not be resolved.
    #[error("the host name could not be resolved")]
    Dns,
    /// The certificate is not trusted or TLS could not be agreed on.
    #[error("no trusted TLS connection could be made")]
    Tls,
    /// No connection could be made.
    #[error("no connection could be made")]
    Connect,
    /// No answer within the request timeout.
    #[error("no answer arrived in time")]
    Timeout,
    /// The connection ended before the answer was whole.
    #[error("the connection ended before the answer was whole")]
    Interrupted,
    /// The answer was longer than any answer may be.
    #[error("the answer was refused")]
    TooLong,
}

impl TransportFault {
    /// True when the request cannot have reached the server.
    #[must_use]
    pub fn before_sending(self) -> bool {
        matches!(self, Self::Dns | Self::Tls | Self::Connect)
    }

    /// True when the same request may well succeed a moment later.
    pub(crate) fn may_pass(self) -> bool {
        !matches!(self, Self::Tls | Self::TooLong)
    }
}

impl TransportError {
    pub(crate) fn new(fault: TransportFault, detail: &str) -> Self {
        Self {
            fault,
            detail: detail.to_owned(),
        }
    }

    pub(crate) fn from_reqwest(error: &reqwest::Error) -> Self {
        // The outermost message names the URL, so the chain starts below it.
        let causes: Vec<&(dyn Error + 'static)> =
            std::iter::successors(error.source(), |&cause| below(cause)).collect();
        let fault = if error.is_dns() {
            TransportFault::Dns
        } else if error.is_connect() && causes.iter().any(|cause| is_tls(*cause)) {
            TransportFault::Tls
        } else if error.is_connect() {
            TransportFault::Connect
        } else if error.is_timeout() {
            TransportFault::Timeout
        } else {
            TransportFault::Interrupted
        };
        let mut detail: Vec<String> = causes.iter().map(ToString::to_string).collect();
        detail.dedup();
        Self {
            fault,
            detail: detail.join(": "),
        }
    }
}

/// `source` of an I/O error skips the error that it wraps, and shows only what is below that.
fn below<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match cause
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        Some(wrapped) => Some(wrapped),
        None => cause.source(),
    }
}

/// The TLS stack reports its own errors as invalid data.
fn is_tls(cause: &(dyn Error + 'static)) -> bool {
    cause
        .downcast_ref::<io::Error>()
        .is_some_and(|e| e.kind() == io::ErrorKind::InvalidData)
}
