//! `GET /api/v1/identities/{identityId}`: a machine identity and its place in the organization.

use axum::Json;
use model::id::IdentityId;
use serde::Serialize;
use serde_json::json;
use service::access;
use utoipa::ToSchema;

use super::wire::{self, IdentityMembership};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

#[derive(Serialize, ToSchema)]
pub(super) struct IdentityMembershipReply {
    identity: IdentityMembership,
}

pub(super) fn operation() -> Operation {
    Operation::get(handle, "Get a machine identity")
        .answers::<IdentityMembershipReply>(json!({ "identity": wire::example_of_membership() }))
}

async fn handle(call: Call, Segments(id): Segments<IdentityId>) -> Answer<IdentityMembershipReply> {
    let found = access::identity(&call.service, &call.caller, id).await?;
    let organization = access::organization(&call.service).await?;
    Ok(Json(IdentityMembershipReply {
        identity: IdentityMembership::new(organization, found),
    }))
}
