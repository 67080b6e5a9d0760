//! `GET /api/v2/workspace/{projectId}/identity-memberships/{identityId}`, its newer twin, and
//! `GET /api/v2/workspace/identity-memberships/{membershipId}`.

use axum::Json;
use model::id::{IdentityId, MembershipId, ProjectId};
use serde_json::json;
use service::access::{self, Member};

use super::wire::{self, OneMembership};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

pub(super) fn operation() -> Operation {
    Operation::get(of_identity, "Get a machine identity's place in a project")
        .answers::<OneMembership>(json!({ "identityMembership": wire::example() }))
}

pub(super) fn by_id() -> Operation {
    Operation::get(of_id, "Get a machine identity's place by its own id")
        .answers::<OneMembership>(json!({ "identityMembership": wire::example() }))
}

async fn of_identity(
    call: Call,
    Segments((project, identity)): Segments<(ProjectId, IdentityId)>,
) -> Answer<OneMembership> {
    let member = Member::Identity(identity);
    let found = access::member(&call.service, &call.caller, project, member).await?;
    Ok(Json(found.into()))
}

async fn of_id(call: Call, Segments(id): Segments<MembershipId>) -> Answer<OneMembership> {
    let found = access::identity_membership(&call.service, &call.caller, id).await?;
    Ok(Json(found.into()))
}
