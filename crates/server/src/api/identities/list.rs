//! `GET /api/v1/identities`: every machine identity of the organization.

use axum::Json;
use serde::Serialize;
use serde_json::json;
use service::access;
use utoipa::ToSchema;

use super::wire::{self, IdentityMembership};
use crate::api::description::{Fields, Operation, uuid};
use crate::api::request::{Answer, Call, Query};
use crate::api::wire::organization;

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct IdentityList {
    identities: Vec<IdentityMembership>,
    total_count: usize,
}

pub(super) fn operation() -> Operation {
    let meaning = "The organization. There is one; it may be left out.";
    let example = json!({ "identities": [wire::example_of_membership()], "totalCount": 1 });
    Operation::get(handle, "List machine identities")
        .query(&Fields::new().optional("orgId", uuid(), meaning))
        .answers::<IdentityList>(example)
}

async fn handle(call: Call, Query(query): Query) -> Answer<IdentityList> {
    let organization = organization::own(&call.service, &query, "orgId").await?;
    let list = access::identities(&call.service, &call.caller).await?;
    let membership = |identity| IdentityMembership::new(organization, identity);
    let identities: Vec<_> = list.into_iter().map(membership).collect();
    Ok(Json(IdentityList {
        total_count: identities.len(),
        identities,
    }))
}
