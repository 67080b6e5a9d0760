//! What each kind of signing in has of its own.

use model::access::{AddressRange, AuthMethod};
use serde::{Deserialize, Serialize};

use super::azure::{AzureAuth, AzureAuthChange};
use super::oidc::{OidcAuth, OidcAuthChange};
use super::terms::checked_addresses;
use crate::Error;

/// What a way of signing in has that others have not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settings {
    /// Client id and client secret.
    Universal(UniversalAuth),
    /// Tokens that people make.
    Token,
    /// A token of Microsoft Entra ID.
    Azure(AzureAuth),
    /// A token of an OpenID Connect issuer.
    Oidc(OidcAuth),
}

/// Signing in by client id and client secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UniversalAuth {
    /// Where client secrets may be used from, in the order in which it was written.
    pub client_secret_addresses: Vec<AddressRange>,
}

impl Default for UniversalAuth {
    fn default() -> Self {
        Self {
            client_secret_addresses: AddressRange::everywhere(),
        }
    }
}

/// What to change; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UniversalAuthChange {
    /// Where client secrets may be used from.
    pub client_secret_addresses: Option<Vec<AddressRange>>,
}

/// What to change of a kind, or to begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingsChange {
    /// Of client id and client secret.
    Universal(UniversalAuthChange),
    /// Of tokens that people make.
    Token,
    /// Of a token of Microsoft Entra ID.
    Azure(AzureAuthChange),
    /// Of a token of an OpenID Connect issuer.
    Oidc(Box<OidcAuthChange>),
}

impl SettingsChange {
    /// The kind they belong to.
    #[must_use]
    pub fn kind(&self) -> AuthMethod {
        match self {
            Self::Universal(_) => AuthMethod::Universal,
            Self::Token => AuthMethod::Token,
            Self::Azure(_) => AuthMethod::Azure,
            Self::Oidc(_) => AuthMethod::Oidc,
        }
    }

    /// The settings to begin with, or those there are after the change.
    pub(super) fn apply(self, before: Option<Settings>) -> Result<Settings, Error> {
        Ok(match (self, before) {
            (Self::Universal(change), before) => {
                let mut auth = match before {
                    Some(Settings::Universal(auth)) => auth,
                    _ => UniversalAuth::default(),
                };
                if let Some(addresses) = change.client_secret_addresses {
                    auth.client_secret_addresses =
                        checked_addresses("clientSecretTrustedIps", addresses)?;
                }
                Settings::Universal(auth)
            }
            (Self::Token, _) => Settings::Token,
            (Self::Azure(change), before) => {
                let before = match before {
                    Some(Settings::Azure(auth)) => Some(auth),
                    _ => None,
                };
                Settings::Azure(change.apply(before)?)
            }
            (Self::Oidc(change), before) => {
                let before = match before {
                    Some(Settings::Oidc(auth)) => Some(auth),
                    _ => None,
                };
                Settings::Oidc(change.apply(before)?)
            }
        })
    }
}

impl Settings {
    /// The kind they belong to.
    #[must_use]
    pub fn kind(&self) -> AuthMethod {
        match self {
            Self::Universal(_) => AuthMethod::Universal,
            Self::Token => AuthMethod::Token,
            Self::Azure(_) => AuthMethod::Azure,
            Self::Oidc(_) => AuthMethod::Oidc,
        }
    }

    pub(super) fn write(&self) -> Result<String, Error> {
        match self {
            Self::Universal(auth) => serde_json::to_string(auth),
            Self::Token => Ok("{}".to_owned()),
            Self::Azure(auth) => serde_json::to_string(auth),
            Self::Oidc(auth) => serde_json::to_string(auth),
        }
        .map_err(|error| Error::Internal(error.to_string()))
    }

    pub(super) fn read(kind: AuthMethod, text: &str) -> Result<Self, Error> {
        match kind {
            AuthMethod::Universal => serde_json::from_str(text).map(Self::Universal),
            AuthMethod::Token => Ok(Self::Token),
            AuthMethod::Azure => serde_json::from_str(text).map(Self::Azure),
            AuthMethod::Oidc => serde_json::from_str(text).map(Self::Oidc),
        }
        .map_err(|error| Error::Internal(format!("settings of an auth method: {error}")))
    }
}
