//! `GET /api/v1/secret-syncs/{destination}/{syncId}/runs`: the last runs, newest first; `limit` of
//! them, 20 unless told otherwise and 200 at most.

use axum::Json;
use model::connection::App;
use model::id::SyncId;
use serde::Serialize;
use serde_json::json;
use service::syncs;
use utoipa::ToSchema;

use super::wire::Run;
use crate::api::description::{Fields, Operation};
use crate::api::request::{Answer, Call, Query, Segments};
use crate::api::wire::{limit, list_length};

#[derive(Serialize, ToSchema)]
#[schema(as = SyncRuns)]
pub(super) struct Runs {
    runs: Vec<Run>,
}

pub(super) fn operation() -> Operation {
    let run = json!({
        "id": "0198c0de-0000-7000-8000-000000000030",
        "trigger": "change",
        "actor": null,
        "outcome": "succeeded",
        "counts": {
            "created": 1, "updated": 0, "deleted": 0, "adopted": 0,
            "unchanged": 41, "skipped": 0, "failed": 0,
        },
        "requests": 2,
        "throttled": 0,
        "diagnosis": null,
        "startedAt": "2026-01-02T03:04:05.000Z",
        "finishedAt": "2026-01-02T03:04:06.000Z",
    });
    Operation::get(handle, "List the runs of a sync")
        .about("Newest first.")
        .query(&Fields::new().optional("limit", limit(), "How many."))
        .answers::<Runs>(json!({ "runs": [run] }))
}

async fn handle(
    call: Call,
    Segments((_, id)): Segments<(App, SyncId)>,
    Query(query): Query,
) -> Answer<Runs> {
    let limit = list_length(&query)?;
    let runs = syncs::runs(&call.service, &call.caller, id, limit).await?;
    Ok(Json(Runs {
        runs: runs.into_iter().map(Run::from).collect(),
    }))
}
