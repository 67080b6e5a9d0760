//! Sign-in with Microsoft Entra ID (v2.0 endpoints): users by authorization code with PKCE,
//! applications by client credentials (a secret, a certificate or another issuer's token).
//!
//! A user's sign-in runs: [`Entra::authorize_url`], the browser comes back with a code,
//! [`Entra::redeem_code`], [`IdToken::check`], and from then on [`Entra::refresh`].

mod authorize;
mod certificate;
mod error;
mod id_token;
mod pem;
mod pkce;
mod presented;
mod rejection;
mod tenant;
mod token;

pub use authorize::{AuthorizeRequest, Prompt};
pub use certificate::{CertificateError, SigningCertificate};
pub use error::EntraError;
pub use id_token::{IdToken, IdTokenError, IdTokenExpectation, Identity};
pub use pkce::Pkce;
pub use presented::ExpectedToken;
pub use rejection::EntraRejection;
pub use tenant::{Tenant, TenantError};
pub use token::{AccessToken, ClientCredential, CodeRedemption, UserTokens};

use url::Url;

use crate::cloud::Cloud;
use crate::http::Http;

/// Microsoft Entra ID of one cloud.
#[derive(Debug, Clone)]
pub struct Entra {
    http: Http,
    cloud: Cloud,
}

impl Entra {
    /// Entra as the authority of `cloud`, reached through `http`.
    #[must_use]
    pub fn new(http: Http, cloud: Cloud) -> Self {
        Self { http, cloud }
    }

    /// The cloud whose authority this is.
    #[must_use]
    pub fn cloud(&self) -> &Cloud {
        &self.cloud
    }

    /// Where tokens of `tenant` are asked for: the audience of an assertion.
    #[must_use]
    pub fn token_url(&self, tenant: &Tenant) -> Url {
        self.oauth_url(tenant, "token")
    }

    /// `{authority}/{tenant}/oauth2/v2.0/{operation}`; a tenant is always one safe path segment.
    fn oauth_url(&self, tenant: &Tenant, operation: &str) -> Url {
        let mut url = self.cloud.authority().clone();
        url.set_path(&format!("/{tenant}/oauth2/v2.0/{operation}"));
        url
    }
}
