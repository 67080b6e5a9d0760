//! `PATCH /api/v1/identities/{identityId}`: changes a machine identity.

use axum::Json;
use model::id::IdentityId;
use serde_json::json;
use service::access::{self, IdentityChange};

use super::wire::{self, Identity, IdentityReply};
use crate::api::description::{Fields, Operation};
use crate::api::request::{Answer, Body, Call, Segments};

pub(super) fn operation() -> Operation {
    let fields = Fields::new()
        .optional("name", wire::name(), "Its name.")
        .and(wire::fields());
    Operation::patch(handle, "Change a machine identity")
        .about("What is left out stays. Only admins of the organization may do this.")
        .body(fields, json!({ "name": "ci", "hasDeleteProtection": true }))
        .answers::<IdentityReply>(wire::example())
}

async fn handle(
    call: Call,
    Segments(id): Segments<IdentityId>,
    Body(body): Body,
) -> Answer<IdentityReply> {
    let change = IdentityChange {
        name: body.text("name")?.map(str::to_owned),
        org_role: body.parsed("role")?,
        delete_protection: body.flag("hasDeleteProtection")?,
        metadata: wire::metadata(&body)?,
    };
    let changed = access::update_identity(&call.service, &call.caller, id, change).await?;
    let organization = access::organization(&call.service).await?;
    Ok(Json(IdentityReply {
        identity: Identity::new(organization, changed),
    }))
}
