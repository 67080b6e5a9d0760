//! `GET /api/v1/secret-imports/{secretImportId}`: one import.

use axum::Json;
use model::id::SecretImportId;
use serde::Serialize;
use serde_json::json;
use service::imports;
use utoipa::ToSchema;

use super::wire::{self, SecretImport};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

#[derive(Serialize, ToSchema)]
#[schema(as = SecretImportFound)]
#[serde(rename_all = "camelCase")]
struct Found {
    secret_import: SecretImport,
}

pub(super) fn operation() -> Operation {
    Operation::get(handle, "Get an import")
        .answers::<Found>(json!({ "secretImport": wire::example() }))
}

async fn handle(call: Call, Segments(id): Segments<SecretImportId>) -> Answer<Found> {
    let import = imports::get(&call.service, &call.caller, id).await?;
    Ok(Json(Found {
        secret_import: import.into(),
    }))
}
