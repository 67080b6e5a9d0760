//! `DELETE /api/v2/workspace/{projectId}/roles/{roleId}`, its twin under `projects`, and the older
//! `DELETE /api/v1/workspace/{projectSlug}/roles/{roleId}`.

use axum::Json;
use model::Slug;
use model::id::{ProjectId, RoleId};
use serde_json::json;
use service::{access, projects};

use super::wire::{self, OneRole};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

const ABOUT: &str = "A role that somebody holds is not deleted; the refusal says who does.";

pub(super) fn operation() -> Operation {
    Operation::delete(of_project, "Delete a custom role")
        .about(ABOUT)
        .answers::<OneRole>(json!({ "role": wire::example() }))
}

pub(super) fn by_project_slug() -> Operation {
    Operation::delete(of_slug, "Delete a custom role of a project by its slug")
        .about(ABOUT)
        .answers::<OneRole>(json!({ "role": wire::example() }))
}

async fn of_project(
    call: Call,
    Segments((project, id)): Segments<(ProjectId, RoleId)>,
) -> Answer<OneRole> {
    let deleted = access::delete_role(&call.service, &call.caller, project, id).await?;
    Ok(Json(OneRole::of(deleted)?))
}

async fn of_slug(call: Call, Segments((slug, id)): Segments<(Slug, RoleId)>) -> Answer<OneRole> {
    let project = projects::by_slug(&call.service, &call.caller, &slug).await?;
    let deleted = access::delete_role(&call.service, &call.caller, project.id, id).await?;
    Ok(Json(OneRole::of(deleted)?))
}
