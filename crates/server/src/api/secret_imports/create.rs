//! `POST /api/v1/secret-imports`: a folder imports another one.

use axum::Json;
use serde_json::json;
use service::imports;

use super::wire::{self, Changed};
use crate::api::description::{Operation, boolean};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call};
use crate::api::secrets::place;

const DONE: &str = "Successfully created secret import";

pub(super) fn operation() -> Operation {
    let fields = place::fields()
        .optional(
            "isReplication",
            boolean().enum_values(Some([false])),
            "Only false: secrets are imported as they are, not copied.",
        )
        .required("import", wire::target_fields(), "The folder to import.");
    let example = json!({
        "workspaceId": "0198c0de-0000-7000-8000-000000000001",
        "environment": "dev",
        "path": "/app",
        "import": { "environment": "prod", "path": "/shared" },
    });
    Operation::post(handle, "Import a folder into another")
        .about(
            "The folder's own secrets win over imported ones, and later imports over earlier ones. A \
             folder cannot import itself, at whatever depth. Whoever imports has to be allowed to \
             read all that comes along.",
        )
        .body(fields, example)
        .answers::<Changed>(Changed::example(DONE))
}

async fn handle(call: Call, Body(body): Body) -> Answer<Changed> {
    if body.flag("isReplication")? == Some(true) {
        return Err(ApiError::BadRequest(
            "replication is not supported: import without `isReplication`".to_owned(),
        ));
    }
    let import = body.required_object("import")?;
    let place = place::of(&call, &body).await?;
    let target = wire::target(&place, &import)?;
    let made = imports::create(&call.service, &call.caller, &place, &target).await?;
    Ok(Json(Changed::new(DONE, made)))
}
