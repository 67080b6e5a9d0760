//! `GET /api/v1/secret-syncs/{destination}/{syncId}`: one sync.

use axum::Json;
use model::connection::App;
use model::id::SyncId;
use service::syncs;

use super::wire::One;
use crate::api::request::{Answer, Call, Segments};

pub(super) async fn handle(call: Call, Segments((_, id)): Segments<(App, SyncId)>) -> Answer<One> {
    let sync = syncs::get(&call.service, &call.caller, id).await?;
    Ok(Json(One::of(&call, sync).await?))
}
