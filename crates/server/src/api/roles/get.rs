//! `GET /api/v2/workspace/{projectId}/roles/slug/{roleSlug}`, its twin under `projects`, and
//! `GET /api/v1/projects/roles/{roleId}`.

use axum::Json;
use model::Slug;
use model::id::{ProjectId, RoleId};
use serde_json::json;
use service::access;

use super::wire::{self, OneRole};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

pub(super) fn by_slug() -> Operation {
    Operation::get(of_slug, "Get a role by its slug")
        .about("Built-in roles too: `admin`, `member`, `viewer` and `no-access`.")
        .answers::<OneRole>(json!({ "role": wire::example() }))
}

pub(super) fn by_id() -> Operation {
    Operation::get(of_id, "Get a custom role by its id")
        .answers::<OneRole>(json!({ "role": wire::example() }))
}

async fn of_slug(
    call: Call,
    Segments((project, slug)): Segments<(ProjectId, Slug)>,
) -> Answer<OneRole> {
    let found = access::role_by_slug(&call.service, &call.caller, project, &slug).await?;
    Ok(Json(OneRole::of(found)?))
}

async fn of_id(call: Call, Segments(id): Segments<RoleId>) -> Answer<OneRole> {
    let found = access::role(&call.service, &call.caller, id).await?;
    Ok(Json(OneRole::of(found)?))
}
