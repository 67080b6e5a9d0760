//! `PATCH /api/v2/workspace/{projectId}/identity-memberships/{identityId}` and its newer twin: other
//! roles, in place of the ones it had.

use axum::Json;
use model::id::{IdentityId, ProjectId};
use serde::Serialize;
use serde_json::json;
use service::access::{self, Member};
use utoipa::ToSchema;

use super::roles;
use super::wire::{self, HeldRole};
use crate::api::description::{Fields, Operation};
use crate::api::request::{Answer, Body, Call, Segments};

#[derive(Serialize, ToSchema)]
#[schema(as = RolesOfMember)]
pub(super) struct Changed {
    roles: Vec<HeldRole>,
}

pub(super) fn operation() -> Operation {
    let fields = Fields::new().required("roles", roles::fields(), "Its roles from now on.");
    Operation::patch(
        handle,
        "Change the roles of a machine identity in a project",
    )
    .about("Nobody gives or takes a role that allows more than they may do themselves.")
    .body(fields, json!({ "roles": [{ "role": "viewer" }] }))
    .answers::<Changed>(json!({ "roles": [wire::example_of_role()] }))
}

async fn handle(
    call: Call,
    Segments((project, identity)): Segments<(ProjectId, IdentityId)>,
    Body(body): Body,
) -> Answer<Changed> {
    let roles = roles::parse(&body)?.ok_or_else(|| body.missing("roles"))?;
    let member = Member::Identity(identity);
    let changed =
        access::change_member(&call.service, &call.caller, project, member, &roles).await?;
    Ok(Json(Changed {
        roles: changed.roles.into_iter().map(HeldRole::from).collect(),
    }))
}
