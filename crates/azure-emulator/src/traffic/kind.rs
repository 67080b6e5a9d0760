//! What a request is about, for counting it and for aiming faults.

use axum::http::Method;
use serde::{Deserialize, Serialize};

use crate::{appconfig::Route, call::Call, managed_identity};

/// The kind of a request. A malformed data-plane request is [`Kind::Other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// `GET /kv`.
    List,
    /// `GET /kv/{key}`.
    Get,
    /// `PUT /kv/{key}`.
    Put,
    /// `DELETE /kv/{key}`.
    Delete,
    /// `GET /keys`.
    Keys,
    /// `GET /labels`.
    Labels,
    /// `GET /revisions`.
    Revisions,
    /// `PUT /locks/{key}`.
    Lock,
    /// `DELETE /locks/{key}`.
    Unlock,
    /// The pages of the sign-in.
    Authorize,
    /// The token endpoint.
    Token,
    /// Metadata documents and signing keys.
    Discovery,
    /// A token of the machine's managed identity.
    ManagedIdentity,
    /// Anything else.
    Other,
}

impl Kind {
    pub(crate) fn of(call: &Call) -> Self {
        let path = call.uri.path();
        if Route::owns(path) {
            return Route::parse(&call.method, path).map_or(Self::Other, |route| match route {
                Route::List => Self::List,
                Route::Get(_) => Self::Get,
                Route::Put(_) => Self::Put,
                Route::Delete(_) => Self::Delete,
                Route::Keys => Self::Keys,
                Route::Labels => Self::Labels,
                Route::Revisions => Self::Revisions,
                Route::Lock(_) => Self::Lock,
                Route::Unlock(_) => Self::Unlock,
            });
        }
        if managed_identity::owns(path) {
            Self::ManagedIdentity
        } else if path.ends_with("/oauth2/v2.0/token") && call.method == Method::POST {
            Self::Token
        } else if path.ends_with("/oauth2/v2.0/authorize") {
            Self::Authorize
        } else if path.contains("/discovery/") || path.contains("/.well-known/") {
            Self::Discovery
        } else {
            Self::Other
        }
    }

    /// Whether it changes a store.
    #[must_use]
    pub fn is_write(self) -> bool {
        matches!(self, Self::Put | Self::Delete | Self::Lock | Self::Unlock)
    }

    /// Whether Entra ID answers it.
    #[must_use]
    pub fn is_sign_in(self) -> bool {
        matches!(self, Self::Authorize | Self::Token | Self::Discovery)
    }
}
