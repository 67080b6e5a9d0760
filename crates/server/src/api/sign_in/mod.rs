//! Machine identities: signing in, renewing and revoking access tokens.

mod azure_auth;
mod oidc_auth;
mod renew;
mod revoke;
mod universal_auth;
mod wire;

use super::description::Routes;

pub(super) fn routes() -> Routes {
    Routes::tagged("Signing in")
        .at(
            "/api/v1/auth/universal-auth/login",
            universal_auth::operation(),
        )
        .at("/api/v1/auth/azure-auth/login", azure_auth::operation())
        .at("/api/v1/auth/oidc-auth/login", oidc_auth::operation())
        .at("/api/v1/auth/token/renew", renew::operation())
        .at("/api/v1/auth/token/revoke", revoke::operation())
}
