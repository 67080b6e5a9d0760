//! `POST /api/v1/secret-syncs/{destination}/check-destination`: whether another sync writes to the
//! same store under the same label. Clients ask before they create one.

use axum::Json;
use model::connection::App;
use model::id::{ProjectId, SyncId};
use serde::Serialize;
use serde_json::json;
use service::syncs;
use utoipa::ToSchema;

use super::wire;
use crate::api::description::{Fields, Operation, uuid};
use crate::api::request::{Answer, Body, Call, Segments};

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CheckedDestination)]
pub(super) struct Checked {
    has_duplicate: bool,
    /// The other sync's project, when the caller may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    duplicate_project_id: Option<ProjectId>,
}

pub(super) fn operation() -> Operation {
    let fields = Fields::new()
        .required(
            "destinationConfig",
            wire::destination_fields(),
            "The destination.",
        )
        .optional(
            "projectId",
            uuid(),
            "The project that asks. One that is still to be made has no duplicates.",
        )
        .optional("excludeSyncId", uuid(), "A sync that does not count.");
    let example = json!({
        "projectId": "0198c0de-0000-7000-8000-000000000001",
        "destinationConfig": { "configurationUrl": "https://contoso.azconfig.io", "label": "prod" },
    });
    Operation::post(handle, "Look for another sync with a destination")
        .body(fields, example)
        .answers::<Checked>(json!({ "hasDuplicate": false }))
}

async fn handle(call: Call, Segments(_): Segments<App>, Body(body): Body) -> Answer<Checked> {
    let wanted = wire::destination(&body.required_object("destinationConfig")?)?;
    let except: Option<SyncId> = body.parsed("excludeSyncId")?;
    let project: Option<ProjectId> = body.parsed("projectId")?;
    let duplicate = match project {
        Some(project) => {
            let there = (wanted.endpoint.as_str(), wanted.label.as_deref());
            syncs::duplicate_of(&call.service, &call.caller, project, there, except).await?
        }
        None => None,
    };
    Ok(Json(Checked {
        has_duplicate: duplicate.is_some(),
        duplicate_project_id: duplicate.and_then(|duplicate| duplicate.project),
    }))
}
