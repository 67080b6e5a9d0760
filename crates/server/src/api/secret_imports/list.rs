//! `GET /api/v1/secret-imports`: what a folder imports.

use axum::Json;
use serde::Serialize;
use serde_json::json;
use service::imports;
use utoipa::ToSchema;

use super::wire::{self, SecretImport};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Query};
use crate::api::secrets::place;

const DONE: &str = "Successfully fetched secret imports";

#[derive(Serialize, ToSchema)]
#[schema(as = SecretImportList)]
#[serde(rename_all = "camelCase")]
struct Found {
    message: &'static str,
    secret_imports: Vec<SecretImport>,
}

pub(super) fn operation() -> Operation {
    Operation::get(handle, "List what a folder imports")
        .query(&place::fields())
        .answers::<Found>(json!({ "message": DONE, "secretImports": [wire::example()] }))
}

async fn handle(call: Call, Query(query): Query) -> Answer<Found> {
    let place = place::of(&call, &query).await?;
    let found = imports::list(&call.service, &call.caller, &place).await?;
    Ok(Json(Found {
        message: DONE,
        secret_imports: found.into_iter().map(SecretImport::from).collect(),
    }))
}
