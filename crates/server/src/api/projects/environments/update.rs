//! `PATCH /api/v1/workspace/{projectId}/environments/{environmentId}` and its newer twin: another
//! name, slug or place.

use axum::Json;
use model::id::{EnvironmentId, ProjectId};
use serde_json::json;
use service::projects::{self, EnvironmentChanges};

use super::wire::{self, Done};
use crate::api::description::{Fields, Operation, integer, text};
use crate::api::request::{Answer, Body, Call, Segments};

const MESSAGE: &str = "Successfully updated environment";

pub(super) fn operation() -> Operation {
    let fields = Fields::new()
        .optional("name", text().max_length(Some(255)), "Another name.")
        .optional(
            "slug",
            text(),
            "Another name in URLs. Refused while references have the old one.",
        )
        .optional(
            "position",
            integer().minimum(Some(0)).maximum(Some(100_000)),
            "Another place, from 1. Zero is as if left out.",
        );
    Operation::patch(handle, "Update an environment")
        .about("What is left out stays.")
        .body(fields, json!({ "name": "Production" }))
        .answers::<Done>(wire::example_of_done(MESSAGE))
}

async fn handle(
    call: Call,
    Segments((project, id)): Segments<(ProjectId, EnvironmentId)>,
    Body(body): Body,
) -> Answer<Done> {
    let changes = EnvironmentChanges {
        name: body.text("name")?.map(str::to_owned),
        slug: body.parsed("slug")?,
        // Terraform sends zero for a place that its user left out.
        position: body.integer("position")?.filter(|place| *place != 0),
    };
    let after =
        projects::update_environment(&call.service, &call.caller, project, id, changes).await?;
    Ok(Json(Done::new(MESSAGE, after)))
}
