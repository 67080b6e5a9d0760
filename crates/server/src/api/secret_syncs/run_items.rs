//! `GET /api/v1/secret-syncs/{destination}/{syncId}/runs/{runId}`: what a run did, key by key.
//! Unchanged keys are only counted.

use axum::Json;
use model::connection::App;
use model::id::{RunId, SyncId};
use serde::Serialize;
use serde_json::json;
use service::syncs;
use utoipa::ToSchema;

use super::wire::RunItem;
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

#[derive(Serialize, ToSchema)]
#[schema(as = SyncRunItems)]
pub(super) struct Items {
    items: Vec<RunItem>,
}

pub(super) fn operation() -> Operation {
    let item = json!({
        "key": "Pool:Max",
        "action": "skip",
        "reason": "locked",
        "message": "The key is locked in the store.",
        "nextStep": "Unlock it there, or leave it out of the sync.",
        "command": null,
    });
    Operation::get(handle, "List what a run did")
        .about("Key by key. Unchanged keys are only counted in the run.")
        .answers::<Items>(json!({ "items": [item] }))
}

async fn handle(
    call: Call,
    Segments((_, id, run)): Segments<(App, SyncId, RunId)>,
) -> Answer<Items> {
    let items = syncs::run_items(&call.service, &call.caller, id, run).await?;
    Ok(Json(Items {
        items: items.into_iter().map(RunItem::from).collect(),
    }))
}
