//! `POST /api/v1/auth/token/renew`: more time for an access token. The token in the body is the
//! only proof, as clients send no header.

use axum::{Json, extract};
use service::access;

use super::wire::{self, Grant};
use crate::State;
use crate::api::description::Operation;
use crate::api::request::{Answer, Body, ComesFrom};

pub(super) fn operation() -> Operation {
    Operation::post(handle, "Renew an access token")
        .about("It lasts as long again as it did at first, but never past its longest life.")
        .open()
        .body(wire::token_field(), wire::token_example())
        .answers::<Grant>(wire::example())
}

async fn handle(
    extract::State(state): extract::State<State>,
    ComesFrom(origin): ComesFrom,
    Body(body): Body,
) -> Answer<Grant> {
    let token = body.required_text("accessToken")?.into();
    let grant = access::renew(&state.service, &token, &origin).await?;
    Ok(Json(grant.into()))
}
