//! `POST /api/v1/auth/token/revoke`: the end of an access token.

use axum::{Json, extract};
use service::access;

use super::wire;
use crate::State;
use crate::api::description::Operation;
use crate::api::request::{Answer, Body, ComesFrom};
use crate::api::wire::Revoked;

pub(super) fn operation() -> Operation {
    Operation::post(handle, "Revoke an access token")
        .open()
        .body(wire::token_field(), wire::token_example())
        .answers::<Revoked>(Revoked::example())
}

async fn handle(
    extract::State(state): extract::State<State>,
    ComesFrom(origin): ComesFrom,
    Body(body): Body,
) -> Answer<Revoked> {
    let token = body.required_text("accessToken")?.into();
    access::revoke(&state.service, &token, &origin).await?;
    Ok(Json(Revoked::token()))
}
