//! `POST /api/v1/identities`: a new machine identity, which cannot sign in yet.

use axum::Json;
use model::access::OrgRole;
use serde_json::json;
use service::access::{self, NewMachine};

use super::wire::{self, Identity, IdentityReply};
use crate::api::description::{Operation, uuid};
use crate::api::request::{Answer, Body, Call};
use crate::api::wire::organization;

pub(super) fn operation() -> Operation {
    let fields = crate::api::description::Fields::new()
        .required("name", wire::name(), "Its name.")
        .optional(
            "organizationId",
            uuid(),
            "The organization. There is one; it may be left out.",
        )
        .and(wire::fields());
    Operation::post(handle, "Create a machine identity")
        .about("Without a role it has no access. Only admins of the organization may do this.")
        .body(fields, json!({ "name": "ci", "role": "member" }))
        .answers::<IdentityReply>(wire::example())
}

async fn handle(call: Call, Body(body): Body) -> Answer<IdentityReply> {
    let request = NewMachine {
        name: body.required_text("name")?.to_owned(),
        org_role: body.parsed("role")?.unwrap_or(OrgRole::NoAccess),
        delete_protection: body.flag("hasDeleteProtection")?.unwrap_or(false),
        metadata: wire::metadata(&body)?.unwrap_or_default(),
    };
    let organization = organization::own(&call.service, &body, "organizationId").await?;
    let made = access::create_machine(&call.service, &call.caller, request).await?;
    Ok(Json(IdentityReply {
        identity: Identity::new(organization, made),
    }))
}
