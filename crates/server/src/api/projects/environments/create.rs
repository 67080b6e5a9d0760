//! `POST /api/v1/workspace/{projectId}/environments`: a new environment, behind the others.

use axum::Json;
use model::Slug;
use model::id::ProjectId;
use serde::Serialize;
use serde_json::json;
use service::projects;
use utoipa::ToSchema;

use super::wire::{self, Environment};
use crate::api::description::{Fields, Operation, text};
use crate::api::request::{Answer, Body, Call, Segments};

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Created {
    message: &'static str,
    workspace: ProjectId,
    project_id: ProjectId,
    environment: Environment,
}

pub(super) fn operation() -> Operation {
    let fields = Fields::new()
        .required(
            "name",
            text().min_length(Some(1)).max_length(Some(64)),
            "Its name.",
        )
        .required("slug", text(), "Its name in URLs and on the command line.");
    let answer = json!({
        "message": "Successfully created new environment",
        "workspace": "0198c0de-0000-7000-8000-000000000001",
        "projectId": "0198c0de-0000-7000-8000-000000000001",
        "environment": wire::example_of_environment(),
    });
    Operation::post(handle, "Create an environment")
        .body(fields, json!({ "name": "Production", "slug": "prod" }))
        .answers::<Created>(answer)
}

async fn handle(
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
