//! `GET /api/v2/workspace/{projectId}/identity-memberships`: a project's machine identities, all of
//! them or a part.

use axum::Json;
use model::id::ProjectId;
use serde::Serialize;
use serde_json::json;
use service::access;
use utoipa::ToSchema;

use super::wire::{self, Membership};
use crate::api::description::{self, Operation, integer};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Call, Fields, Query, Segments};

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IdentityMemberships)]
pub(super) struct Memberships {
    identity_memberships: Vec<Membership>,
    /// How many there are in all.
    total_count: u64,
}

pub(super) fn operation() -> Operation {
    let number = || integer().minimum(Some(0));
    let query = description::Fields::new()
        .optional("offset", number(), "How many to leave out.")
        .optional(
            "limit",
            number(),
            "How many to return at most; all when left out.",
        );
    let answer = json!({ "identityMemberships": [wire::example()], "totalCount": 1 });
    Operation::get(handle, "List the machine identities of a project")
        .query(&query)
        .answers::<Memberships>(answer)
}

async fn handle(
    call: Call,
    Segments(project): Segments<ProjectId>,
    Query(query): Query,
) -> Answer<Memberships> {
    let offset = number(&query, "offset")?.unwrap_or(0);
    let limit = number(&query, "limit")?;
    let (some, total_count) =
        access::identity_members(&call.service, &call.caller, project, offset, limit).await?;
    Ok(Json(Memberships {
        identity_memberships: some.into_iter().map(Membership::from).collect(),
        total_count,
    }))
}

fn number(query: &Fields, name: &str) -> Result<Option<u64>, ApiError> {
    let number = query.integer(name)?.map(u64::try_from);
    number
        .transpose()
        .map_err(|_| query.fault(name, "is less than zero"))
}
