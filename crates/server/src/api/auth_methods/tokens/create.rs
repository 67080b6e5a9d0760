//! `POST …/tokens`: a new token, which is shown this once.

use axum::Json;
use model::id::IdentityId;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::json;
use service::access;
use utoipa::ToSchema;

use super::wire::{self, TokenData};
use crate::api::description::{Fields, Operation, text};
use crate::api::request::{Answer, Body, Call, Segments};
use crate::api::wire::given_out;

/// A token just made. The times are in seconds; zero is without end.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MadeToken {
    #[serde(serialize_with = "given_out")]
    #[schema(value_type = String)]
    access_token: SecretString,
    expires_in: u64,
    #[serde(rename = "accessTokenMaxTTL")]
    access_token_max_ttl: u64,
    token_type: &'static str,
    token_data: TokenData,
}

pub(super) fn operation() -> Operation {
    let name = text().max_length(Some(255));
    let reply = json!({
        "accessToken": "5f3c…",
        "expiresIn": 2_592_000,
        "accessTokenMaxTTL": 2_592_000,
        "tokenType": "Bearer",
        "tokenData": wire::example(),
    });
    Operation::post(handle, "Create a token")
        .about("The token is shown this once. Only admins of the organization may do this.")
        .body(
            Fields::new().optional("name", name, "What it is called."),
            json!({ "name": "ci" }),
        )
        .answers::<MadeToken>(reply)
}

async fn handle(
    call: Call,
    Segments(id): Segments<IdentityId>,
    Body(body): Body,
) -> Answer<MadeToken> {
    let name = body.text("name")?.unwrap_or_default();
    let made = access::create_token(&call.service, &call.caller, id, name).await?;
    Ok(Json(MadeToken {
        access_token: made.grant.token,
        expires_in: made.grant.expires_in.as_secs(),
        access_token_max_ttl: made.grant.max_ttl.as_secs(),
        token_type: "Bearer",
        token_data: made.view.into(),
    }))
}
