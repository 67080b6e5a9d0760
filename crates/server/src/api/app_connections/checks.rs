//! `GET /api/v1/app-connections/{app}/{connectionId}/checks`: what was found of a connection before,
//! newest first; `limit` of them, 20 unless told otherwise and 200 at most.

use axum::Json;
use model::Timestamp;
use model::connection::{App, Occasion};
use model::id::ConnectionId;
use serde::Serialize;
use serde_json::json;
use service::connections::{self, PastCheck};
use utoipa::ToSchema;

use super::wire::{self, Rights};
use crate::api::description::{Fields, Operation};
use crate::api::request::{Answer, Call, Query, Segments};
use crate::api::wire::{Diagnosed, limit, list_length};

#[derive(Serialize, ToSchema)]
#[schema(as = PastConnectionChecks)]
pub(super) struct Checks {
    checks: Vec<Past>,
}

/// What was found once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PastConnectionCheck)]
struct Past {
    at: Timestamp,
    occasion: Occasion,
    store: Option<String>,
    rights: Option<Rights>,
    diagnosis: Option<Diagnosed>,
    latency_ms: u64,
}

pub(super) fn operation() -> Operation {
    let found = json!({
        "checks": [{
            "at": "2026-01-02T03:04:05.000Z",
            "occasion": "request",
            "store": "https://contoso.azconfig.io",
            "rights": { "read": true, "write": true, "delete": true },
            "diagnosis": null,
            "latencyMs": 212,
        }]
    });
    Operation::get(handle, "List the past checks of a connection")
        .about("Newest first; at most 200 are kept.")
        .query(&Fields::new().optional("limit", limit(), "How many."))
        .answers::<Checks>(found)
}

async fn handle(
    call: Call,
    Segments((app, id)): Segments<(App, ConnectionId)>,
    Query(query): Query,
) -> Answer<Checks> {
    let limit = list_length(&query)?;
    wire::find(&call, app, id).await?;
    let checks = connections::checks(&call.service, &call.caller, id, limit).await?;
    Ok(Json(Checks {
        checks: checks.into_iter().map(Past::from).collect(),
    }))
}

impl From<PastCheck> for Past {
    fn from(check: PastCheck) -> Self {
        Self {
            at: check.at,
            occasion: check.occasion,
            store: check.store,
            rights: check.rights.map(Rights::from),
            diagnosis: check.diagnosis.as_ref().map(Diagnosed::from),
            latency_ms: u64::try_from(check.latency.as_millis()).unwrap_or(u64::MAX),
        }
    }
}
