//! `PATCH /api/v1/folders/{folderId}` and `/api/v2`: another name or description.

use axum::Json;
use serde::Serialize;
use serde_json::json;
use service::projects::{self, FolderChanges};
use utoipa::ToSchema;

use super::which;
use super::wire::{self, Folder};
use crate::api::description::{Operation, text};
use crate::api::request::{Answer, Body, Call, Segments};
use crate::api::secrets::place;

#[derive(Serialize, ToSchema)]
pub(super) struct Updated {
    folder: Folder,
}

pub(super) fn operation() -> Operation {
    let fields = wire::around()
        .optional(
            "name",
            text().max_length(Some(64)),
            "Another name. Refused while references have the old one.",
        )
        .optional(
            "description",
            text().max_length(Some(1024)),
            "Another description.",
        );
    let example = wire::example_of_around(json!({ "name": "payments" }));
    Operation::patch(handle, "Update a folder")
        .about("What is left out stays. Secrets in it keep their ids, and syncs from it follow it.")
        .body(fields, example)
        .answers::<Updated>(json!({ "folder": wire::example() }))
}

async fn handle(call: Call, Segments(end): Segments<String>, Body(body): Body) -> Answer<Updated> {
    let which = which::parse(&end)?;
    let place = place::of(&call, &body).await?;
    let changes = FolderChanges {
        name: body.parsed("name")?,
        description: body.nullable_text("description")?,
    };
    let folder =
        projects::update_folder(&call.service, &call.caller, &place, &which, changes).await?;
    Ok(Json(Updated {
        folder: folder.into(),
    }))
}
