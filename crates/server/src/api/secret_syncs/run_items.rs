//! `GET /api/v1/secret-syncs/{destination}/{syncId}/runs/{runId}`: what a run did, key by key.
//! Unchanged keys are only counted.

use axum::Json;
use model::connection::App;
use model::id::{RunId, SyncId};
use serde::Serialize;
use service::syncs;

use super::wire::RunItem;
use crate::api::request::{Answer, Call, Segments};

#[derive(Serialize)]
pub(super) struct Items {
    items: Vec<RunItem>,
}

pub(super) async fn handle(
    call: Call,
    Segments((_, id, run)): Segments<(App, SyncId, RunId)>,
) -> Answer<Items> {
    let items = syncs::run_items(&call.service, &call.caller, id, run).await?;
    Ok(Json(Items {
        items: items.into_iter().map(RunItem::from).collect(),
    }))
}
