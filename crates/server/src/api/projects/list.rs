//! `GET /api/v1/workspace` and `GET /api/v1/projects`: the caller's projects.

use axum::Json;
use serde::Serialize;
use serde_json::json;
use service::projects;
use utoipa::ToSchema;

use super::wire::{self, Project};
use crate::api::description::Operation;
use crate::api::error::ApiError;
use crate::api::request::{Answer, Call};

#[derive(Serialize, ToSchema)]
pub(super) struct Workspaces {
    workspaces: Vec<Project>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Projects {
    projects: Vec<Project>,
}

pub(super) fn list_workspaces() -> Operation {
    Operation::get(workspaces, "List projects, called workspaces")
        .answers::<Workspaces>(json!({ "workspaces": [wire::example()] }))
}

pub(super) fn list_projects() -> Operation {
    Operation::get(projects, "List projects")
        .answers::<Projects>(json!({ "projects": [wire::example()] }))
}

async fn workspaces(call: Call) -> Answer<Workspaces> {
    Ok(Json(Workspaces {
        workspaces: all(&call).await?,
    }))
}

async fn projects(call: Call) -> Answer<Projects> {
    Ok(Json(Projects {
        projects: all(&call).await?,
    }))
}

async fn all(call: &Call) -> Result<Vec<Project>, ApiError> {
    let found = projects::list(&call.service, &call.caller).await?;
    Ok(found.into_iter().map(Project::from).collect())
}
