//! `GET /api/v1/workspace/{projectId}` and its newer twin under `projects`: one project.

use axum::Json;
use model::id::ProjectId;
use serde::Serialize;
use service::projects;

use super::wire::Project;
use crate::api::error::ApiError;
use crate::api::request::{Answer, Call, Segments};

#[derive(Serialize)]
pub(super) struct Workspace {
    workspace: Project,
}

#[derive(Serialize)]
pub(super) struct Found {
    project: Project,
}

pub(super) async fn workspace(call: Call, Segments(id): Segments<ProjectId>) -> Answer<Workspace> {
    Ok(Json(Workspace {
        workspace: one(&call, id).await?,
    }))
}

pub(super) async fn project(call: Call, Segments(id): Segments<ProjectId>) -> Answer<Found> {
    Ok(Json(Found {
        project: one(&call, id).await?,
    }))
}

async fn one(call: &Call, id: ProjectId) -> Result<Project, ApiError> {
    let project = projects::get(&call.service, &call.caller, id).await?;
    Project::of(call, project).await
}
