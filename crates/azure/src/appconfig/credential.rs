//! How requests to a store prove who sends them.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};
use time::OffsetDateTime;

use crate::entra::EntraError;

/// Tells the current time in UTC.
pub type UtcClock = Arc<dyn Fn() -> OffsetDateTime + Send + Sync>;

/// Hands out access tokens for one connection, caching as it sees fit.
#[async_trait]
pub trait TokenSource: Send + Sync {
    /// A token that is valid now. Called for every request, so it should be quick when it has one.
    async fn token(&self) -> Result<SecretString, TokenError>;

    /// The store did not accept the last token: do not hand it out again.
    async fn refused(&self);
}

/// Why there is no token.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TokenError {
    /// Entra gave none.
    #[error(transparent)]
    SignIn(#[from] EntraError),
    /// A person has to sign in again.
    #[error("the connection has to be signed in again")]
    ReconnectNeeded,
    /// There may be one later. The text is for people and holds no secret.
    #[error("no access token at the moment: {0}")]
    Unavailable(String),
}

/// How a client signs in to its store.
#[derive(Clone)]
pub enum Credential {
    /// A Microsoft Entra ID token.
    Bearer(Arc<dyn TokenSource>),
    /// An access key of the store.
    Hmac(AccessKey),
    /// Nothing; emulators allow it.
    Anonymous,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bearer(_) => "Bearer",
            Self::Hmac(_) => "Hmac",
            Self::Anonymous => "Anonymous",
        })
    }
}

/// One of a store's access keys. Signatures carry the time, so it knows a clock.
#[derive(Clone)]
pub struct AccessKey {
    pub(super) id: String,
    pub(super) secret: SecretSlice<u8>,
    pub(super) clock: UtcClock,
}

/// Why text is not an access key. Never repeats any of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccessKeyError {
    /// The id is empty or cannot stand in a header.
    #[error("the access key's id is malformed: copy it from the store")]
    Id,
    /// The secret is not base64.
    #[error("the access key's secret is not base64: copy it whole from the store")]
    Secret,
}

impl AccessKey {
    /// Takes the key's id and its secret in base64, as the store shows them.
    pub fn new(id: &str, secret: &SecretString, clock: UtcClock) -> Result<Self, AccessKeyError> {
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_graphic() && b != b'&') {
            return Err(AccessKeyError::Id);
        }
        let secret = STANDARD
            .decode(secret.expose_secret())
            .ok()
            .filter(|key| !key.is_empty())
            .ok_or(AccessKeyError::Secret)?;
        Ok(Self {
            id: id.to_owned(),
            secret: secret.into(),
            clock,
        })
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessKey")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
