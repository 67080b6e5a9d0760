//! `GET /api/v1/folders`: the folders inside another.

use axum::Json;
use serde::Serialize;
use service::projects;

use super::wire::Folder;
use crate::api::request::{Answer, Call, Query};
use crate::api::secrets::place;

#[derive(Serialize)]
pub(super) struct Folders {
    folders: Vec<Folder>,
}

pub(super) async fn handle(call: Call, Query(query): Query) -> Answer<Folders> {
    let place = place::of(&call, &query).await?;
    let recursive = query.flag("recursive")?.unwrap_or(false);
    let folders = projects::folders(&call.service, &call.caller, &place, recursive).await?;
    Ok(Json(Folders {
        folders: folders.into_iter().map(Folder::from).collect(),
    }))
}
