//! `POST …/client-secrets/{clientSecretId}/revoke`: takes a client secret back.

use axum::Json;
use model::id::{ClientSecretId, IdentityId};
use serde_json::json;
use service::access;

use super::wire::{self, ClientSecretReply};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

pub(super) fn operation() -> Operation {
    let mut example = wire::example();
    example["isClientSecretRevoked"] = json!(true);
    Operation::post(handle, "Revoke a client secret")
        .about("The access tokens that were given for it end at once.")
        .answers::<ClientSecretReply>(json!({ "clientSecretData": example }))
}

async fn handle(
    call: Call,
    Segments((identity, id)): Segments<(IdentityId, ClientSecretId)>,
) -> Answer<ClientSecretReply> {
    let revoked = access::revoke_client_secret(&call.service, &call.caller, identity, id).await?;
    Ok(Json(revoked.into()))
}
