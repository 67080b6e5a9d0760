//! `POST /api/v1/auth/universal-auth/login`: an access token for a client id and secret.

use axum::{Json, extract};
use service::access;

use super::wire::Grant;
use crate::State;
use crate::api::request::{Answer, Body};

pub(super) async fn handle(
    extract::State(state): extract::State<State>,
    Body(body): Body,
) -> Answer<Grant> {
    let client_id = body.required_text("clientId")?;
    let client_secret = body.required_text("clientSecret")?.into();
    let grant = access::universal_auth(&state.service, client_id, &client_secret).await?;
    Ok(Json(grant.into()))
}
