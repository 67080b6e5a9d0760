//! `POST /api/v1/auth/token/revoke`: the end of an access token.

use axum::{Json, extract};
use serde::Serialize;
use service::access;

use crate::State;
use crate::api::request::{Answer, Body};

#[derive(Serialize)]
pub(super) struct Revoked {
    message: &'static str,
}

pub(super) async fn handle(
    extract::State(state): extract::State<State>,
    Body(body): Body,
) -> Answer<Revoked> {
    let token = body.required_text("accessToken")?.into();
    access::revoke(&state.service, &token).await?;
    Ok(Json(Revoked {
        message: "Successfully revoked access token",
    }))
}
