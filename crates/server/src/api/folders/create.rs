//! `POST /api/v1/folders` and `POST /api/v2/folders`: a new folder inside another.

use axum::Json;
use serde::Serialize;
use serde_json::json;
use service::projects::{self, NewFolder};
use utoipa::ToSchema;

use super::wire::{self, Folder};
use crate::api::description::{Operation, text};
use crate::api::request::{Answer, Body, Call};
use crate::api::secrets::place;

#[derive(Serialize, ToSchema)]
pub(super) struct Created {
    folder: Folder,
}

pub(super) fn operation() -> Operation {
    let fields = wire::around()
        .required(
            "name",
            text().min_length(Some(1)).max_length(Some(64)),
            "Its name: letters, digits, `-`, `_` and `.`.",
        )
        .optional(
            "description",
            text().max_length(Some(1024)),
            "What it is for.",
        );
    let example = wire::example_of_around(json!({ "name": "checkout" }));
    Operation::post(handle, "Create a folder")
        .about("The folders around it are made too where they are missing.")
        .body(fields, example)
        .answers::<Created>(json!({ "folder": wire::example() }))
}

async fn handle(call: Call, Body(body): Body) -> Answer<Created> {
    let place = place::of(&call, &body).await?;
    let request = NewFolder {
        name: body.required("name")?,
        description: body.exact_text("description")?.map(str::to_owned),
    };
    let folder = projects::create_folder(&call.service, &call.caller, &place, request).await?;
    Ok(Json(Created {
        folder: folder.into(),
    }))
}
