//! `GET /api/v1/workspace/{projectId}` and its newer twin under `projects`: one project.

use axum::Json;
use model::id::ProjectId;
use serde::Serialize;
use serde_json::json;
use service::projects;
use utoipa::ToSchema;

use super::wire::{self, Project};
use crate::api::description::Operation;
use crate::api::error::ApiError;
use crate::api::request::{Answer, Call, Segments};

#[derive(Serialize, ToSchema)]
pub(super) struct Workspace {
    workspace: Project,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Found {
    project: Project,
}

pub(super) fn get_workspace() -> Operation {
    Operation::get(workspace, "Get a project, called a workspace")
        .answers::<Workspace>(json!({ "workspace": wire::example() }))
}

pub(super) fn get_project() -> Operation {
    Operation::get(project, "Get a project").answers::<Found>(json!({ "project": wire::example() }))
}

async fn workspace(call: Call, Segments(id): Segments<ProjectId>) -> Answer<Workspace> {
    Ok(Json(Workspace {
        workspace: one(&call, id).await?,
    }))
}

async fn project(call: Call, Segments(id): Segments<ProjectId>) -> Answer<Found> {
    Ok(Json(Found {
        project: one(&call, id).await?,
    }))
}

async fn one(call: &Call, id: ProjectId) -> Result<Project, ApiError> {
    let project = projects::get(&call.service, &call.caller, id).await?;
    Ok(project.into())
}
