//! The address a browser is sent to so that a user can sign in and consent.

use url::Url;

use super::{Entra, Tenant};

/// What the authorize page is asked for.
#[derive(Debug, Clone, Copy)]
pub struct AuthorizeRequest<'a> {
    /// Who may sign in. Must be the tenant that the code is redeemed with.
    pub tenant: &'a Tenant,
    /// Application (client) ID.
    pub client_id: &'a str,
    /// Exactly as registered with the application.
    pub redirect_uri: &'a str,
    /// Scopes to consent to; see [`crate::Cloud::user_scopes`].
    pub scopes: &'a [String],
    /// Random, single use, bound to the browser's session.
    pub state: &'a str,
    /// Random, comes back inside the id token.
    pub nonce: &'a str,
    /// [`super::Pkce::challenge`].
    pub code_challenge: &'a str,
    /// What the user is asked even when already signed in.
    pub prompt: Option<Prompt>,
    /// User name to fill in.
    pub login_hint: Option<&'a str>,
}

/// What Entra asks a user who may be signed in already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prompt {
    /// Pick an account.
    SelectAccount,
    /// Enter credentials again.
    Login,
    /// Consent again.
    Consent,
}

impl Prompt {
    fn as_str(self) -> &'static str {
        match self {
            Self::SelectAccount => "select_account",
            Self::Login => "login",
            Self::Consent => "consent",
        }
    }
}

impl Entra {
    /// The authorize address; Entra answers with a redirect to `redirect_uri`, the result in its
    /// query.
    #[must_use]
    pub fn authorize_url(&self, request: &AuthorizeRequest<'_>) -> Url {
        let mut url = self.oauth_url(request.tenant, "authorize");
        let mut query = url.query_pairs_mut();
        query
            .append_pair("client_id", request.client_id)
            .append_pair("response_type", "code")
            .append_pair("response_mode", "query")
            .append_pair("redirect_uri", request.redirect_uri)
            .append_pair("scope", &request.scopes.join(" "))
            .append_pair("state", request.state)
            .append_pair("nonce", request.nonce)
            .append_pair("code_challenge", request.code_challenge)
            .append_pair("code_challenge_method", "S256");
        if let Some(prompt) = request.prompt {
            query.append_pair("prompt", prompt.as_str());
        }
        if let Some(hint) = request.login_hint {
            query.append_pair("login_hint", hint);
        }
        drop(query);
        url
    }
}
