//! `GET /api/v1/secret-syncs/{destination}/{syncId}/runs`: the last runs, newest first; `limit` of
//! them, 20 unless told otherwise and 200 at most.

use axum::Json;
use model::connection::App;
use model::id::SyncId;
use serde::Serialize;
use service::syncs;

use super::wire::Run;
use crate::api::request::{Answer, Call, Query, Segments};

#[derive(Serialize)]
pub(super) struct Runs {
    runs: Vec<Run>,
}

pub(super) async fn handle(
    call: Call,
    Segments((_, id)): Segments<(App, SyncId)>,
    Query(query): Query,
) -> Answer<Runs> {
    let limit = query
        .integer("limit")?
        .unwrap_or(20)
        .clamp(1, 200)
        .unsigned_abs();
    let runs = syncs::runs(&call.service, &call.caller, id, limit).await?;
    Ok(Json(Runs {
        runs: runs.into_iter().map(Run::from).collect(),
    }))
}
