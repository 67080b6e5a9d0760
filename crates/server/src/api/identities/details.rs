//! `GET /api/v1/identities/details`: the organization of whoever calls.

use axum::Json;
use serde::Serialize;
use serde_json::json;
use service::access;
use utoipa::ToSchema;

use crate::api::description::Operation;
use crate::api::request::{Answer, Call};
use crate::api::wire::organization::Organization;

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OwnDetails {
    identity_details: IdentityDetails,
}

#[derive(Serialize, ToSchema)]
struct IdentityDetails {
    organization: Organization,
}

pub(super) fn operation() -> Operation {
    let example = json!({ "identityDetails": { "organization": {
        "id": "0198c0de-0000-7000-8000-000000000002",
        "name": "Contoso",
        "slug": "contoso",
    } } });
    Operation::get(handle, "Get the organization of the caller").answers::<OwnDetails>(example)
}

async fn handle(call: Call) -> Answer<OwnDetails> {
    let organization = access::organization_view(&call.service).await?;
    Ok(Json(OwnDetails {
        identity_details: IdentityDetails {
            organization: organization.into(),
        },
    }))
}
