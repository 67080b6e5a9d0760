//! `GET /api/v1/app-connections/{app}/{connectionId}/checks`: what was found of a connection before,
//! newest first; `limit` of them, 20 unless told otherwise and 200 at most.

use axum::Json;
use model::Timestamp;
use model::connection::{App, Occasion};
use model::id::ConnectionId;
use serde::Serialize;
use service::connections::{self, PastCheck, Rights};

use super::wire;
use crate::api::request::{Answer, Call, Query, Segments};
use crate::api::wire::Diagnosed;

#[derive(Serialize)]
pub(super) struct Checks {
    checks: Vec<Past>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Past {
    at: Timestamp,
    occasion: Occasion,
    store: Option<String>,
    rights: Option<Rights>,
    diagnosis: Option<Diagnosed>,
    latency_ms: u64,
}

pub(super) async fn handle(
    call: Call,
    Segments((app, id)): Segments<(App, ConnectionId)>,
    Query(query): Query,
) -> Answer<Checks> {
    let limit = query
        .integer("limit")?
        .unwrap_or(20)
        .clamp(1, 200)
        .unsigned_abs();
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
            rights: check.rights,
            diagnosis: check.diagnosis.as_ref().map(Diagnosed::from),
            latency_ms: u64::try_from(check.latency.as_millis()).unwrap_or(u64::MAX),
        }
    }
}
