//! An app registration.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use url::Url;
use uuid::Uuid;

use super::{AppCertificate, FederatedCredential};

/// An application that may ask Entra ID for tokens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct App {
    /// The application (client) id.
    pub client_id: Uuid,
    /// Object id of its service principal in the home tenant: what roles are assigned to.
    pub service_principal: Uuid,
    /// The tenant it is registered in.
    pub tenant_id: Uuid,
    /// The name shown on the consent page.
    pub name: String,
    /// Whose accounts may sign in.
    #[serde(default)]
    pub audience: SignInAudience,
    /// Client secrets. An app without any secret, certificate or federated credential is a
    /// public client.
    #[serde(default)]
    pub secrets: Vec<AppSecret>,
    /// Certificates whose keys may sign assertions for it.
    #[serde(default)]
    pub certificates: Vec<AppCertificate>,
    /// External tokens that may stand for it.
    #[serde(default)]
    pub federated: Vec<FederatedCredential>,
    /// Registered redirect URIs of the platform *Web*.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// Object ids of the users who may sign in; `None` is everybody ("assignment required" is
    /// off).
    #[serde(default)]
    pub assigned_users: Option<Vec<Uuid>>,
    /// Whether an administrator switched it off.
    #[serde(default)]
    pub disabled: bool,
}

/// Whose accounts may sign in to an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInAudience {
    /// Accounts of the home tenant only.
    #[default]
    SingleTenant,
    /// Accounts of any organization.
    MultiTenant,
}

/// A client secret of an app.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppSecret {
    /// The secret's value.
    pub value: String,
    /// When it stops working; `None` is never.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub expires: Option<OffsetDateTime>,
}

impl std::fmt::Debug for AppSecret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("AppSecret")
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

impl App {
    /// Whether the app must prove itself when it asks for tokens.
    #[must_use]
    pub fn is_confidential(&self) -> bool {
        !(self.secrets.is_empty() && self.certificates.is_empty() && self.federated.is_empty())
    }

    /// Whether accounts of this tenant may sign in.
    #[must_use]
    pub fn admits(&self, tenant: Uuid) -> bool {
        self.audience == SignInAudience::MultiTenant || self.tenant_id == tenant
    }

    /// Whether assignment lets this user sign in.
    #[must_use]
    pub fn is_assigned_to(&self, user: Uuid) -> bool {
        let users = self.assigned_users.as_ref();
        users.is_none_or(|users| users.contains(&user))
    }

    /// Whether a redirect URI is registered: character by character, except that the port of
    /// `http://localhost` is ignored.
    #[must_use]
    pub fn redirects_to(&self, uri: &str) -> bool {
        let asked = without_localhost_port(uri);
        self.redirect_uris
            .iter()
            .any(|known| without_localhost_port(known) == asked)
    }
}

fn without_localhost_port(uri: &str) -> String {
    match Url::parse(uri) {
        Ok(mut url) if url.scheme() == "http" && url.host_str() == Some("localhost") => {
            match url.set_port(None) {
                Ok(()) => url.into(),
                Err(()) => uri.to_owned(),
            }
        }
        _ => uri.to_owned(),
    }
}
