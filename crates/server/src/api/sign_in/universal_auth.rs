//! `POST /api/v1/auth/universal-auth/login`: an access token for a client id and secret.

use axum::{Json, extract};
use serde_json::json;
use service::access;

use super::wire::{self, Grant};
use crate::State;
use crate::api::description::{self, Operation, text};
use crate::api::request::{Answer, Body, ComesFrom};
use crate::api::wire::organization;

pub(super) fn operation() -> Operation {
    let fields = description::Fields::new()
        .required("clientId", text(), "The client id of universal auth.")
        .required("clientSecret", text(), "A client secret that goes with it.")
        .optional("organizationSlug", text(), wire::SLUG);
    let example = json!({
        "clientId": "11111111-1111-1111-1111-111111111111",
        "clientSecret": "0a1b…",
    });
    Operation::post(handle, "Sign in by client secret")
        .about("Ten wrong secrets within 15 minutes from one address make that address wait.")
        .open()
        .body(fields, example)
        .answers::<Grant>(wire::example())
}

async fn handle(
    extract::State(state): extract::State<State>,
    ComesFrom(origin): ComesFrom,
    Body(body): Body,
) -> Answer<Grant> {
    let client_id = body.required_text("clientId")?;
    let client_secret = body.required_text("clientSecret")?.into();
    organization::must_be_own(&state.service, &body).await?;
    let grant = access::universal_auth(&state.service, client_id, &client_secret, &origin).await?;
    Ok(Json(grant.into()))
}
