//! `GET /api/v2/workspace/{projectId}/roles` and its twin under `projects`.

use axum::Json;
use model::id::ProjectId;
use serde::Serialize;
use serde_json::json;
use service::access;
use utoipa::ToSchema;

use super::wire::{self, Role};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

#[derive(Serialize, ToSchema)]
#[schema(as = ProjectRoles)]
pub(super) struct Roles {
    roles: Vec<Role>,
}

pub(super) fn operation() -> Operation {
    Operation::get(handle, "List the roles of a project")
        .about("The built-in ones first.")
        .answers::<Roles>(json!({ "roles": [wire::example()] }))
}

async fn handle(call: Call, Segments(project): Segments<ProjectId>) -> Answer<Roles> {
    let found = access::roles(&call.service, &call.caller, project).await?;
    let roles = found.into_iter().map(Role::of).collect::<Result<_, _>>()?;
    Ok(Json(Roles { roles }))
}
