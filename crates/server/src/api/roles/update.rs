//! `PATCH /api/v2/workspace/{projectId}/roles/{roleId}` and its twin under `projects`.

use axum::Json;
use model::id::{ProjectId, RoleId};
use serde_json::json;
use service::access::{self, RoleChange};

use super::wire::{self, OneRole};
use crate::api::description::Operation;
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call, Fields, Segments};

pub(super) fn operation() -> Operation {
    Operation::patch(handle, "Change a custom role")
        .about("What is left out stays. Whoever holds the role has its new rules at once.")
        .body(wire::fields_of_change(), json!({ "name": "Reader of QA" }))
        .answers::<OneRole>(json!({ "role": wire::example() }))
}

async fn handle(
    call: Call,
    Segments((project, id)): Segments<(ProjectId, RoleId)>,
    Body(body): Body,
) -> Answer<OneRole> {
    let change = parse(&body)?;
    let changed = access::update_role(&call.service, &call.caller, project, id, change).await?;
    Ok(Json(OneRole::of(changed)?))
}

fn parse(body: &Fields) -> Result<RoleChange, ApiError> {
    Ok(RoleChange {
        slug: body.parsed("slug")?,
        name: body.text("name")?.map(str::to_owned),
        description: body.exact_text("description")?.map(str::to_owned),
        permissions: body.raw("permissions").cloned(),
    })
}
