//! `DELETE /api/v1/projects/{projectId}`, and `DELETE /api/v2/workspace/{slug}`, which answers the
//! project not wrapped.

use axum::Json;
use model::Slug;
use model::id::ProjectId;
use serde::Serialize;
use serde_json::json;
use service::projects;
use utoipa::ToSchema;

use super::wire::{self, Project};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

#[derive(Serialize, ToSchema)]
pub(super) struct Deleted {
    project: Project,
}

const ABOUT: &str = "Everything in it goes too. What its syncs wrote stays at the destinations. A \
                     project with delete protection refuses.";

pub(super) fn by_id() -> Operation {
    Operation::delete(handle_id, "Delete a project")
        .about(ABOUT)
        .answers::<Deleted>(json!({ "project": wire::example() }))
}

pub(super) fn by_slug() -> Operation {
    Operation::delete(handle_slug, "Delete a project by its slug")
        .about(ABOUT)
        .answers::<Project>(wire::example())
}

async fn handle_id(call: Call, Segments(id): Segments<ProjectId>) -> Answer<Deleted> {
    let project = projects::delete(&call.service, &call.caller, id).await?;
    Ok(Json(Deleted {
        project: project.into(),
    }))
}

async fn handle_slug(call: Call, Segments(slug): Segments<Slug>) -> Answer<Project> {
    let found = projects::by_slug(&call.service, &call.caller, &slug).await?;
    let project = projects::delete(&call.service, &call.caller, found.id).await?;
    Ok(Json(project.into()))
}
