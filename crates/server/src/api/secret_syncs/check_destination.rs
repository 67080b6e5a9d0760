//! `POST /api/v1/secret-syncs/{destination}/check-destination`: whether another sync of the project
//! writes to the same store under the same label. Clients ask before they create one.

use axum::Json;
use model::connection::App;
use model::id::{ProjectId, SyncId};
use serde::Serialize;
use service::syncs;

use super::wire;
use crate::api::request::{Answer, Body, Call, Segments};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Checked {
    has_duplicate: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    duplicate_project_id: Option<ProjectId>,
}

pub(super) async fn handle(
    call: Call,
    Segments(_): Segments<App>,
    Body(body): Body,
) -> Answer<Checked> {
    let wanted = wire::destination(&body.required_object("destinationConfig")?)?;
    let except: Option<SyncId> = body.parsed("excludeSyncId")?;
    // A project that is still to be made has no id and no syncs.
    let project: Option<ProjectId> = body.parsed("projectId")?;
    let syncs = match project {
        Some(project) => syncs::list(&call.service, &call.caller, project).await?,
        None => Vec::new(),
    };
    let store = wanted.endpoint.trim_end_matches('/').to_lowercase();
    let duplicate = syncs.into_iter().find(|sync| {
        Some(sync.id) != except
            && sync.endpoint.trim_end_matches('/').to_lowercase() == store
            && sync.label == wanted.label
    });
    Ok(Json(Checked {
        has_duplicate: duplicate.is_some(),
        duplicate_project_id: duplicate.map(|sync| sync.project),
    }))
}
