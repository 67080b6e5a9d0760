//! `POST /api/v2/workspace/{projectId}/roles` and its twin under `projects`: a new custom role.

use axum::Json;
use model::id::ProjectId;
use serde_json::json;
use service::access::{self, NewRole};

use super::wire::{self, OneRole};
use crate::api::description::Operation;
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call, Fields, Segments};

pub(super) fn operation() -> Operation {
    let example = json!({
        "slug": "reader",
        "name": "Reader",
        "description": "Reads the values of QA",
        "permissions": wire::example_of_permissions(),
    });
    Operation::post(handle, "Create a custom role")
        .about("Nobody makes a role that allows more than they may do themselves.")
        .body(wire::fields_of_new(), example)
        .answers::<OneRole>(json!({ "role": wire::example() }))
}

async fn handle(
    call: Call,
    Segments(project): Segments<ProjectId>,
    Body(body): Body,
) -> Answer<OneRole> {
    let made = access::create_role(&call.service, &call.caller, project, parse(&body)?).await?;
    Ok(Json(OneRole::of(made)?))
}

fn parse(body: &Fields) -> Result<NewRole, ApiError> {
    let permissions = body.raw("permissions");
    Ok(NewRole {
        slug: body.required("slug")?,
        name: body.required_text("name")?.to_owned(),
        description: body.text("description")?.unwrap_or_default().to_owned(),
        permissions: permissions
            .cloned()
            .ok_or_else(|| body.missing("permissions"))?,
    })
}
