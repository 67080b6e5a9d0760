//! `POST /api/v2/workspace/{projectId}/identity-memberships/{identityId}`.

use axum::Json;
use model::access::ProjectRole;
use model::id::{IdentityId, ProjectId};
use serde_json::json;
use service::access::{self, Member, NewRoleOfMember};

use super::roles;
use super::wire::{self, OneMembership};
use crate::api::description::{Fields, Operation};
use crate::api::request::{Answer, Body, Call, Segments};

pub(super) fn operation() -> Operation {
    let fields = Fields::new()
        .optional("roles", roles::fields(), "Its roles.")
        .optional(
            "role",
            roles::short(),
            "Its one role, in place of `roles`; `no-access` without either.",
        );
    Operation::post(handle, "Add a machine identity to a project")
        .about("Nobody gives a role that allows more than they may do themselves.")
        .body(fields, json!({ "roles": [{ "role": "viewer" }] }))
        .answers::<OneMembership>(json!({ "identityMembership": wire::example() }))
}

async fn handle(
    call: Call,
    Segments((project, identity)): Segments<(ProjectId, IdentityId)>,
    Body(body): Body,
) -> Answer<OneMembership> {
    let roles = roles::parse(&body)?.unwrap_or_else(|| {
        vec![NewRoleOfMember {
            role: ProjectRole::NoAccess.to_string(),
            temporary: None,
        }]
    });
    let member = Member::Identity(identity);
    let added = access::add_member(&call.service, &call.caller, project, member, &roles).await?;
    Ok(Json(added.into()))
}
