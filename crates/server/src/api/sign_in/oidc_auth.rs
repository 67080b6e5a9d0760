//! `POST /api/v1/auth/oidc-auth/login`: an access token for a token of an OpenID Connect issuer.

use axum::{Json, extract};
use service::access;

use super::wire::{self, Grant};
use crate::State;
use crate::api::description::Operation;
use crate::api::request::{Answer, Body, ComesFrom};

pub(super) fn operation() -> Operation {
    Operation::post(handle, "Sign in by a token of an OpenID Connect issuer")
        .open()
        .body(
            wire::external_fields("The token, such as a build service gives."),
            wire::external_example(),
        )
        .answers::<Grant>(wire::example())
}

async fn handle(
    extract::State(state): extract::State<State>,
    ComesFrom(origin): ComesFrom,
    Body(body): Body,
) -> Answer<Grant> {
    let login = wire::external_login(&state.service, &body, origin).await?;
    let grant = access::oidc_auth(&state.service, &login).await?;
    Ok(Json(grant.into()))
}
