//! `GET /api/v1/workspace` and `GET /api/v1/projects`: the caller's projects.

use axum::Json;
use serde::Serialize;
use service::projects;

use super::wire::Project;
use crate::api::error::ApiError;
use crate::api::request::{Answer, Call};

#[derive(Serialize)]
pub(super) struct Workspaces {
    workspaces: Vec<Project>,
}

#[derive(Serialize)]
pub(super) struct Projects {
    projects: Vec<Project>,
}

pub(super) async fn workspaces(call: Call) -> Answer<Workspaces> {
    Ok(Json(Workspaces {
        workspaces: all(&call).await?,
    }))
}

pub(super) async fn projects(call: Call) -> Answer<Projects> {
    Ok(Json(Projects {
        projects: all(&call).await?,
    }))
}

async fn all(call: &Call) -> Result<Vec<Project>, ApiError> {
    let mut list = Vec::new();
    for project in projects::list(&call.service, &call.caller).await? {
        list.push(Project::of(call, project).await?);
    }
    Ok(list)
}
