//! `DELETE /api/v1/folders/{folderIdOrName}` deletes a folder with what is in it; under `/api/v2` it
//! has to be empty, unless the body has `forceDelete`. The place comes in the body, or, from clients
//! that send none, in the query.

use axum::Json;
use serde::Serialize;
use serde_json::json;
use service::projects::{self, Contents};
use utoipa::ToSchema;

use super::which;
use super::wire::{self, Folder};
use crate::api::description::{Operation, boolean};
use crate::api::request::{Answer, Body, Call, Fields, Query, Segments};
use crate::api::secrets::place;

#[derive(Serialize, ToSchema)]
pub(super) struct Deleted {
    folder: Folder,
}

pub(super) fn with_contents() -> Operation {
    Operation::delete(handle_v1, "Delete a folder with what is in it")
        .about("Syncs from it pause and delete nothing at their destinations.")
        .body(wire::around(), wire::example_of_around(json!({})))
        .answers::<Deleted>(json!({ "folder": wire::example() }))
}

pub(super) fn if_empty() -> Operation {
    let fields = wire::around().optional(
        "forceDelete",
        boolean(),
        "Whether to delete what is in it too, instead of refusing.",
    );
    Operation::delete(handle_v2, "Delete a folder")
        .about("Syncs from it pause and delete nothing at their destinations.")
        .body(fields, wire::example_of_around(json!({})))
        .answers::<Deleted>(json!({ "folder": wire::example() }))
}

async fn handle_v1(
    call: Call,
    Segments(end): Segments<String>,
    Query(query): Query,
    Body(body): Body,
) -> Answer<Deleted> {
    delete(&call, &end, &sent(query, body), Contents::Delete).await
}

async fn handle_v2(
    call: Call,
    Segments(end): Segments<String>,
    Query(query): Query,
    Body(body): Body,
) -> Answer<Deleted> {
    let fields = sent(query, body);
    let contents = if fields.flag("forceDelete")?.unwrap_or(false) {
        Contents::Delete
    } else {
        Contents::Refuse
    };
    delete(&call, &end, &fields, contents).await
}

fn sent(query: Fields, body: Fields) -> Fields {
    if body.has("environment") { body } else { query }
}

async fn delete(call: &Call, end: &str, fields: &Fields, contents: Contents) -> Answer<Deleted> {
    let which = which::parse(end)?;
    let place = place::of(call, fields).await?;
    let folder =
        projects::delete_folder(&call.service, &call.caller, &place, &which, contents).await?;
    Ok(Json(Deleted {
        folder: folder.into(),
    }))
}
