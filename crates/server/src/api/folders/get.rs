//! `GET /api/v1/folders/{folderId}` and `/api/v2`: one folder, with the environment and project
//! around it.

use axum::Json;
use model::id::FolderId;
use serde::Serialize;
use serde_json::{Value, json};
use service::projects;
use utoipa::ToSchema;

use super::wire::{self, PlacedFolder};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

#[derive(Serialize, ToSchema)]
pub(super) struct Found {
    folder: PlacedFolder,
}

pub(super) fn operation() -> Operation {
    let mut folder = wire::example();
    if let Value::Object(fields) = &mut folder {
        let project = json!("0198c0de-0000-7000-8000-000000000001");
        let environment = json!({
            "envId": "0198c0de-0000-7000-8000-000000000003",
            "envName": "Production",
            "envSlug": "prod",
        });
        fields.insert("projectId".to_owned(), project);
        fields.insert("environment".to_owned(), environment);
    }
    Operation::get(handle, "Get a folder by its id").answers::<Found>(json!({ "folder": folder }))
}

async fn handle(call: Call, Segments(id): Segments<FolderId>) -> Answer<Found> {
    let folder = projects::get_folder(&call.service, &call.caller, id).await?;
    Ok(Json(Found {
        folder: folder.into(),
    }))
}
