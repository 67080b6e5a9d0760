//! `GET /api/v1/secret-syncs/{destination}/{syncId}`: one sync.

use axum::Json;
use model::connection::App;
use model::id::SyncId;
use service::syncs;

use super::wire::{self, One};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

pub(super) fn operation() -> Operation {
    Operation::get(handle, "Get a sync").answers::<One>(wire::example_of_one())
}

async fn handle(call: Call, Segments((_, id)): Segments<(App, SyncId)>) -> Answer<One> {
    let sync = syncs::get(&call.service, &call.caller, id).await?;
    Ok(Json(One::of(sync)?))
}
