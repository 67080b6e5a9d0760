//! `POST /api/v1/secret-syncs/{destination}/{syncId}/pause`: no run until the sync is resumed.

use axum::Json;
use model::connection::App;
use model::id::SyncId;
use service::syncs;

use super::wire::One;
use crate::api::request::{Answer, Call, Segments};

pub(super) async fn handle(call: Call, Segments((_, id)): Segments<(App, SyncId)>) -> Answer<One> {
    let sync = syncs::pause(&call.service, &call.caller, id).await?;
    Ok(Json(One::of(&call, sync).await?))
}
