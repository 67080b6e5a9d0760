//! `POST /api/v1/workspace/{projectId}/environments`: a new environment, behind the others.

use axum::Json;
use model::Slug;
use model::id::ProjectId;
use serde::Serialize;
use service::projects;

use super::wire::Environment;
use crate::api::request::{Answer, Body, Call, Segments};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Created {
    message: &'static str,
    workspace: ProjectId,
    project_id: ProjectId,
    environment: Environment,
}

pub(super) async fn handle(
    call: Call,
    Segments(project): Segments<ProjectId>,
    Body(body): Body,
) -> Answer<Created> {
    let name = body.required_text("name")?;
    let slug: Slug = body.required("slug")?;
    let environment =
        projects::create_environment(&call.service, &call.caller, project, name, slug).await?;
    Ok(Json(Created {
        message: "Successfully created new environment",
        workspace: project,
        project_id: project,
        environment: environment.into(),
    }))
}
