//! `GET …/client-secrets/{clientSecretId}`: a client secret, without the secret.

use axum::Json;
use model::id::{ClientSecretId, IdentityId};
use serde_json::json;
use service::access;

use super::wire::{self, ClientSecretReply};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

pub(super) fn operation() -> Operation {
    Operation::get(handle, "Get a client secret")
        .answers::<ClientSecretReply>(json!({ "clientSecretData": wire::example() }))
}

async fn handle(
    call: Call,
    Segments((identity, id)): Segments<(IdentityId, ClientSecretId)>,
) -> Answer<ClientSecretReply> {
    let found = access::client_secret(&call.service, &call.caller, identity, id).await?;
    Ok(Json(found.into()))
}
