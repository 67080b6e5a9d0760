//! Machine identities: signing in, renewing and revoking access tokens.

mod renew;
mod revoke;
mod universal_auth;
mod wire;

use axum::Router;
use axum::routing::post;

use super::Routes;
use crate::State;

pub(super) fn routes() -> Router<State> {
    Router::new()
        .at(
            "/api/v1/auth/universal-auth/login",
            post(universal_auth::handle),
        )
        .at("/api/v1/auth/token/renew", post(renew::handle))
        .at("/api/v1/auth/token/revoke", post(revoke::handle))
}
