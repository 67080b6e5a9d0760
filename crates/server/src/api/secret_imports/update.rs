//! `PATCH /api/v1/secret-imports/{secretImportId}`: another folder to import, or another place among
//! the imports.

use axum::Json;
use model::id::SecretImportId;
use serde_json::json;
use service::imports::{self, ImportChange};

use super::wire::{self, Changed};
use crate::api::description::{self, Operation, integer, text};
use crate::api::request::{Answer, Body, Call, Segments};
use crate::api::secrets::place;

const DONE: &str = "Successfully updated secret import";

pub(super) fn operation() -> Operation {
    let import = description::Fields::new()
        .optional(
            "environment",
            text().pattern(Some("^[a-z0-9-]*$")).max_length(Some(64)),
            "The environment of another folder to import, by its short name.",
        )
        .optional("path", text(), "Another folder to import.")
        .optional(
            "position",
            integer().minimum(Some(1)),
            "A new place among the imports, from 1; beyond the last it is the last.",
        );
    let fields = place::fields().required("import", import, "What is new.");
    let example = json!({
        "workspaceId": "0198c0de-0000-7000-8000-000000000001",
        "environment": "dev",
        "path": "/app",
        "import": { "position": 1 },
    });
    Operation::patch(handle, "Update an import")
        .about("A new folder to import needs its environment. What is left out stays.")
        .body(fields, example)
        .answers::<Changed>(Changed::example(DONE))
}

async fn handle(
    call: Call,
    Segments(id): Segments<SecretImportId>,
    Body(body): Body,
) -> Answer<Changed> {
    let import = body.required_object("import")?;
    let place = place::of(&call, &body).await?;
    let moves = import.text("environment")?.is_some() || import.text("path")?.is_some();
    let change = ImportChange {
        target: moves.then(|| wire::target(&place, &import)).transpose()?,
        position: import.integer("position")?,
    };
    let (service, caller) = (&call.service, &call.caller);
    let import = imports::update(service, caller, &place, id, change).await?;
    Ok(Json(Changed::new(DONE, import)))
}
