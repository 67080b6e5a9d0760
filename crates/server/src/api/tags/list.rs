//! `GET …/tags`: a project's tags.

use axum::Json;
use model::id::ProjectId;
use serde::Serialize;
use serde_json::json;
use service::tags;
use utoipa::ToSchema;

use super::wire::{self, Tag};
use crate::api::description::Operation;
use crate::api::error::ApiError;
use crate::api::request::{Answer, Call, Segments};

#[derive(Serialize, ToSchema)]
#[schema(as = TagList)]
struct Newer {
    tags: Vec<Tag>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = WorkspaceTagList)]
#[serde(rename_all = "camelCase")]
struct Older {
    workspace_tags: Vec<Tag>,
}

pub(super) fn newer() -> Operation {
    Operation::get(handle_newer, "List tags").answers::<Newer>(json!({ "tags": [wire::example()] }))
}

pub(super) fn older() -> Operation {
    Operation::get(handle_older, "List tags, in the older spelling")
        .answers::<Older>(json!({ "workspaceTags": [wire::example()] }))
}

async fn handle_newer(call: Call, Segments(project): Segments<ProjectId>) -> Answer<Newer> {
    let tags = list(&call, project).await?;
    Ok(Json(Newer { tags }))
}

async fn handle_older(call: Call, Segments(project): Segments<ProjectId>) -> Answer<Older> {
    let workspace_tags = list(&call, project).await?;
    Ok(Json(Older { workspace_tags }))
}

async fn list(call: &Call, project: ProjectId) -> Result<Vec<Tag>, ApiError> {
    let found = tags::list(&call.service, &call.caller, project).await?;
    Ok(found.into_iter().map(Tag::from).collect())
}
