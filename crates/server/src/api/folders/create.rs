//! `POST /api/v1/folders`: a new folder inside another.

use axum::Json;
use model::secret::FolderName;
use serde::Serialize;
use service::projects;

use super::wire::Folder;
use crate::api::request::{Answer, Body, Call};
use crate::api::secrets::place;

#[derive(Serialize)]
pub(super) struct Created {
    folder: Folder,
}

pub(super) async fn handle(call: Call, Body(body): Body) -> Answer<Created> {
    let place = place::of(&call, &body).await?;
    let name: FolderName = body.required("name")?;
    let folder = projects::create_folder(&call.service, &call.caller, &place, &name).await?;
    Ok(Json(Created {
        folder: folder.into(),
    }))
}
