//! `DELETE /api/v1/secret-imports/{secretImportId}`: a folder no longer imports another. The place
//! comes in the body, or, from clients that send none, in the query.

use axum::Json;
use model::id::SecretImportId;
use serde_json::json;
use service::imports;

use super::wire::Changed;
use crate::api::description::Operation;
use crate::api::request::{Answer, Body, Call, Query, Segments};
use crate::api::secrets::place;

const DONE: &str = "Successfully deleted secret import";

pub(super) fn operation() -> Operation {
    let example = json!({
        "workspaceId": "0198c0de-0000-7000-8000-000000000001",
        "environment": "dev",
        "path": "/app",
    });
    Operation::delete(handle, "Remove an import")
        .about("What was imported stays where it lies. The fields may also come in the query.")
        .body(place::fields(), example)
        .answers::<Changed>(Changed::example(DONE))
}

async fn handle(
    call: Call,
    Segments(id): Segments<SecretImportId>,
    Query(query): Query,
    Body(body): Body,
) -> Answer<Changed> {
    let fields = if body.has("environment") { body } else { query };
    let place = place::of(&call, &fields).await?;
    let import = imports::delete(&call.service, &call.caller, &place, id).await?;
    Ok(Json(Changed::new(DONE, import)))
}
