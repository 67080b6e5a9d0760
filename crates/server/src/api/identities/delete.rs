//! `DELETE /api/v1/identities/{identityId}`: the end of a machine identity, and of its tokens.

use axum::Json;
use model::id::IdentityId;
use service::access;

use super::wire::{self, Identity, IdentityReply};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

pub(super) fn operation() -> Operation {
    Operation::delete(handle, "Delete a machine identity")
        .about("Its access tokens end at once. Only admins of the organization may do this.")
        .answers::<IdentityReply>(wire::example())
}

async fn handle(call: Call, Segments(id): Segments<IdentityId>) -> Answer<IdentityReply> {
    let deleted = access::delete_identity(&call.service, &call.caller, id).await?;
    let organization = access::organization(&call.service).await?;
    Ok(Json(IdentityReply {
        identity: Identity::new(organization, deleted),
    }))
}
