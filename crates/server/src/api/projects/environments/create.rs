//! `POST /api/v1/workspace/{projectId}/environments` and its newer twin: a new environment.

use axum::Json;
use model::id::ProjectId;
use serde_json::json;
use service::projects::{self, NewEnvironment};

use super::wire::{self, Done};
use crate::api::description::{Fields, Operation, integer, text};
use crate::api::request::{Answer, Body, Call, Segments};

const MESSAGE: &str = "Successfully created new environment";

pub(super) fn operation() -> Operation {
    let fields = Fields::new()
        .required(
            "name",
            text().min_length(Some(1)).max_length(Some(255)),
            "Its name.",
        )
        .required("slug", text(), "Its name in URLs and on the command line.")
        .optional(
            "position",
            integer().minimum(Some(1)).maximum(Some(100_000)),
            "Its place among the others; behind them when left out. Those in the way move on.",
        );
    Operation::post(handle, "Create an environment")
        .body(fields, json!({ "name": "Production", "slug": "prod" }))
        .answers::<Done>(wire::example_of_done(MESSAGE))
}

async fn handle(
    call: Call,
    Segments(project): Segments<ProjectId>,
    Body(body): Body,
) -> Answer<Done> {
    let request = NewEnvironment {
        name: body.required_text("name")?.to_owned(),
        slug: body.required("slug")?,
        position: body.integer("position")?,
    };
    let made = projects::create_environment(&call.service, &call.caller, project, request).await?;
    Ok(Json(Done::new(MESSAGE, made)))
}
