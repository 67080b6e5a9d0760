//! `DELETE /api/v2/workspace/{projectId}/identity-memberships/{identityId}`.

use axum::Json;
use model::id::{IdentityId, ProjectId};
use serde_json::json;
use service::access::{self, Member};

use super::wire::{self, OneMembership};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

pub(super) fn operation() -> Operation {
    Operation::delete(handle, "Remove a machine identity from a project")
        .answers::<OneMembership>(json!({ "identityMembership": wire::example() }))
}

async fn handle(
    call: Call,
    Segments((project, identity)): Segments<(ProjectId, IdentityId)>,
) -> Answer<OneMembership> {
    let member = Member::Identity(identity);
    let removed = access::remove_member(&call.service, &call.caller, project, member).await?;
    Ok(Json(removed.into()))
}
