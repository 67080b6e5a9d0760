//! `POST /api/v1/auth/token/renew`: more time for an access token. The token in the body is the
//! only proof, as clients send no header.

use axum::{Json, extract};
use service::access;

use super::wire::Grant;
use crate::State;
use crate::api::request::{Answer, Body};

pub(super) async fn handle(
    extract::State(state): extract::State<State>,
    Body(body): Body,
) -> Answer<Grant> {
    let token = body.required_text("accessToken")?.into();
    let grant = access::renew(&state.service, &token).await?;
    Ok(Json(grant.into()))
}
