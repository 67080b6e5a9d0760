//! `GET …/client-secrets`: an identity's client secrets, without the secrets.

use axum::Json;
use model::id::IdentityId;
use serde::Serialize;
use serde_json::json;
use service::access;
use utoipa::ToSchema;

use super::wire::{self, ClientSecretData};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ClientSecretList {
    client_secret_data: Vec<ClientSecretData>,
}

pub(super) fn operation() -> Operation {
    Operation::get(handle, "List client secrets")
        .answers::<ClientSecretList>(json!({ "clientSecretData": [wire::example()] }))
}

async fn handle(call: Call, Segments(id): Segments<IdentityId>) -> Answer<ClientSecretList> {
    let list = access::client_secrets(&call.service, &call.caller, id).await?;
    Ok(Json(ClientSecretList {
        client_secret_data: list.into_iter().map(Into::into).collect(),
    }))
}
