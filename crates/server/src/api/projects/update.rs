//! `PATCH /api/v1/projects/{projectId}`: another name, slug, description or protection.

use axum::Json;
use model::id::ProjectId;
use serde::Serialize;
use serde_json::json;
use service::projects::{self, ProjectChanges};
use utoipa::ToSchema;

use super::wire::{self, Project};
use crate::api::description::{Fields, Operation, boolean, text};
use crate::api::request::{Answer, Body, Call, Segments};

#[derive(Serialize, ToSchema)]
pub(super) struct Updated {
    project: Project,
}

pub(super) fn operation() -> Operation {
    let fields = Fields::new()
        .optional("name", text().max_length(Some(64)), "Another name.")
        .optional("slug", text(), "Another name in URLs.")
        .optional(
            "description",
            text().max_length(Some(1024)),
            "Another description.",
        )
        .optional(
            "hasDeleteProtection",
            boolean(),
            "Whether it refuses to be deleted.",
        );
    Operation::patch(handle, "Update a project")
        .about("What is left out stays.")
        .body(fields, json!({ "description": "The web shop" }))
        .answers::<Updated>(json!({ "project": wire::example() }))
}

async fn handle(
    call: Call,
    Segments(id): Segments<ProjectId>,
    Body(body): Body,
) -> Answer<Updated> {
    let changes = ProjectChanges {
        name: body.text("name")?.map(str::to_owned),
        slug: body.parsed("slug")?,
        description: body.nullable_text("description")?,
        delete_protection: body.flag("hasDeleteProtection")?,
    };
    let project = projects::update(&call.service, &call.caller, id, changes).await?;
    Ok(Json(Updated {
        project: project.into(),
    }))
}
