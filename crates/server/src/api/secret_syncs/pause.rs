//! `POST /api/v1/secret-syncs/{destination}/{syncId}/pause`: no run until the sync is resumed.

use axum::Json;
use model::connection::App;
use model::id::SyncId;
use service::syncs;

use super::wire::{self, One};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

pub(super) fn operation() -> Operation {
    Operation::post(handle, "Pause a sync").answers::<One>(wire::example_of_one())
}

async fn handle(call: Call, Segments((_, id)): Segments<(App, SyncId)>) -> Answer<One> {
    let sync = syncs::pause(&call.service, &call.caller, id).await?;
    Ok(Json(One::of(sync)?))
}
